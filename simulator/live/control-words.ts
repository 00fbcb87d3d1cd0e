/** What a person has just done to a classroom run, and what follows from it, in plain sentences: what happens, and why. Pure. */
import type { ControlAction, Poison } from '../../reports/live/controls.ts';
import { duration, inWords, whole } from '../../reports/numbers.ts';

export interface Said {
  readonly text: string;
  readonly why: string;
}

/** What the words need to know of the run, as it was before the action; what stays away is not spoken of. */
export interface SaidContext {
  readonly isPaused?: boolean;
  /** Before. */
  readonly ratePerSecond?: number;
  /** Whom the action concerns where it leaves that open. */
  readonly name?: string;
  /** Names of those who are there, after the action. */
  readonly consumers?: readonly string[];
  /** Where a record was written. */
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
}

export function saidOf(action: ControlAction, context: SaidContext): Said {
  switch (action.action) {
    case 'rate':
      return rateWords(action.ratePerSecond, context);
    case 'pause':
      return {
        text: 'Paused: the producer sends nothing more until you resume or step.',
        why: 'What is in the topics already is still read. Business time stands still too, because it follows the plan.',
      };
    case 'resume':
      return {
        text: `Resumed${context.ratePerSecond === undefined ? '' : ` at ${rateText(context.ratePerSecond)}`}.`,
        why: 'The plan goes on where it stopped: nothing was left out, and nothing comes twice.',
      };
    case 'step':
      return {
        text: 'One event was sent.',
        why: 'Follow it: the producer writes it to the partition of its key, the owner of the partition reads it, it takes its turn, and then it changes the stock.',
      };
    case 'end':
      return {
        text: 'The run ends: nothing more is sent.',
        why: 'What is in the topics is worked off, the stock is audited, and the report is written. The verdict is incomplete, because hands were in it.',
      };
    case 'sequencer':
      return sequencerWords(action.on);
    case 'restart':
      return {
        text: 'Starting anew with the same seed.',
        why: 'The plan follows from scenario and seed alone, so the same events come again in the same order.',
      };
    case 'lesson':
      return {
        text: `Setting the stage for the lesson ${action.id}.`,
        why: 'A lesson has its own partitions, consumers and rate, so another run begins.',
      };
    case 'poison':
      return poisonWords(action.kind, context);
    case 'duplicate':
      return {
        text: `A record ${action.productId === undefined ? '' : `of ${action.productId} `}was written once more${placeText(context)}.`,
        why: 'Kafka keeps both, and the consumer reads both. The sequencer has seen the number of this event before and drops the second one, so the stock changes once.',
      };
    default:
      return consumerWords(action, context);
  }
}

type ConsumerAction = Extract<
  ControlAction,
  {
    readonly action:
      | 'add-consumer'
      | 'remove-consumer'
      | 'kill-consumer'
      | 'slow-consumer'
      | 'stall-consumer';
  }
>;

function consumerWords(action: ConsumerAction, context: SaidContext): Said {
  switch (action.action) {
    case 'add-consumer':
      return {
        text: `${context.name ?? 'A consumer'} joins the group${countText(context)}.`,
        why: 'Everybody stops for a moment and the partitions are shared out anew. A partition has one owner: with more consumers than partitions, some have nothing to do.',
      };
    case 'remove-consumer':
      return {
        text: `${action.name} leaves in order.`,
        why: 'It finishes what it has, commits its offsets and says goodbye, so its partitions move at once and nothing is read twice.',
      };
    case 'kill-consumer':
      return {
        text: `${action.name} was killed, without a word to anybody.`,
        why: 'The group misses it only when its session ends, some seconds without a heartbeat. Until then its partitions have no reader and lag builds. What it had done since its last commit is read again.',
      };
    case 'slow-consumer':
      return slowWords(action.name, action.eventsPerSecond);
    case 'stall-consumer':
      return {
        text: `${action.name} stands still for ${duration(action.forMs)}, heartbeats included.`,
        why: 'For the group it looks dead. A stall shorter than the session is only lag; a longer one costs it its partitions, and it learns of that when it wakes up.',
      };
  }
}

function slowWords(name: string, eventsPerSecond: number | null): Said {
  if (eventsPerSecond === null) {
    return {
      text: `${name} is as fast as it can be again.`,
      why: 'What waits in its partitions is worked off now. Watch how long that takes: it is the price of having been slow.',
    };
  }
  return {
    text: `${name} takes ${rateText(eventsPerSecond)} from now on.`,
    why: 'Producers do not know and do not wait: when more arrives in its partitions than it takes, the difference waits in the log, and lag grows by that much every second.',
  };
}

function rateWords(ratePerSecond: number, { isPaused, ratePerSecond: before }: SaidContext): Said {
  const turn =
    before === undefined || before === ratePerSecond
      ? 'Now'
      : before < ratePerSecond
        ? 'Faster'
        : 'Slower';
  const text =
    isPaused === true
      ? `${rateText(ratePerSecond)}, as soon as you resume.`
      : `${turn}: ${rateText(ratePerSecond)}.`;
  return {
    text: text.slice(0, 1).toUpperCase() + text.slice(1),
    why: 'The same plan is played at another pace, and business days pass at that pace too. The load is open: the producer sends on time, whether consumers keep up or not.',
  };
}

function sequencerWords(on: boolean): Said {
  return on
    ? {
        text: 'Starting anew with the sequencer on.',
        why: 'Events of a product take effect in the order of their numbers, whichever topic they came through. What is early waits for what is missing.',
      }
    : {
        text: 'Starting anew with the sequencer off.',
        why: 'Events take effect as they arrive. Kafka keeps order within a partition of one topic, not between topics: a sale that overtakes the delivery before it finds an empty shelf.',
      };
}

const POISON_WORDS: Readonly<Record<Poison, string>> = {
  'not-json': 'is not JSON',
  'unknown-product': 'names a product that does not exist',
  'negative-quantity': 'has a negative quantity',
  'missing-field': 'lacks a field that it must have',
};

function poisonWords(kind: Poison, context: SaidContext): Said {
  return {
    text: `A record that ${POISON_WORDS[kind]} was written${placeText(context)}.`,
    why: 'No consumer can do anything with it. If it stopped there, everything behind it would wait for ever; so it goes to the dead letters with the reason, and reading goes on.',
  };
}

function placeText({ topic, partition, offset }: SaidContext): string {
  if (topic === undefined) return '';
  const place = partition === undefined ? topic : `${topic}/${partition}`;
  return offset === undefined ? ` to ${place}` : ` to ${place} at offset ${whole(offset)}`;
}

function countText({ consumers }: SaidContext): string {
  if (consumers === undefined || consumers.length === 0) return '';
  return `: ${inWords(consumers.length, 'consumer')} now`;
}

/** Below one a second people count by the minute. */
export function rateText(perSecond: number): string {
  const [count, unit] = perSecond < 1 ? [perSecond * 60, 'minute'] : [perSecond, 'second'];
  const rounded = Math.round(count * 10) / 10;
  return `${rounded === 1 ? '1 event' : `${whole(rounded)} events`} a ${unit}`;
}

/** What may happen in a classroom run, and what is known of it then. */
export interface ClassroomEvents {
  /** The group shared out its partitions. */
  readonly rebalance: { readonly generation: number; readonly members: readonly string[] };
  /** Its session ended without a word. */
  readonly 'member-lost': { readonly name: string };
  /** It said goodbye. */
  readonly 'member-left': { readonly name: string };
  readonly 'member-joined': { readonly name: string };
  /** More consumers than partitions. */
  readonly 'member-idle': { readonly name: string; readonly partitions: number };
  readonly 'no-consumer': object;
  readonly 'dead-letter': { readonly reason: string };
  /** Since somebody last spoke of it. */
  readonly duplicate: { readonly count: number };
  /** Records that were read a second time after a loss. */
  readonly reprocessed: { readonly count: number };
  readonly 'sequencer-holds': { readonly waitingEvents: number };
  readonly 'sequencer-released': object;
  readonly 'lag-builds': { readonly lagRecords: number };
  readonly 'caught-up': object;
  readonly 'wrong-stock': { readonly products: number };
}
export type ClassroomEvent = keyof ClassroomEvents;

export function saidOfEvent<Event extends ClassroomEvent>(
  event: Event,
  facts: ClassroomEvents[Event],
): Said {
  return EVENT_WORDS[event](facts);
}

const EVENT_WORDS: {
  readonly [Event in ClassroomEvent]: (facts: ClassroomEvents[Event]) => Said;
} = {
  rebalance: ({ generation, members }) => ({
    text: `Rebalance: generation ${whole(generation)} with ${inWords(members.length, 'member')}.`,
    why: 'Somebody came, left or fell silent. All stop, join again, and each gets its share of the partitions; what a new owner needs to know it restores from the changelog.',
  }),
  'member-lost': ({ name }) => ({
    text: `The group has missed ${name}: its session ended without a heartbeat.`,
    why: 'A dead consumer cannot say that it is dead; silence is all there is to notice. Its partitions go to the others now, who start at its last commit.',
  }),
  'member-left': ({ name }) => ({
    text: `${name} has left the group.`,
    why: 'It said goodbye, so nobody had to wait for its session to end.',
  }),
  'member-joined': ({ name }) => ({
    text: `${name} has joined the group.`,
    why: 'It gets whole partitions, never single records: a partition has exactly one owner, which is what keeps its records in order.',
  }),
  'member-idle': ({ name, partitions }) => ({
    text: `${name} has nothing to do.`,
    why: `There are ${inWords(partitions, 'partition')} a topic, and each has one owner: that many consumers can share the work, and no more.`,
  }),
  'no-consumer': () => ({
    text: 'Nobody consumes any more.',
    why: 'Kafka keeps the records for whoever comes: add a consumer, and it starts where the last commit was.',
  }),
  'dead-letter': ({ reason }) => ({
    text: `A record went to the dead letters: ${reason}.`,
    why: 'It was set aside with its reason, its topic and its offset, so that somebody can look at it later while everything behind it goes on.',
  }),
  duplicate: ({ count }) => ({
    text: `${inWords(count, 'record')} came a second time and ${count === 1 ? 'was' : 'were'} dropped.`,
    why: 'At-least-once delivery means that nothing is lost and some things come twice. Every event has a number within its product, and a number that took its turn does not take it again.',
  }),
  reprocessed: ({ count }) => ({
    text: `${inWords(count, 'event')} took ${count === 1 ? 'its' : 'their'} turn once more.`,
    why: 'Their consumer was lost after it had applied them and before that was durable. The new owner began at the last durable state, which did not know of them: each counts once.',
  }),
  'sequencer-holds': ({ waitingEvents }) => ({
    text: `The sequencer holds ${inWords(waitingEvents, 'event')}.`,
    why: 'They came before an earlier event of the same product, which is on its way in another topic. They wait until it is there.',
  }),
  'sequencer-released': () => ({
    text: 'The sequencer is empty again.',
    why: 'What was missing has come, and what waited for it took effect in order.',
  }),
  'lag-builds': ({ lagRecords }) => ({
    text: `Lag builds: ${inWords(lagRecords, 'record')} wait to be read.`,
    why: 'More is written than read. Nothing is lost, since the log keeps it, but every event is seen later and later.',
  }),
  'caught-up': () => ({
    text: 'Caught up: the consumers have read all there is.',
    why: 'They took more a second than was written, until nothing was left to read.',
  }),
  'wrong-stock': ({ products }) => ({
    text: `The stock of ${inWords(products, 'product')} is wrong.`,
    why: 'Every event was applied once, and yet the result differs: a sale that came before its delivery was turned away, or a delivery that came before its sales did not fit. The order was part of the meaning.',
  }),
};

/** Watches a classroom run and says what happens in it, once, and not at every second. Pure but for whom it tells. */
import type { JournalInterval } from '../../reports/journal.ts';
import type { RunMark } from '../../reports/record.ts';
import type { GroupStanding } from '../consumers/pool-contract.ts';
import {
  type ClassroomEvent,
  type ClassroomEvents,
  type Said,
  saidOfEvent,
} from './control-words.ts';

type Second = Pick<JournalInterval, 'counters' | 'lag' | 'standing'>;

/** Fewer waiting events come and go at every batch. */
const HELD_EVENTS = 10;
/** Lag is spoken of from so many records on, and at least so many seconds of load. */
const LAG_RECORDS = 50;
const LAG_SECONDS = 3;
/** What goes on is said again after so many seconds, not before. */
const SAY_AGAIN_SECONDS = 15;

export class Commentator {
  readonly #tell: (said: Said) => void;
  #holds = false;
  #lags = false;
  #hasConsumers = true;
  #seconds = 0;
  readonly #saidAt = new Map<ClassroomEvent, number>();
  #duplicates = 0;
  #idle: ReadonlySet<string> = new Set();

  constructor(tell: (said: Said) => void) {
    this.#tell = tell;
  }

  second({ counters, lag, standing }: Second, group: GroupStanding | undefined): void {
    this.#seconds += 1;
    this.#repeats(counters);
    this.#sequencer(standing?.waitingEvents ?? 0);
    if (lag !== null) this.#lag(totalOf(lag), counters.events_due ?? 0);
    if (group !== undefined) this.#consumers(group);
  }

  marked({ kind }: Pick<RunMark, 'kind'>, group: GroupStanding | undefined): void {
    if (kind !== 'rebalance' || group === undefined || group.generation === null) return;
    const members = group.members.map(({ name }) => name);
    this.#say('rebalance', { generation: group.generation, members });
  }

  #repeats(counters: Second['counters']): void {
    this.#duplicates += counters.records_duplicate ?? 0;
    const isDue = this.#seconds - (this.#saidAt.get('duplicate') ?? -Infinity) >= SAY_AGAIN_SECONDS;
    if (this.#duplicates > 0 && isDue) {
      this.#say('duplicate', { count: this.#duplicates });
      this.#duplicates = 0;
    }
    const reprocessed = counters.records_reprocessed ?? 0;
    if (reprocessed > 0) this.#say('reprocessed', { count: reprocessed });
  }

  #sequencer(waitingEvents: number): void {
    if (!this.#holds && waitingEvents >= HELD_EVENTS) {
      this.#holds = true;
      this.#say('sequencer-holds', { waitingEvents });
    } else if (this.#holds && waitingEvents === 0) {
      this.#holds = false;
      this.#say('sequencer-released', {});
    }
  }

  #lag(lagRecords: number, duePerSecond: number): void {
    const much = Math.max(LAG_RECORDS, LAG_SECONDS * duePerSecond);
    if (!this.#lags && lagRecords >= much) {
      this.#lags = true;
      this.#say('lag-builds', { lagRecords });
    } else if (this.#lags && lagRecords < much / 5) {
      this.#lags = false;
      this.#say('caught-up', {});
    }
  }

  #consumers({ members, isRebalancing }: GroupStanding): void {
    if (this.#hasConsumers && members.length === 0) this.#say('no-consumer', {});
    this.#hasConsumers = members.length > 0;
    if (isRebalancing) return;
    const assigned = members.flatMap(({ membership }) => membership?.assigned ?? []);
    const idle = members.filter(({ membership }) => membership?.assigned.length === 0);
    for (const { name } of idle) {
      if (!this.#idle.has(name)) this.#say('member-idle', { name, partitions: assigned.length });
    }
    this.#idle = new Set(idle.map(({ name }) => name));
  }

  #say<Event extends ClassroomEvent>(event: Event, facts: ClassroomEvents[Event]): void {
    this.#saidAt.set(event, this.#seconds);
    this.#tell(saidOfEvent(event, facts));
  }
}

function totalOf(lag: NonNullable<Second['lag']>): number {
  return Object.values(lag).reduce(
    (sum, partitions) => sum + partitions.reduce((part, records) => part + records, 0),
    0,
  );
}

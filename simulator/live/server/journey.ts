/** How far a record has come on its way through the pipeline: from its offset, its productSeq, and what the state says. Pure. */
import type { JourneyStep, TraceStage } from '../../../reports/live/frames.ts';

/** Everything that is known of the record and of its product; undefined where it is not. */
export interface JourneyFacts {
  readonly partition: number;
  readonly offset: number;
  /** Where its consumer is; undefined: nobody consumes the topic. */
  readonly position: number | undefined;
  readonly owner: string | undefined;
  /** Of a planned event; undefined: the record takes no turn. */
  readonly productSeq: number | undefined;
  readonly productId: string | undefined;
  readonly appliedSeq: number | undefined;
  readonly waitingSeqs: readonly number[];
  /** Why it was given up. */
  readonly deadLetter: string | undefined;
  /** Types of alerts that it raised, as far as they are kept. */
  readonly alerts: readonly string[];
  /** Where the latest durable state of its partition begins to read again. */
  readonly durablePosition: number | undefined;
}

type Step = readonly [state: JourneyStep['state'], text: string];

export function journey(facts: JourneyFacts): JourneyStep[] {
  const steps: Readonly<Record<TraceStage, Step>> = {
    produced: ['done', 'It was sent and acknowledged'],
    stored: ['done', `It lies in partition ${facts.partition} at offset ${facts.offset}`],
    ...(facts.position === undefined ? onlyStored() : taken(facts, facts.position)),
  };
  const list = Object.entries(steps).map(([stage, [state, text]]) => ({
    stage: stage as TraceStage,
    state,
    text,
  }));
  return withPlace(list);
}

function onlyStored(): Omit<Record<TraceStage, Step>, 'produced' | 'stored'> {
  const never: Step = ['never', 'No consumer of the pipeline reads this topic'];
  return { received: never, sequenced: never, applied: never, alerted: never, durable: never };
}

function taken(
  facts: JourneyFacts,
  position: number,
): Omit<Record<TraceStage, Step>, 'produced' | 'stored'> {
  const { offset, owner = 'its consumer', deadLetter } = facts;
  if (position <= offset && !hasTakenItsTurn(facts)) {
    const ahead: Step = ['ahead', ''];
    const behind = offset - position;
    const text =
      behind === 0 ? `${owner} takes it next` : `${owner} is ${behind} records before it`;
    return {
      received: ['ahead', text],
      sequenced: ahead,
      applied: ahead,
      alerted: ahead,
      durable: ahead,
    };
  }
  const received: Step = ['done', `${owner} has read it`];
  if (deadLetter !== undefined) {
    const never: Step = ['never', `It is a dead letter: ${deadLetter}`];
    return { received, sequenced: never, applied: never, alerted: never, durable: durable(facts) };
  }
  return { received, ...ordered(facts), durable: durable(facts) };
}

function ordered(
  facts: JourneyFacts,
): Pick<Record<TraceStage, Step>, 'sequenced' | 'applied' | 'alerted'> {
  const { productSeq, productId = 'its product', appliedSeq = 0, waitingSeqs } = facts;
  if (productSeq === undefined) {
    const text = 'It carries no number of a sequence: it counts when it comes';
    return {
      sequenced: ['never', text],
      applied: ['done', 'It was taken'],
      alerted: alerted(facts),
    };
  }
  if (waitingSeqs.includes(productSeq)) {
    const text = `It is number ${productSeq} of ${productId} and waits for number ${appliedSeq + 1}`;
    return { sequenced: ['ahead', text], applied: ['ahead', ''], alerted: ['ahead', ''] };
  }
  const sequenced: Step = [
    'done',
    `It is number ${productSeq} of ${productId}, and it was its turn`,
  ];
  if (productSeq > appliedSeq) {
    return {
      sequenced,
      applied: ['ahead', 'The state that has it is on its way'],
      alerted: ['ahead', ''],
    };
  }
  return { sequenced, applied: ['done', 'The stock has it'], alerted: alerted(facts) };
}

function alerted({ alerts }: JourneyFacts): Step {
  return alerts.length === 0
    ? ['never', 'No alert that is kept came of it']
    : ['done', `It raised ${alerts.join(' and ')}`];
}

function durable(facts: JourneyFacts): Step {
  const { durablePosition, offset } = facts;
  const isDurable = hasTakenItsTurn(facts) || (durablePosition ?? -1) > offset;
  const what =
    facts.deadLetter === undefined
      ? 'The changelog has the state that it led to: a restart loses nothing'
      : 'It lies in the dead letters, and the changelog goes on behind it';
  return isDurable ? ['done', what] : ['ahead', 'The next checkpoint writes it to the changelog'];
}

/** The state is read from the changelog: what it has is durable. */
function hasTakenItsTurn({ productSeq, appliedSeq }: JourneyFacts): boolean {
  return productSeq !== undefined && appliedSeq !== undefined && productSeq <= appliedSeq;
}

/** The last stage that it has reached is where it is. */
function withPlace(steps: readonly JourneyStep[]): JourneyStep[] {
  const place = steps.findLastIndex(({ state }) => state === 'done');
  return steps.map((step, at) => (at === place ? { ...step, state: 'here' } : step));
}

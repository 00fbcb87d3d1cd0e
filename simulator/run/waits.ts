/** The two waits of a run: for the producers to have sent, and for the consumers to have applied. */
import { whole } from '../../reports/numbers.ts';
import type { ConsumerPool } from '../consumers/pool.ts';
import type { ProducerResult } from '../producers/messages.ts';
import type { ProducerPool } from '../producers/pool.ts';
import type { Abortion } from './abortion.ts';
import { DRAIN_DEADLINE_MS, Drain } from './drain.ts';
import type { Interruption } from './interruption.ts';
import type { Trouble } from './trouble.ts';

/** Who interrupts wants to wait a little, not a minute. */
const INTERRUPTED_DRAIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/**
 * Waits until every worker has sent its share, or gives up what is left when the deadline has passed.
 * @param durationMs infinite: as long as somebody plays
 */
export async function untilSent(
  producers: ProducerPool,
  durationMs: number,
  elapsedMs: () => number,
  interruption: Interruption,
  abortion: Abortion,
): Promise<ProducerResult[]> {
  let shedding: NodeJS.Timeout | undefined;
  const shedIn = (ms: number): void => {
    clearTimeout(shedding);
    shedding = setTimeout(() => producers.shed(), ms);
  };
  if (durationMs < Number.POSITIVE_INFINITY) shedIn(durationMs - elapsedMs() + DRAIN_DEADLINE_MS);
  interruption.onInterrupt(() => shedIn(INTERRUPTED_DRAIN_MS));
  abortion.onCrossing(() => shedIn(DRAIN_DEADLINE_MS));
  try {
    return await producers.results;
  } finally {
    clearTimeout(shedding);
  }
}

/**
 * @param faultsUnderWay whether something that was done to consumers on purpose is not over yet
 * @returns `stalled` when the consumers do nothing more, `given-up` when they might still have
 */
export async function untilApplied(
  produced: readonly ProducerResult[],
  consumers: Pick<ConsumerPool, 'progress'>,
  faultsUnderWay: () => boolean,
  trouble: Trouble,
  interruption: Interruption,
): Promise<DrainEnd> {
  const acknowledged = produced.reduce(
    (sum, { measurements }) => sum + measurements.counters.events_acknowledged,
    0,
  );
  let drain = new Drain(performance.now());
  interruption.onInterrupt(() => {
    drain = new Drain(performance.now(), INTERRUPTED_DRAIN_MS);
  });
  for (;;) {
    const { applied, received, away, idle } = consumers.progress();
    const pending = away + idle + (faultsUnderWay() ? 1 : 0);
    const state = drain.observe({ acknowledged, applied, received, pending }, performance.now());
    if (state === 'drained') return state;
    if (trouble.hopeless || (trouble.consumersDied > 0 && state === 'stalled')) return 'given-up';
    if (state !== 'going-on') {
      trouble.add(
        `the consumers applied ${whole(applied)} of ${whole(acknowledged)} acknowledged events and ${DRAIN_ENDS[state]}`,
      );
      return state === 'stalled' ? state : 'given-up';
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export type DrainEnd = 'drained' | 'stalled' | 'given-up';

const DRAIN_ENDS = {
  stalled: 'then did nothing more',
  'too-late': 'did not come to the end in time',
} as const;

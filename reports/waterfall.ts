/** Where the time of an average event went, from due to applied, stage by stage. */
import type { Stage } from '../pipeline/observer.ts';
import type { PhaseLatency } from './record.ts';

export interface WaterfallPart {
  readonly stage: Stage;
  /** What the event did meanwhile, for people: `through the broker`. */
  readonly label: string;
  readonly meanUs: number;
  /** Of the sum of all parts' means; 0 when that is 0. */
  readonly share: number;
  /** Beside the mean, for its own sake: percentiles of stages do not add up. */
  readonly p99Us: number;
}

/** The stages that follow each other without a gap; `produce` runs beside `delivery` and is no part of the sum. */
export const WATERFALL_STAGES = [
  { stage: 'plan_lag', label: 'late at the generator' },
  { stage: 'queue', label: 'waiting to be sent' },
  { stage: 'delivery', label: 'through the broker' },
  { stage: 'sequencing', label: 'waiting for its turn' },
  { stage: 'processing', label: 'being processed' },
] as const satisfies readonly { readonly stage: Stage; readonly label: string }[];

/**
 * Means of the stages an event passes one after the other. Over the same events means add up to the mean
 * `end_to_end`. Shed events have no later stages and poison is never applied, so the sum may differ a little from that:
 * nothing is scaled to hide it. A stage without samples is left out.
 * @param latency of one phase, usually `record.latency.measured`
 * @returns in the order of the event's way; empty when nothing was measured
 */
export function waterfallOf({ stages }: Pick<PhaseLatency, 'stages'>): readonly WaterfallPart[] {
  const parts = WATERFALL_STAGES.flatMap(({ stage, label }) => {
    const summary = stages[stage];
    if (summary === undefined || summary.count === 0) return [];
    return [{ stage, label, meanUs: summary.meanUs, p99Us: summary.p99Us }];
  });
  const totalUs = parts.reduce((sum, { meanUs }) => sum + meanUs, 0);
  return parts.map((part) => ({ ...part, share: totalUs === 0 ? 0 : part.meanUs / totalUs }));
}

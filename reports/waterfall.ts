/** Where the time of an average event went, from due to its end, stage by stage. */
import type { Stage } from '../pipeline/observer.ts';
import type { PipelineUsed } from './pipeline-used.ts';
import type { PhaseLatency } from './record.ts';

export interface WaterfallPart {
  /** `rest`: what remains of `end_to_end`, in which stages of a foreign pipeline cannot be told apart. */
  readonly stage: Stage | 'rest';
  /** What the event did meanwhile, for people: `through the broker`. */
  readonly label: string;
  readonly meanUs: number;
  /** Of the sum of all parts' means; 0 when that is 0. */
  readonly share: number;
  /** Beside the mean, for its own sake: percentiles of stages do not add up. null where nobody measured it. */
  readonly p99Us: number | null;
}

/** The stages that follow each other without a gap; `produce` runs beside `delivery` and is no part of the sum. */
export const WATERFALL_STAGES = [
  { stage: 'plan_lag', label: 'late at the generator' },
  { stage: 'queue', label: 'waiting to be sent' },
  { stage: 'delivery', label: 'through the broker' },
  { stage: 'sequencing', label: 'waiting for its turn' },
  { stage: 'processing', label: 'being processed' },
] as const satisfies readonly { readonly stage: Stage; readonly label: string }[];

/** A foreign pipeline that publishes results: its part is what remains. */
const UNTIL_HANDED = WATERFALL_STAGES.slice(0, 2);
/** A foreign pipeline that publishes none: the way is seen as far as the acknowledgement, which `produce` ends with. */
const UNTIL_ACKNOWLEDGED = [
  ...UNTIL_HANDED,
  { stage: 'produce', label: 'until acknowledged' },
] as const;

/**
 * Means of the stages an event passes one after the other. Over the same events means add up to the mean
 * `end_to_end`. Shed events have no later stages and poison is never applied, so the sum may differ a little from that:
 * nothing is scaled to hide it. A stage without samples is left out.
 *
 * Of a foreign pipeline the way ends with the acknowledgement, or with its result; then the part beyond the hand-over is the
 * difference of the means.
 * @param latency of one phase, usually `record.latency.measured`
 * @returns in the order of the event's way; empty when nothing was measured
 */
export function waterfallOf(
  { stages }: Pick<PhaseLatency, 'stages'>,
  pipeline: Pick<PipelineUsed, 'kind'> = { kind: 'own' },
): readonly WaterfallPart[] {
  const whole = stages.end_to_end;
  const isWhole = whole !== undefined && whole.count > 0;
  const way =
    pipeline.kind === 'own' ? WATERFALL_STAGES : isWhole ? UNTIL_HANDED : UNTIL_ACKNOWLEDGED;
  const parts: Omit<WaterfallPart, 'share'>[] = way.flatMap(({ stage, label }) => {
    const summary = stages[stage];
    if (summary === undefined || summary.count === 0) return [];
    return [{ stage, label, meanUs: summary.meanUs, p99Us: summary.p99Us }];
  });
  if (pipeline.kind === 'external' && isWhole) {
    const beforeUs = parts.reduce((sum, { meanUs }) => sum + meanUs, 0);
    const meanUs = Math.max(0, whole.meanUs - beforeUs);
    parts.push({ stage: 'rest', label: 'until its result came', meanUs, p99Us: null });
  }
  const totalUs = parts.reduce((sum, { meanUs }) => sum + meanUs, 0);
  return parts.map((part) => ({ ...part, share: totalUs === 0 ? 0 : part.meanUs / totalUs }));
}

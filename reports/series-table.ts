/** Histograms by stage and topic, made when their first sample comes. */
import { STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { type HistogramSnapshot, LatencyHistogram } from './histogram.ts';

/** Events due before the end of the warm-up are kept apart from those that count. */
export const PHASES = ['warmUp', 'measured'] as const;
export type Phase = (typeof PHASES)[number];

/** All samples of one stage on one topic in one phase. */
export interface SeriesSnapshot {
  readonly phase: Phase;
  readonly stage: Stage;
  readonly topicIndex: number;
  readonly histogram: HistogramSnapshot;
}

export class SeriesTable {
  readonly #byStage = Object.fromEntries(
    STAGES.map((stage) => [stage, EVENT_TOPICS.map(() => undefined)]),
  ) as Record<Stage, (LatencyHistogram | undefined)[]>;

  /** @throws Error when the topic index is none of `EVENT_TOPICS`: a defect of the caller */
  at(stage: Stage, topicIndex: number): LatencyHistogram {
    const byTopic = this.#byStage[stage];
    const known = byTopic[topicIndex];
    if (known !== undefined) return known;
    if (EVENT_TOPICS[topicIndex] === undefined) {
      throw new Error(`no event topic has index ${topicIndex}`);
    }
    const histogram = new LatencyHistogram();
    byTopic[topicIndex] = histogram;
    return histogram;
  }

  peek(stage: Stage, topicIndex: number): LatencyHistogram | undefined {
    return this.#byStage[stage][topicIndex];
  }

  /** Those with samples or defects. */
  *filled(): Generator<{ stage: Stage; topicIndex: number; histogram: LatencyHistogram }> {
    for (const stage of STAGES) {
      for (const [topicIndex, histogram] of this.#byStage[stage].entries()) {
        if (histogram === undefined || histogram.count + histogram.defects === 0) continue;
        yield { stage, topicIndex, histogram };
      }
    }
  }

  *snapshots(phase: Phase): Generator<SeriesSnapshot> {
    for (const { stage, topicIndex, histogram } of this.filled()) {
      yield { phase, stage, topicIndex, histogram: histogram.snapshot() };
    }
  }

  /** Adds all samples of a snapshot. */
  add({ stage, topicIndex, histogram }: Omit<SeriesSnapshot, 'phase'>): void {
    const decoded = LatencyHistogram.decode(histogram);
    this.at(stage, topicIndex).merge(decoded);
    decoded.destroy();
  }

  /** Adds all samples of another table. */
  merge(other: SeriesTable): void {
    for (const { stage, topicIndex, histogram } of other.filled()) {
      this.at(stage, topicIndex).merge(histogram);
    }
  }

  /** Forgets every sample, keeping the memory. */
  reset(): void {
    for (const { histogram } of this.filled()) histogram.reset();
  }

  /** Gives the memory back; the table is empty afterwards. */
  destroy(): void {
    for (const stage of STAGES) {
      for (const histogram of this.#byStage[stage]) histogram?.destroy();
      this.#byStage[stage].fill(undefined);
    }
  }
}

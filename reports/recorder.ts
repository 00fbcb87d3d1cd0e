/** Collects latencies and counts in one thread; the main thread merges what every thread collected. */
import { COUNTERS, type Counter, type Observer, STAGES, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { type HistogramSnapshot, initHistograms, LatencyHistogram } from './histogram.ts';

/** Events due before `measuredFromUs` belong to the warm-up. */
export const PHASES = ['warmUp', 'measured'] as const;
export type Phase = (typeof PHASES)[number];

/** All samples of one stage on one topic in one phase. */
export interface SeriesSnapshot {
  readonly phase: Phase;
  readonly stage: Stage;
  readonly topicIndex: number;
  readonly histogram: HistogramSnapshot;
}

/** What one thread collected: plain, structured-cloneable. */
export interface RecorderSnapshot {
  readonly series: readonly SeriesSnapshot[];
  readonly counters: Readonly<Record<Counter, number>>;
}

export class Recorder implements Observer {
  readonly #warmUp = new SeriesTable();
  readonly #measured = new SeriesTable();
  readonly #counts = new Float64Array(COUNTERS.length);
  #measuredFromUs: number;

  private constructor(measuredFromUs: number) {
    this.#measuredFromUs = measuredFromUs;
  }

  /** @param measuredFromUs end of the warm-up in epoch microseconds; without it everything is measured */
  static async create(measuredFromUs = Number.NEGATIVE_INFINITY): Promise<Recorder> {
    await initHistograms();
    return new Recorder(measuredFromUs);
  }

  /** For threads that start before the run's first instant is known. Earlier samples stay where they are. */
  measureFrom(measuredFromUs: number): void {
    this.#measuredFromUs = measuredFromUs;
  }

  latency(stage: Stage, us: number, dueUs: number, topicIndex: number): void {
    const table = dueUs < this.#measuredFromUs ? this.#warmUp : this.#measured;
    table.at(stage, topicIndex).record(us);
  }

  count(counter: Counter, by: number): void {
    const index = COUNTER_INDEX[counter];
    this.#counts[index] = (this.#counts[index] as number) + by;
  }

  /** Current value of one counter in this thread: for progress lines. */
  counted(counter: Counter): number {
    return this.#counts[COUNTER_INDEX[counter]] as number;
  }

  snapshot(): RecorderSnapshot {
    return {
      series: [...this.#warmUp.snapshots('warmUp'), ...this.#measured.snapshots('measured')],
      counters: countersFrom((index) => this.#counts[index] as number),
    };
  }
}

/** The merged measurements of all threads. */
export class Measurements {
  readonly counters: Readonly<Record<Counter, number>>;
  readonly #phases: Readonly<Record<Phase, SeriesTable>>;

  constructor(counters: Readonly<Record<Counter, number>>, phases: Record<Phase, SeriesTable>) {
    this.counters = counters;
    this.#phases = phases;
  }

  /**
   * Samples of a stage, on one topic or on all of them together.
   * @returns undefined when there are none
   */
  histogram(phase: Phase, stage: Stage, topicIndex?: number): LatencyHistogram | undefined {
    if (topicIndex !== undefined) {
      const histogram = this.#phases[phase].peek(stage, topicIndex);
      return histogram !== undefined && histogram.count > 0 ? histogram : undefined;
    }
    const merged = new LatencyHistogram();
    for (const topic of EVENT_TOPICS.keys()) {
      const histogram = this.#phases[phase].peek(stage, topic);
      if (histogram !== undefined) merged.merge(histogram);
    }
    if (merged.count > 0) return merged;
    merged.destroy();
    return undefined;
  }

  /** Every series that has samples or defects, by stage and topic. */
  series(phase: Phase): SeriesSnapshot[] {
    return [...this.#phases[phase].snapshots(phase)];
  }

  /** Samples that were no durations, by stage and phase: each is a defect of the program. */
  defects(): { phase: Phase; stage: Stage; topicIndex: number; count: number }[] {
    return PHASES.flatMap((phase) => this.series(phase))
      .filter(({ histogram }) => histogram.defects > 0)
      .map(({ phase, stage, topicIndex, histogram }) => {
        return { phase, stage, topicIndex, count: histogram.defects };
      });
  }
}
export type MergedMeasurements = Measurements;

/** Merges without loss, in any order. {@link initHistograms} must have been awaited in this thread. */
export function mergeSnapshots(snapshots: readonly RecorderSnapshot[]): MergedMeasurements {
  const phases = { warmUp: new SeriesTable(), measured: new SeriesTable() };
  for (const { phase, stage, topicIndex, histogram } of snapshots.flatMap(({ series }) => series)) {
    const decoded = LatencyHistogram.decode(histogram);
    phases[phase].at(stage, topicIndex).merge(decoded);
    decoded.destroy();
  }
  const counters = countersFrom((_, counter) =>
    snapshots.reduce((sum, snapshot) => sum + snapshot.counters[counter], 0),
  );
  return new Measurements(counters, phases);
}

/** Histograms by stage and topic, made when their first sample comes. */
class SeriesTable {
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

  *snapshots(phase: Phase): Generator<SeriesSnapshot> {
    for (const stage of STAGES) {
      for (const [topicIndex, histogram] of this.#byStage[stage].entries()) {
        if (histogram === undefined || histogram.count + histogram.defects === 0) continue;
        yield { phase, stage, topicIndex, histogram: histogram.snapshot() };
      }
    }
  }
}

const COUNTER_INDEX = Object.fromEntries(
  COUNTERS.map((counter, index) => [counter, index]),
) as Record<Counter, number>;

function countersFrom(value: (index: number, counter: Counter) => number): Record<Counter, number> {
  return Object.fromEntries(
    COUNTERS.map((counter, index) => [counter, value(index, counter)]),
  ) as Record<Counter, number>;
}

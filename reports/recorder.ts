/**
 * Collects latencies and counts in one thread. The main thread merges what every thread collected: all of it
 * at the end, by stage and topic, and what each second brought while the run goes on, by stage.
 */
import { COUNTERS, type Counter, type Observer, type Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { DueWindows, type WindowCounts } from './due-windows.ts';
import { initHistograms, LatencyHistogram } from './histogram.ts';
import { PHASES, type Phase, type SeriesSnapshot, SeriesTable } from './series-table.ts';

/** What one thread collected: plain, structured-cloneable. */
export interface RecorderSnapshot {
  readonly series: readonly SeriesSnapshot[];
  readonly counters: Readonly<Record<Counter, number>>;
}

/** What one thread collected since it was last asked; structured-cloneable. */
export interface IntervalSnapshot {
  /** One per phase and stage, all topics together under index 0, unless topics were asked for. */
  readonly series: readonly SeriesSnapshot[];
  /** Increments; counters that stood still are absent. */
  readonly counters: Readonly<Partial<Record<Counter, number>>>;
  /** Events that took their turn, in the order of `EVENT_TOPICS`. */
  readonly settledByTopic: readonly number[];
  readonly windows: WindowCounts;
}

export interface LoadInstants {
  /** When the load begins, epoch microseconds. */
  readonly startUs: number;
  /** End of the warm-up. */
  readonly measuredFromUs: number;
}

export class Recorder implements Observer {
  readonly #warmUp = new SeriesTable();
  readonly #measured = new SeriesTable();
  readonly #recentWarmUp = new SeriesTable();
  readonly #recentMeasured = new SeriesTable();
  readonly #counts = new Float64Array(COUNTERS.length);
  readonly #countsTaken = new Float64Array(COUNTERS.length);
  readonly #settledByTopic = EVENT_TOPICS.map(() => 0);
  readonly #windows = new DueWindows();
  #measuredFromUs: number;
  /** 1: intervals keep topics apart. */
  #topicFactor: 0 | 1 = 0;

  private constructor(measuredFromUs: number) {
    this.#measuredFromUs = measuredFromUs;
  }

  /** @param measuredFromUs end of the warm-up in epoch microseconds; without it everything is measured */
  static async create(measuredFromUs = Number.NEGATIVE_INFINITY): Promise<Recorder> {
    await initHistograms();
    return new Recorder(measuredFromUs);
  }

  /**
   * For threads that start before the run's first instant is known. Earlier samples stay where they are; what was counted
   * until then is of nobody's interest.
   * @param intervalsByTopic intervals keep topics apart, which costs several times as much
   */
  begin({ startUs, measuredFromUs }: LoadInstants, intervalsByTopic = false): void {
    this.#measuredFromUs = measuredFromUs;
    this.#windows.startAt(startUs);
    this.#topicFactor = intervalsByTopic ? 1 : 0;
    this.#counts.fill(0);
    this.#countsTaken.fill(0);
  }

  latency(stage: Stage, us: number, dueUs: number, topicIndex: number): void {
    const warm = dueUs < this.#measuredFromUs;
    (warm ? this.#warmUp : this.#measured).at(stage, topicIndex).record(us);
    const recent = warm ? this.#recentWarmUp : this.#recentMeasured;
    recent.at(stage, topicIndex * this.#topicFactor).record(us);
  }

  due(dueUs: number): void {
    this.#windows.due(dueUs);
  }

  settled(us: number, dueUs: number, topicIndex: number): void {
    this.#settledByTopic[topicIndex] = (this.#settledByTopic[topicIndex] as number) + 1;
    this.#windows.settled(us, dueUs);
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

  /** What came since the last call. Every sample is in exactly one interval, and in the snapshot as well. */
  takeInterval(): IntervalSnapshot {
    const interval: IntervalSnapshot = {
      series: [
        ...this.#recentWarmUp.snapshots('warmUp'),
        ...this.#recentMeasured.snapshots('measured'),
      ],
      counters: this.#takeCounters(),
      settledByTopic: [...this.#settledByTopic],
      windows: this.#windows.take(),
    };
    this.#recentWarmUp.reset();
    this.#recentMeasured.reset();
    this.#settledByTopic.fill(0);
    return interval;
  }

  #takeCounters(): Partial<Record<Counter, number>> {
    const moved: Partial<Record<Counter, number>> = {};
    for (const [index, counter] of COUNTERS.entries()) {
      const count = this.#counts[index] as number;
      const increment = count - (this.#countsTaken[index] as number);
      if (increment !== 0) moved[counter] = increment;
      this.#countsTaken[index] = count;
    }
    return moved;
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
   * @returns of all topics: a new histogram, which its caller destroys; undefined when there are no samples
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

  /** Gives the memory of all histograms back; nothing can be asked afterwards. */
  destroy(): void {
    for (const phase of PHASES) this.#phases[phase].destroy();
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
  for (const { phase, ...series } of snapshots.flatMap(({ series }) => series)) {
    phases[phase].add(series);
  }
  const counters = countersFrom((_, counter) =>
    snapshots.reduce((sum, snapshot) => sum + snapshot.counters[counter], 0),
  );
  return new Measurements(counters, phases);
}

const COUNTER_INDEX = Object.fromEntries(
  COUNTERS.map((counter, index) => [counter, index]),
) as Record<Counter, number>;

function countersFrom(value: (index: number, counter: Counter) => number): Record<Counter, number> {
  return Object.fromEntries(
    COUNTERS.map((counter, index) => [counter, value(index, counter)]),
  ) as Record<Counter, number>;
}

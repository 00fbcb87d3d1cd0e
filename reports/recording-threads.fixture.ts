/** The recording of a run without its threads and clock: recorders whose seconds are put together as a run does it. */
import { type ClosedInterval, IntervalCollector } from './interval-collector.ts';
import {
  type IntervalSnapshot,
  type LoadInstants,
  type Measurements,
  mergeSnapshots,
  Recorder,
} from './recorder.ts';
import { PHASES, SeriesTable } from './series-table.ts';
import type { ThreadSample } from './thread-probe.ts';

export interface RecordingThreadsOptions {
  /** Intervals keep topics apart, as for a threshold on a topic that may stop the run. */
  readonly byTopic?: boolean;
  readonly onClosed?: (interval: ClosedInterval) => void;
}

export class RecordingThreads {
  /** What the seconds so far add up to, by phase and stage. */
  readonly ofSeconds = { warmUp: new SeriesTable(), measured: new SeriesTable() };
  readonly #recorders: readonly Recorder[];
  readonly #collector: IntervalCollector;
  #second = 0;

  private constructor(
    recorders: readonly Recorder[],
    onClosed: (interval: ClosedInterval) => void,
  ) {
    this.#recorders = recorders;
    this.#collector = new IntervalCollector(
      () => recorders.length,
      (interval) => {
        for (const phase of PHASES) this.ofSeconds[phase].merge(interval.latency[phase]);
        onClosed(interval);
      },
    );
  }

  static async create(
    threads: number,
    instants: LoadInstants,
    { byTopic = false, onClosed = () => {} }: RecordingThreadsOptions = {},
  ): Promise<RecordingThreads> {
    const recorders = await Promise.all(Array.from({ length: threads }, () => Recorder.create()));
    for (const recorder of recorders) recorder.begin(instants, byTopic);
    return new RecordingThreads(recorders, onClosed);
  }

  thread(index: number): Recorder {
    return this.#recorders[index % this.#recorders.length] as Recorder;
  }

  /**
   * Every thread answers for the second that has passed.
   * @param isLate threads that answer too late, with the next second
   */
  endSecond(isLate: (thread: number) => boolean = () => false): void {
    for (const thread of this.#recorders.keys()) {
      if (!isLate(thread)) this.#answer(thread);
    }
    this.#collector.closeThrough(this.#second);
    this.#second += 1;
  }

  /** @returns what the threads counted from the beginning to the end */
  end(): Measurements {
    this.endSecond();
    this.#collector.end();
    return mergeSnapshots(this.#recorders.map((recorder) => asSent(recorder.snapshot())));
  }

  #answer(thread: number): void {
    const recorded: IntervalSnapshot = asSent(this.thread(thread).takeInterval());
    const name = `thread ${thread}`;
    this.#collector.add(this.#second, name, 'threads', { thread: IDLE, recorded });
  }
}

/** What arrives in another thread is a copy. */
function asSent<T>(message: T): T {
  return structuredClone(message);
}

const IDLE: ThreadSample = {
  wallMs: 1000,
  cpuUs: 0,
  busyShare: 0,
  loopDelayMaxMs: 0,
  loopDelayP99Ms: 0,
  gcMs: 0,
  gcCount: 0,
  heapBytes: 0,
};

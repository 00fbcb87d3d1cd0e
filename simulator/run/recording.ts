/**
 * Follows a run second by second: asks every thread what it recorded, the broker how far the consumers are
 * behind, and writes what came together. Nothing here can end a run: what cannot be written is said.
 */
import { type ClockAnchor, clockFrom, type NowUs } from '../../pipeline/clock.ts';
import type { LagSampler } from '../../pipeline/kafka/lag.ts';
import { processCpuUs } from '../../reports/cpu.ts';
import { type ClosedInterval, IntervalCollector } from '../../reports/interval-collector.ts';
import { type JournalStart, JournalWriter } from '../../reports/journal.ts';
import type { RunMark } from '../../reports/record.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';

export interface RecordingOptions {
  readonly clock: ClockAnchor;
  /** The run's folder. */
  readonly folder: string;
  /** Threads that answer a tick, beside this one, as things are. */
  readonly threads: () => number;
  readonly askThreads: (index: number) => void;
  readonly lag: LagSampler;
  readonly onClosed: (interval: ClosedInterval) => void;
  /** Once, when the journal cannot be written any more. */
  readonly onTrouble: (message: string) => void;
}

const SECOND_US = 1_000_000;
/** After the end of an interval: who has not answered by then counts with the next one. */
const CLOSE_AFTER_MS = 1_500;

export class Recording {
  readonly #options: RecordingOptions;
  readonly #now: NowUs;
  readonly #collector: IntervalCollector;
  readonly #probe = new ThreadProbe();
  #writer: JournalWriter | undefined;
  #startUs = Number.NaN;
  #timer: NodeJS.Timeout | undefined;
  readonly #closing = new Set<NodeJS.Timeout>();
  #cpuUs = processCpuUs();
  #tickedUs = Number.NaN;
  #over = false;

  constructor(options: RecordingOptions) {
    this.#options = options;
    this.#now = clockFrom(options.clock);
    this.#collector = new IntervalCollector(
      () => options.threads() + 1,
      (interval) => this.#closed(interval),
    );
  }

  /** @throws StreamstockError RUN_FOLDER_UNWRITABLE */
  begin(start: JournalStart): void {
    this.#writer = new JournalWriter(this.#options.folder, start);
    this.#startUs = start.loadStartedUs;
    this.#tickedUs = start.loadStartedUs;
    this.#probe.sample();
    this.#cpuUs = processCpuUs();
    this.#schedule();
  }

  /** What a thread answered; before the beginning it is passed over. */
  heard(name: string, group: string, interval: ThreadInterval): void {
    if (this.#over || Number.isNaN(this.#startUs)) return;
    // What answers no question is the last word of a thread, from the second that is not over.
    const index = interval.index ?? this.#lastFullSecond() + 1;
    // Asked before the load began, and answered late.
    if (index < 0) return;
    this.#collector.add(index, name, group, interval);
  }

  /** A thread ended while the run goes on. */
  gone(name: string): void {
    if (!this.#over) this.#collector.forget(name);
  }

  mark(mark: RunMark): void {
    this.#write((writer) => writer.mark(mark));
  }

  /** A last look at this thread; those of the others have come before. Everything is on the disk afterwards. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    for (const timer of this.#closing) clearTimeout(timer);
    const index = this.#lastFullSecond() + 1;
    this.#askHere(index);
    this.#collector.lag(index, await this.#options.lag.sample());
    this.#over = true;
    this.#collector.end();
    this.#write((writer) => writer.close());
    this.#writer = undefined;
    this.#probe.stop();
  }

  /** Nothing more is asked for or written, whatever came of the run. May be called again. */
  abandon(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    for (const timer of this.#closing) clearTimeout(timer);
    this.#write((writer) => writer.close());
    this.#writer = undefined;
    this.#probe.stop();
  }

  #schedule(): void {
    const nextUs = this.#startUs + (this.#lastFullSecond() + 2) * SECOND_US;
    this.#timer = setTimeout(() => this.#tick(), Math.max(1, (nextUs - this.#now()) / 1000));
  }

  #tick(): void {
    const index = Math.max(0, this.#lastFullSecond());
    this.#askHere(index);
    this.#options.askThreads(index);
    void this.#options.lag.sample().then((lag) => {
      if (!this.#over) this.#collector.lag(index, lag);
    });
    const closing = setTimeout(() => {
      this.#closing.delete(closing);
      this.#collector.closeThrough(index);
    }, CLOSE_AFTER_MS);
    this.#closing.add(closing);
    this.#schedule();
  }

  /** -1 within the first one. */
  #lastFullSecond(): number {
    // A timer may fire a moment early.
    return Math.max(-1, Math.floor((this.#now() - this.#startUs + 5_000) / SECOND_US) - 1);
  }

  #askHere(index: number): void {
    const nowUs = this.#now();
    const cpuUs = processCpuUs();
    this.#collector.process(index, {
      wallMs: (nowUs - this.#tickedUs) / 1000,
      cpuUs: cpuUs - this.#cpuUs,
      rssBytes: process.memoryUsage.rss(),
    });
    this.#tickedUs = nowUs;
    this.#cpuUs = cpuUs;
    this.#collector.add(index, 'main', 'main', { thread: this.#probe.sample() });
  }

  #closed(interval: ClosedInterval): void {
    this.#write((writer) => writer.interval(interval.line, interval.latency));
    this.#options.onClosed(interval);
  }

  #write(action: (writer: JournalWriter) => void): void {
    if (this.#writer === undefined) return;
    try {
      action(this.#writer);
    } catch (error) {
      this.#writer = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onTrouble(`the time series end here, they cannot be written: ${reason}`);
    }
  }
}

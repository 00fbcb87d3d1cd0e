/** Puts together, second by second, what the threads of the harness recorded. */
import type { Counter } from '../pipeline/observer.ts';
import type { Standing } from '../pipeline/stages/standing.ts';
import { sumStandings } from '../pipeline/stages/sum-standings.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import type { ExactFigures, JournalInterval } from './journal.ts';
import type { IntervalSnapshot } from './recorder.ts';
import { PHASES, type Phase, SeriesTable } from './series-table.ts';
import type { ThreadInterval } from './thread-interval.ts';
import type { ThreadSample } from './thread-probe.ts';

type Tables = Readonly<Record<Phase, SeriesTable>>;

export interface ClosedInterval {
  readonly line: JournalInterval;
  /** All threads and topics of a stage together, unless topics were kept apart. Reused after the call. */
  readonly latency: Tables;
}

/** An interval closes when every thread has spoken, or when its time is up: then what is late goes to the next one. */
export class IntervalCollector {
  readonly #threads: () => number;
  readonly #onClosed: (interval: ClosedInterval) => void;
  readonly #open = new Map<number, OpenInterval>();
  readonly #spareTables: Tables[] = [];
  /** The last word of every consumer. */
  readonly #standings = new Map<string, Standing>();
  #next = 0;

  /** @param threads how many threads speak in every interval, as things are */
  constructor(threads: () => number, onClosed: (interval: ClosedInterval) => void) {
    this.#threads = threads;
    this.#onClosed = onClosed;
  }

  add(index: number, name: string, group: string, interval: ThreadInterval): void {
    const open = this.#at(index);
    if (interval.standing !== undefined) open.standings.set(name, interval.standing);
    const before = open.threads[name];
    const sample = before === undefined ? interval.thread : joined(before, interval.thread);
    open.threads[name] = { group, ...sample };
    if (interval.recorded !== undefined) addRecorded(open, interval.recorded);
    this.#closeComplete();
  }

  /** Its last word does not count any more: what it told of is somebody else's now. */
  forget(name: string): void {
    this.#standings.delete(name);
    for (const open of this.#open.values()) open.standings.delete(name);
  }

  process(index: number, figures: JournalInterval['process']): void {
    this.#at(index).process = figures;
  }

  /** @param lag null when the broker did not tell */
  lag(index: number, lag: JournalInterval['lag']): void {
    const open = this.#at(index);
    open.lag = lag;
    open.lagKnown = true;
    this.#closeComplete();
  }

  /** Time is up for this interval and all before it. */
  closeThrough(index: number): void {
    while (this.#next <= index) {
      const open = this.#open.get(this.#next) ?? this.#fresh();
      this.#open.delete(this.#next);
      for (const [name, standing] of open.standings) this.#standings.set(name, standing);
      const line = this.#line(open);
      this.#next += 1;
      this.#onClosed({ line, latency: open.tables });
      for (const phase of PHASES) open.tables[phase].reset();
      this.#spareTables.push(open.tables);
    }
  }

  /** Nothing more comes: closes what is open. */
  end(): void {
    this.closeThrough(Math.max(this.#next - 1, ...this.#open.keys()));
    for (const tables of this.#spareTables) for (const phase of PHASES) tables[phase].destroy();
    this.#spareTables.length = 0;
  }

  #closeComplete(): void {
    for (;;) {
      const open = this.#open.get(this.#next);
      if (open === undefined || !open.lagKnown) return;
      if (Object.keys(open.threads).length < this.#threads()) return;
      this.closeThrough(this.#next);
    }
  }

  #at(index: number): OpenInterval {
    const place = Math.max(index, this.#next);
    let open = this.#open.get(place);
    if (open === undefined) {
      open = this.#fresh();
      this.#open.set(place, open);
    }
    return open;
  }

  #fresh(): OpenInterval {
    return {
      tables: this.#spareTables.pop() ?? { warmUp: new SeriesTable(), measured: new SeriesTable() },
      counters: {},
      settledByTopic: EVENT_TOPICS.map(() => 0),
      windows: new Map(),
      threads: {},
      standings: new Map(),
      process: { wallMs: 0, cpuUs: 0, rssBytes: 0 },
      lag: null,
      lagKnown: false,
    };
  }

  #line(open: OpenInterval): JournalInterval {
    return {
      kind: 'interval',
      index: this.#next,
      counters: open.counters,
      settledByTopic: open.settledByTopic,
      windows: [...open.windows].flatMap(([window, [due, onTime]]) => [window, due, onTime]),
      latency: { warmUp: exact(open.tables.warmUp), measured: exact(open.tables.measured) },
      threads: open.threads,
      process: open.process,
      lag: open.lag,
      standing: this.#standings.size === 0 ? null : sumStandings([...this.#standings.values()]),
    };
  }
}

interface OpenInterval {
  readonly tables: Tables;
  readonly counters: Partial<Record<Counter, number>>;
  readonly settledByTopic: number[];
  readonly windows: Map<number, [due: number, onTime: number]>;
  readonly threads: Record<string, JournalInterval['threads'][string]>;
  readonly standings: Map<string, Standing>;
  process: JournalInterval['process'];
  lag: JournalInterval['lag'];
  lagKnown: boolean;
}

function addRecorded(open: OpenInterval, recorded: IntervalSnapshot): void {
  for (const { phase, ...series } of recorded.series) open.tables[phase].add(series);
  for (const [name, increment] of Object.entries(recorded.counters)) {
    const counter = name as Counter;
    open.counters[counter] = (open.counters[counter] ?? 0) + increment;
  }
  for (const [topic, events] of recorded.settledByTopic.entries()) {
    open.settledByTopic[topic] = (open.settledByTopic[topic] ?? 0) + events;
  }
  const { windows } = recorded;
  for (let at = 0; at < windows.length; at += 3) {
    const counts = open.windows.get(windows[at] as number) ?? [0, 0];
    counts[0] += windows[at + 1] as number;
    counts[1] += windows[at + 2] as number;
    open.windows.set(windows[at] as number, counts);
  }
}

/** A thread that could not answer in time answers twice. */
function joined(first: ThreadSample, second: ThreadSample): ThreadSample {
  const wallMs = first.wallMs + second.wallMs;
  const busyMs = first.busyShare * first.wallMs + second.busyShare * second.wallMs;
  return {
    wallMs,
    cpuUs: first.cpuUs === null || second.cpuUs === null ? null : first.cpuUs + second.cpuUs,
    busyShare: wallMs === 0 ? 0 : busyMs / wallMs,
    loopDelayMaxMs: Math.max(first.loopDelayMaxMs, second.loopDelayMaxMs),
    loopDelayP99Ms: second.loopDelayP99Ms,
    gcMs: first.gcMs + second.gcMs,
    gcCount: first.gcCount + second.gcCount,
    heapBytes: Math.max(first.heapBytes, second.heapBytes),
  };
}

/** Over all topics of a stage. */
function exact(table: SeriesTable): JournalInterval['latency'][Phase] {
  const figures: Partial<Record<string, ExactFigures>> = {};
  for (const { stage, histogram } of table.filled()) {
    if (histogram.count === 0) continue;
    const { count, minUs, maxUs, sumUs } = histogram;
    const before = figures[stage];
    figures[stage] =
      before === undefined
        ? { count, minUs, maxUs, sumUs }
        : {
            count: before.count + count,
            minUs: Math.min(before.minUs, minUs),
            maxUs: Math.max(before.maxUs, maxUs),
            sumUs: before.sumUs + sumUs,
          };
  }
  return figures;
}

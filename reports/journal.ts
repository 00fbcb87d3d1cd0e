/**
 * What a run writes while it goes on, append-only, so that a process that is killed leaves a readable record: a first line
 * that says which run it is, then a line per second, and the seconds' histograms in the interval log beside it.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import type { Counter, Stage } from '../pipeline/observer.ts';
import type { Standing } from '../pipeline/stages/standing.ts';
import type { WindowCounts } from './due-windows.ts';
import { HISTOGRAM_LOG_FILE, histogramLogHead, histogramLogLine } from './histogram-log.ts';
import type { RunMark, RunRecord } from './record.ts';
import type { Phase, SeriesTable } from './series-table.ts';
import type { ThreadSample } from './thread-probe.ts';

export const JOURNAL_VERSION = 2;
export const JOURNAL_FILE = 'journal.jsonl';

/** The first line: which run this is. */
export interface JournalStart
  extends Pick<
    RunRecord,
    | 'tool'
    | 'runId'
    | 'startedAt'
    | 'scenario'
    | 'seed'
    | 'broker'
    | 'pipeline'
    | 'environment'
    | 'load'
    | 'replay'
  > {
  readonly kind: 'start';
  readonly journalVersion: typeof JOURNAL_VERSION;
  /** Epoch microseconds; intervals count from here. */
  readonly loadStartedUs: number;
}

/** One second of the whole harness. */
export interface JournalInterval {
  readonly kind: 'interval';
  readonly index: number;
  /** Increments; counters that stood still are absent. */
  readonly counters: Readonly<Partial<Record<Counter, number>>>;
  readonly settledByTopic: readonly number[];
  readonly windows: WindowCounts;
  /** Beside the histograms, what those cannot keep exactly. */
  readonly latency: Readonly<Record<Phase, Readonly<Partial<Record<Stage, ExactFigures>>>>>;
  readonly threads: Readonly<Record<string, { readonly group: string } & ThreadSample>>;
  readonly process: { readonly wallMs: number; readonly cpuUs: number; readonly rssBytes: number };
  /** By topic: records behind the log end, by partition. null: the broker was not asked or did not answer. */
  readonly lag: Readonly<Record<string, readonly number[]>> | null;
  /** Of all consumers together; null before the first of them answered. */
  readonly standing: Standing | null;
}

export interface ExactFigures {
  readonly count: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly sumUs: number;
}

export type JournalLine = JournalStart | JournalInterval | ({ readonly kind: 'mark' } & MarkLine);
interface MarkLine {
  readonly mark: RunMark;
}

export class JournalWriter {
  readonly #journal: number;
  readonly #histograms: number;

  /** @throws StreamstockError RUN_FOLDER_UNWRITABLE */
  constructor(folder: string, start: JournalStart) {
    try {
      this.#journal = openSync(join(folder, JOURNAL_FILE), 'a');
      this.#histograms = openSync(join(folder, HISTOGRAM_LOG_FILE), 'a');
      this.#write(start);
      writeSync(this.#histograms, histogramLogHead(start.tool.version, start.loadStartedUs));
    } catch (cause) {
      throw unwritable(folder, cause);
    }
  }

  /** Histograms first: a line in the journal says that they are complete. */
  interval(line: JournalInterval, latency: Readonly<Record<Phase, SeriesTable>>): void {
    let text = '';
    for (const phase of ['warmUp', 'measured'] as const) {
      for (const { stage, histogram } of latency[phase].filled()) {
        text += histogramLogLine(line.index, phase, stage, histogram);
      }
    }
    if (text !== '') writeSync(this.#histograms, text);
    this.#write(line);
  }

  mark(mark: RunMark): void {
    this.#write({ kind: 'mark', mark });
  }

  close(): void {
    closeSync(this.#journal);
    closeSync(this.#histograms);
  }

  /** Synchronous: what is written survives the process, and a line a second costs nothing. */
  #write(line: JournalLine): void {
    writeSync(this.#journal, `${JSON.stringify(line)}\n`);
  }
}

export interface Journal {
  readonly start: JournalStart;
  /** In order; an interval that is missing was never written. */
  readonly intervals: readonly JournalInterval[];
  readonly marks: readonly RunMark[];
  /** A last line that was cut off, as by a kill in the middle of a write. */
  readonly cutOff: boolean;
}

/** @throws StreamstockError RECORD_UNREADABLE when there is none, or it is foreign, broken or newer */
export function readJournal(folder: string): Journal {
  const file = join(folder, JOURNAL_FILE);
  const lines = readText(file).split('\n');
  const last = lines.pop() ?? '';
  const [first, ...others] = lines.map((text, at) => parseLine(text, file, at + 1));
  const start = checkedStart(first, file);
  return {
    start,
    intervals: others.filter((line) => line.kind === 'interval'),
    marks: others.flatMap((line) => (line.kind === 'mark' ? [line.mark] : [])),
    cutOff: last !== '',
  };
}

function checkedStart(line: JournalLine | undefined, file: string): JournalStart {
  if (line?.kind !== 'start' || line.tool?.name !== 'streamstock-bench') {
    throw unreadable(`${file} is not the journal of a run`, 'Name the folder of a run.');
  }
  const version: number = line.journalVersion;
  if (version !== JOURNAL_VERSION) {
    throw unreadable(
      `${file} has journal version ${version}; this program reads version ${JOURNAL_VERSION}`,
      'Use the version of streamstock-bench that wrote it.',
    );
  }
  return line;
}

function parseLine(text: string, file: string, number: number): JournalLine {
  try {
    return JSON.parse(text) as JournalLine;
  } catch (cause) {
    throw unreadable(`${file}:${number} is broken`, 'The file was edited; run again.', cause);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(
      `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'A run that never began leaves none; run the scenario again.',
      cause,
    );
  }
}

function unreadable(message: string, hint: string, cause?: unknown): StreamstockError {
  return new StreamstockError('RECORD_UNREADABLE', message, { hint, cause });
}

function unwritable(folder: string, cause: unknown): StreamstockError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamstockError(
    'RUN_FOLDER_UNWRITABLE',
    `the journal of the run cannot be written to ${folder}: ${reason}`,
    { hint: 'Choose another folder or free some space there.', cause },
  );
}

/**
 * The standard HdrHistogram interval log: one line per stage and second, readable by HistogramLogAnalyzer and its kin.
 * Format: HdrHistogram's HistogramLogWriter, version 1.3. Values are microseconds, the tag is the stage; samples of
 * the warm-up have the prefix `warm_up.`.
 *
 *   Tag=end_to_end,12.000,1.000,41.215,HISTFAAAA…     start and length in seconds, maximum in milliseconds
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { STAGES, type Stage } from '../pipeline/observer.ts';
import type { LatencyHistogram } from './histogram.ts';
import type { Phase } from './series-table.ts';

export const HISTOGRAM_LOG_FILE = 'latency.hlog';

const WARM_UP_PREFIX = 'warm_up.';

/** @param startedUs when the load began, epoch microseconds: times of lines count from there */
export function histogramLogHead(version: string, startedUs: number): string {
  const seconds = (startedUs / 1e6).toFixed(3);
  return [
    `#[Logged with streamstock-bench ${version}; values in microseconds, one tag per stage]`,
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${seconds} (seconds since epoch), ${new Date(startedUs / 1000).toISOString()}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    '',
  ].join('\n');
}

export interface LoggedHistogram {
  /** Interval of one second since the load began. */
  readonly index: number;
  readonly phase: Phase;
  readonly stage: Stage;
  /** HdrHistogram V2, compressed, base64. */
  readonly encoded: string;
}

export function histogramLogLine(
  index: number,
  phase: Phase,
  stage: Stage,
  histogram: LatencyHistogram,
): string {
  const tag = phase === 'warmUp' ? `${WARM_UP_PREFIX}${stage}` : stage;
  const maxMs = (histogram.maxUs / 1000).toFixed(3);
  return `Tag=${tag},${index.toFixed(3)},1.000,${maxMs},${histogram.snapshot().encoded}\n`;
}

/** @returns undefined for comments, for tags that are not ours, and for a line that was cut off */
export function parseHistogramLogLine(line: string): LoggedHistogram | undefined {
  const [, prefix, name, start, encoded] =
    /^Tag=(warm_up\.)?([a-z_]+),(\d+)\.\d+,[\d.]+,[\d.]+,([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const stage = STAGES.find((candidate) => candidate === name);
  if (stage === undefined || start === undefined || encoded === undefined) return undefined;
  if (encoded.length % 4 !== 0) return undefined;
  const phase: Phase = prefix === undefined ? 'measured' : 'warmUp';
  return { index: Number(start), phase, stage, encoded };
}

/** Line by line: the log of a long run is larger than one wants in memory. */
export async function* readHistogramLog(file: string): AsyncGenerator<LoggedHistogram> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    const logged = parseHistogramLogLine(line);
    if (logged !== undefined) yield logged;
  }
}

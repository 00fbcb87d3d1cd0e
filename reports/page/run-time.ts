/** The time axis that all figures of the load share: its extent, its phases, its marks, its one cursor. Pure but for the cursor. */
import { type MarkGroup, markGroups } from '../mark-groups.ts';
import { whole } from '../numbers.ts';
import type { RunRecord } from '../record.ts';
import type { RunSeries } from '../series.ts';
import { type Cursor, createCursor } from './cursor.ts';

export interface RunTime {
  readonly intervalMs: number;
  readonly intervals: number;
  /** Of the axis; it begins at 0, where the load began. */
  readonly endMs: number;
  readonly phases: readonly TimePhase[];
  /** Latencies of events due before it are kept apart; 0 without warm-up. */
  readonly warmUpMs: number;
  readonly marks: readonly MarkGroup[];
  /** Row k is interval k. */
  readonly cursor: Cursor;
}

export interface TimePhase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: 'load' | 'drain';
  /** `5,000/s`, `250 → 5,000/s`, `drain`. */
  readonly label: string;
}

export function runTime(
  { load, marks }: Pick<RunRecord, 'load' | 'marks'>,
  { intervalMs, intervals }: Pick<RunSeries, 'intervalMs' | 'intervals'>,
): RunTime {
  const endMs = intervalMs * intervals;
  const phases: TimePhase[] = load.phases
    .filter(({ fromMs, toMs }) => toMs > fromMs && fromMs < endMs)
    .map(({ fromMs, toMs, startPerSecond, endPerSecond }) => ({
      fromMs,
      toMs: Math.min(toMs, endMs),
      kind: 'load',
      label: rateLabel(startPerSecond, endPerSecond),
    }));
  if (load.durationMs < endMs) {
    phases.push({ fromMs: load.durationMs, toMs: endMs, kind: 'drain', label: 'drain' });
  }
  return {
    intervalMs,
    intervals,
    endMs,
    phases,
    marks: markGroups(marks.filter(({ atMs }) => atMs >= 0 && atMs <= endMs)),
    warmUpMs: Math.min(load.warmUpMs, endMs),
    cursor: createCursor(),
  };
}

/** Rates below one a second read better by the minute. */
function rateLabel(start: number, end: number): string {
  const slow = Math.max(start, end) < 1;
  const text = (perSecond: number) => rateText(slow ? perSecond * 60 : perSecond);
  const unit = slow ? '/min' : '/s';
  return start === end ? `${text(end)}${unit}` : `${text(start)} → ${text(end)}${unit}`;
}

function rateText(rate: number): string {
  return whole(Number(rate.toPrecision(3)));
}

/** Which interval an instant lies in; null beyond the axis. */
export function rowAtMs({ intervalMs, intervals }: RunTime, atMs: number): number | null {
  const row = Math.floor(atMs / intervalMs);
  return row >= 0 && row < intervals ? row : null;
}

/** What happened in an interval, for the one who cannot see the lines: `rebalance: …`. */
export function marksInRow({ intervalMs, marks }: RunTime, row: number): readonly MarkGroup[] {
  return marks.filter(({ atMs }) => Math.floor(atMs / intervalMs) === row);
}

const STEPS_S = [
  0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
];
const DAY_S = 86_400;

export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
}

/** Round instants from 0 on, at least `spacePx` apart. */
export function timeTicks(endMs: number, widthPx: number, spacePx = 64): readonly TimeTick[] {
  const wanted = Math.max(1, Math.floor(widthPx / spacePx));
  const endS = endMs / 1000;
  const stepS =
    STEPS_S.find((step) => endS / step <= wanted) ?? Math.ceil(endS / wanted / DAY_S) * DAY_S;
  const ticks: TimeTick[] = [];
  for (let at = 0; at * stepS <= endS + 1e-9; at += 1) {
    const atMs = at * stepS * 1000;
    ticks.push({ atMs, text: timeText(atMs) });
  }
  return ticks;
}

/** `0 s`, `2.5 s`, `45 s`, `1:30`, `10:00`, `1:00:00`: time since the load began. */
export function timeText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const total = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = `${two(total % 60)}`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

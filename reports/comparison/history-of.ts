/** From the lines of a history to what its outputs show: the last runs of one scenario, levels and shifts of every metric. */
import { inertText } from '../inert-text.ts';
import { levelShifts, type Shift } from '../statistics/level-shifts.ts';
import {
  HISTORY_VERSION,
  type History,
  type HistoryLevel,
  type HistoryMetric,
  type HistoryRevision,
  type HistoryRun,
  type LevelShift,
} from './history.ts';
import { groupLines } from './history-groups.ts';
import type { HistoryLine, HistoryValue } from './history-line.ts';
import { changeText, shortRevision, valueText } from './words.ts';

export interface HistoryOptions {
  readonly scenario: string;
  /** At most so many runs, the newest. */
  readonly last: number;
  readonly source: string;
  readonly toolVersion: string;
  readonly createdAt: Date;
  /** Of reading the file. */
  readonly warnings: readonly string[];
}

/** @param lines of any scenarios, in any order; of several with one run id the last counts */
export function historyOf(lines: readonly HistoryLine[], options: HistoryOptions): History {
  const { scenario, last, source, toolVersion, createdAt, warnings } = options;
  const known = runsOf(lines, scenario);
  const shown = known.slice(-last);
  const { groups, groupOf } = groupLines(shown);
  const runs = shown.map((line, at) => runOf(line, groupOf[at] ?? 0));
  return {
    historyVersion: HISTORY_VERSION,
    tool: { name: 'streamstock-bench', version: toolVersion },
    createdAt: createdAt.toISOString(),
    scenario,
    source,
    runsKnown: known.length,
    runs,
    groups,
    metrics: declaredValues(shown).map((declared) => metricOf(declared, shown, runs)),
    warnings,
  };
}

/** Each run once, oldest first. Histories that were joined need not be in order. */
function runsOf(lines: readonly HistoryLine[], scenario: string): HistoryLine[] {
  const byId = new Map<string, HistoryLine>();
  for (const line of lines) if (line.scenario === scenario) byId.set(line.runId, line);
  return [...byId.values()].sort((a, b) => {
    return Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.runId < b.runId ? -1 : 1);
  });
}

function runOf(line: HistoryLine, group: number): HistoryRun {
  const { runId, startedAt, verdict, toolVersion, revision, digest } = line;
  const isEvidence = verdict === 'passed' || verdict === 'thresholds';
  const leftOut = isEvidence ? null : verdict;
  return { runId, startedAt, verdict, toolVersion, revision, digest, group, leftOut };
}

/** Every metric as its newest line declares it; those of the newest line first, in its order. */
function declaredValues(lines: readonly HistoryLine[]): HistoryValue[] {
  const byLabel = new Map<string, HistoryValue>();
  for (const { values } of [...lines].reverse()) {
    for (const value of values) if (!byLabel.has(value.label)) byLabel.set(value.label, value);
  }
  return [...byLabel.values()];
}

function metricOf(
  declared: HistoryValue,
  lines: readonly HistoryLine[],
  runs: readonly HistoryRun[],
): HistoryMetric {
  const { label, unit, better, noiseThreshold } = declared;
  const values = lines.map((line) => {
    return line.values.find((value) => value.label === label && value.unit === unit)?.value ?? null;
  });
  const levels: HistoryLevel[] = [];
  const shifts: LevelShift[] = [];
  for (const [group, points] of pointsByGroup(values, runs)) {
    const found = levelShifts(
      points.map(({ value }) => value),
      { seed: `${label} ${group}`, smallestShare: noiseThreshold },
    );
    levels.push(...levelsBetween(points, found).map((level) => ({ group, ...level })));
    for (const { index, before, after, pValue } of found) {
      const atRun = points[index]?.run ?? 0;
      shifts.push(shiftOf(declared, { group, atRun, before, after, pValue }, runs));
    }
  }
  levels.sort((a, b) => a.fromRun - b.fromRun);
  shifts.sort((a, b) => a.atRun - b.atRun);
  return { label, unit, better, noiseThreshold, values, levels, shifts };
}

interface HistoryPoint {
  /** Index of the run. */
  readonly run: number;
  readonly value: number;
}

function levelsBetween(
  points: readonly HistoryPoint[],
  shifts: readonly Shift[],
): Omit<HistoryLevel, 'group'>[] {
  const starts = [0, ...shifts.map(({ index }) => index)];
  return starts.flatMap((start, at) => {
    const members = points.slice(start, starts[at + 1]);
    const [first, last] = [members[0], members.at(-1)];
    if (first === undefined || last === undefined) return [];
    const value = median(members.map((point) => point.value));
    return [{ fromRun: first.run, toRun: last.run, value }];
  });
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  const at = ascending.length >> 1;
  const upper = ascending[at] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : ((ascending[at - 1] ?? Number.NaN) + upper) / 2;
}

/** Only of runs that are evidence. A value of 0 has no ratio to another. */
function pointsByGroup(
  values: readonly (number | null)[],
  runs: readonly HistoryRun[],
): Map<number, HistoryPoint[]> {
  const byGroup = new Map<number, HistoryPoint[]>();
  runs.forEach(({ group, leftOut }, run) => {
    const value = values[run] ?? null;
    if (leftOut !== null || value === null || value <= 0) return;
    const points = byGroup.get(group) ?? [];
    points.push({ run, value });
    byGroup.set(group, points);
  });
  return byGroup;
}

function shiftOf(
  { unit, better, label }: HistoryValue,
  shift: Pick<LevelShift, 'before' | 'after' | 'pValue' | 'group' | 'atRun'>,
  runs: readonly HistoryRun[],
): LevelShift {
  const { before, after, atRun } = shift;
  const ratio = after / before;
  const verdict = ratio > 1 === (better === 'higher') ? 'better' : 'worse';
  const run = runs[atRun];
  const since = run === undefined ? '' : ` since ${minuteText(run.startedAt)}${atRevision(run)}`;
  const levels = `${valueText(before, unit)} became ${valueText(after, unit)}`;
  const text = `${inertText(label)} ${changeText(ratio)}${since}: ${levels}`;
  return { ...shift, ratio, verdict, text };
}

function atRevision({ revision }: HistoryRun): string {
  return revision === null ? '' : ` (${revisionText(revision)})`;
}

/** `a1b2c3d4e5f6`, `a1b2c3d4e5f6 + changes`. */
export function revisionText({ commit, isDirty }: HistoryRevision): string {
  return `${inertText(shortRevision(commit), 40)}${isDirty ? ' + changes' : ''}`;
}

/** `2026-01-05 10:15`, UTC. */
export function minuteText(instant: string): string {
  return inertText(instant.slice(0, 16).replace('T', ' '));
}

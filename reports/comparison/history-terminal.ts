/** A history at the terminal: every metric as a line, what shifted, and one metric run by run. */
import { inertText } from '../inert-text.ts';
import { inWords, whole } from '../numbers.ts';
import { type Alignment, columns } from '../terminal-columns.ts';
import { paint, type Style, section, wrapped } from '../terminal-text.ts';
import type { History, HistoryMetric, HistoryRun, LevelShift } from './history.ts';
import { minuteText, revisionText } from './history-of.ts';
import { sparkLine } from './history-spark.ts';
import { changeText, valueText } from './words.ts';

const MARKS = { worse: '✗', better: '✓' } as const;
const MIN_SPARK_COLUMNS = 10;
const MAX_LABEL_CHARACTERS = 60;

/** The first metric of the history is the one that is shown run by run. */
export function renderHistory(history: History, style: Style): string {
  const { metrics } = history;
  const [detailed] = metrics;
  const parts = [
    [`  ${paint(headline(history), ['bold'], style)}`],
    metricLines(history, style),
    shiftLines(history, style),
    detailed === undefined ? [] : runLines(history, detailed, style),
    groupLines(history, style),
    history.warnings.map((warning) => `  ! ${wrapped(inertText(warning), 4, style)}`),
  ];
  const shown = parts.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline({ scenario, runs, runsKnown, source }: History): string {
  const count =
    runs.length < runsKnown
      ? `the last ${whole(runs.length)} of ${inWords(runsKnown, 'run')}`
      : inWords(runsKnown, 'run');
  return `${inertText(scenario)} · ${count} · ${inertText(source)}`;
}

/** Level: that of the newest run's group at its end. */
function metricLines({ metrics, runs }: History, style: Style): string[] {
  const cells = metrics.map((metric) => {
    const level = metric.levels.filter(({ group }) => group === 0).at(-1);
    return [labelText(metric), valueText(level?.value ?? null, metric.unit)];
  });
  const head = ['metric', 'level now', 'by run, newest last'];
  const widths = [0, 1].map((column) => {
    return Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0));
  });
  const taken = widths.reduce((sum, width) => sum + width + 2, 2);
  const most = Math.max(MIN_SPARK_COLUMNS, style.width - taken);
  return columns(
    head,
    ['left', 'right', 'left'],
    metrics.map((metric, at) => [...(cells[at] ?? []), sparkLine(metric, runs, most)]),
  );
}

/** The newest first: it is the one to do something about. */
function shiftLines({ metrics, groups }: History, style: Style): string[] {
  const shifts = metrics.flatMap((metric) => metric.shifts).sort((a, b) => b.atRun - a.atRun);
  const lines = shifts.map((shift) => {
    const group = shift.group === 0 ? '' : `, in group ${letter(shift.group)}`;
    return shiftLine(`${shift.text}${group}`, shift, style);
  });
  if (lines.length > 0) return section('Level shifts', lines, style);
  return groups.length === 0 ? [] : [`  ${paint('No level shifted', ['dim'], style)}`];
}

function shiftLine(text: string, { verdict }: LevelShift, style: Style): string {
  const colour = verdict === 'worse' ? 'red' : 'green';
  return `  ${paint(MARKS[verdict], [colour], style)} ${wrapped(text, 4, style)}`;
}

function runLines(history: History, metric: HistoryMetric, style: Style): string[] {
  const { runs, groups } = history;
  const several = groups.length > 1;
  const head = ['started, UTC', 'value', 'verdict', 'revision', ...(several ? ['group'] : [])];
  const alignments: Alignment[] = [
    'left',
    'right',
    'left',
    'left',
    ...(several ? (['left'] as const) : []),
  ];
  const rows = runs.map((run, at) => [
    minuteText(run.startedAt),
    valueText(metric.values[at] ?? null, metric.unit),
    verdictText(run),
    run.revision === null ? '–' : revisionText(run.revision),
    ...(several ? [letter(run.group)] : []),
  ]);
  const [titles = '', ...lines] = columns(head, alignments, rows);
  const marked = lines.flatMap((line, at) => {
    const isApart = runs[at]?.leftOut !== null || runs[at]?.group !== 0;
    const shifts = metric.shifts.filter(({ atRun }) => atRun === at);
    return [
      ...shifts.map((shift) => shiftRow(shift, metric, style)),
      isApart ? paint(line, ['dim'], style) : line,
    ];
  });
  return section(labelText(metric), [titles, ...marked], style);
}

function verdictText({ verdict, leftOut }: HistoryRun): string {
  return leftOut === null ? verdict : `${verdict}, no evidence`;
}

/** Between the rows of the two levels. */
function shiftRow(shift: LevelShift, { unit }: HistoryMetric, style: Style): string {
  const levels = `${valueText(shift.before, unit)} → ${valueText(shift.after, unit)}`;
  const text = `── ${changeText(shift.ratio)}, ${levels} ──`;
  return shiftLine(text, shift, style);
}

function groupLines({ groups }: History, style: Style): string[] {
  if (groups.length < 2) return [];
  const lines = groups.map(({ differences, runs }, at) => {
    const what =
      at === 0 ? "the newest run's" : differences.map((text) => inertText(text)).join(', ');
    return `  ${letter(at)}  ${wrapped(`${what}, ${inWords(runs, 'run')}`, 5, style)}`;
  });
  return section('Groups: only runs of one group are compared', lines, style);
}

/** `A` for the newest run's; beyond `Z` by number. */
function letter(group: number): string {
  return group < 26 ? String.fromCharCode(65 + group) : String(group + 1);
}

function labelText({ label }: HistoryMetric): string {
  return inertText(label, MAX_LABEL_CHARACTERS);
}

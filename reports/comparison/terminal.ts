/** A comparison for a person at a terminal: verdict first, then what it rests on. */
import { join } from 'node:path';
import type { Entry } from '../run-entries.ts';
import { columns } from '../terminal-columns.ts';
import { paint, type Style, section, wrapped } from '../terminal-text.ts';
import type { Comparison, ComparisonVerdictName } from './comparison.ts';
import { comparedEntries } from './comparison-entries.ts';
import { COMPARISON_PAGE_FILE } from './comparison-file-names.ts';
import { inertComparison } from './inert-comparison.ts';
import { OUTCOME_MARKS, outcomeDifference, outcomeFigure } from './outcome-words.ts';
import { metricLines, openLines } from './terminal-metrics.ts';
import { headline, moreRunsText, VERDICT_MARKS, VERDICT_WORDS } from './words.ts';

export interface ComparisonTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the comparison's files are. */
  readonly folder?: string;
  /** Names of the files in there; the page is named last, by its path. */
  readonly files?: readonly string[];
}

/** @returns lines ended by `\n`; without colour it holds no escape codes */
export function renderComparison(hostile: Comparison, options: ComparisonTextOptions): string {
  const comparison = inertComparison(hostile);
  const style: Style = {
    colour: options.colour,
    // Longer lines are hard to read, shorter ones cannot hold the table.
    width: Math.min(120, Math.max(72, options.width)),
  };
  const entries = [
    ...comparedEntries(comparison),
    { label: 'repeat', text: comparison.replay },
    ...fileEntries(options),
  ];
  const blocks = [
    verdictLines(comparison, style),
    section('Metrics', metricLines(comparison, style), style),
    section('What cannot be told', openLines(comparison, style), style),
    section('Warnings', warningLines(comparison, style), style),
    section('Outcome', outcomeLines(comparison, style), style),
    section('Compared', entryLines(entries, style), style),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `\n${commandless(text.join('\n\n'))}\n`;
}

const TONES: Readonly<Record<ComparisonVerdictName, 'red' | 'yellow' | 'green'>> = {
  incorrect: 'red',
  slower: 'red',
  inconclusive: 'yellow',
  faster: 'green',
  same: 'green',
};

function verdictLines(comparison: Comparison, style: Style): string[] {
  const { name, reasons } = comparison.verdict;
  const badge = `${VERDICT_MARKS[name]} ${VERDICT_WORDS[name]}`;
  const [first = 'no reason was recorded', ...others] = reasons;
  const sentence = wrapped(`${badge} — ${first}`, 4, style).slice(badge.length);
  const more = moreRunsText(comparison);
  return [
    `  ${paint(badge, ['bold', TONES[name]], style)}${sentence}`,
    ...[...others, ...(more === null ? [] : [more])].map(
      (line) => `    ${wrapped(line, 4, style)}`,
    ),
    paint(`  ${wrapped(headline(comparison), 2, style)}`, ['dim'], style),
  ];
}

function warningLines({ warnings }: Comparison, style: Style): string[] {
  return warnings.map((warning) => {
    return `  ${paint('!', ['yellow'], style)} ${wrapped(warning, 4, style)}`;
  });
}

function outcomeLines({ outcome }: Comparison, style: Style): string[] {
  const { verdict, text, moved } = outcome;
  const table = columns(
    [],
    ['left', 'right', 'right', 'right'],
    moved.map((change) => [
      `  ${change.label}`,
      outcomeFigure(change.base),
      `→ ${outcomeFigure(change.head)}`,
      outcomeDifference(change),
    ]),
  );
  const mark = paint(OUTCOME_MARKS[verdict], [OUTCOME_TONES[verdict]], style);
  return [`  ${mark} ${wrapped(text, 4, style)}`, ...table];
}

const OUTCOME_TONES = {
  equal: 'green',
  accepted: 'green',
  differs: 'red',
  unknown: 'yellow',
} as const;

function fileEntries({ folder, files = [] }: ComparisonTextOptions): Entry[] {
  if (folder === undefined) return [];
  const others = files.filter((name) => name !== COMPARISON_PAGE_FILE);
  return [
    { label: 'folder', text: folder },
    ...(others.length === 0 ? [] : [{ label: 'files', text: others.join(' · ') }]),
    ...(files.includes(COMPARISON_PAGE_FILE)
      ? [{ label: 'report', text: join(folder, COMPARISON_PAGE_FILE) }]
      : []),
  ];
}

function entryLines(entries: readonly Entry[], style: Style): string[] {
  return entries.map(({ label, text }) => {
    const indent = LABEL_COLUMNS + 2;
    return `  ${paint(label.padEnd(LABEL_COLUMNS), ['dim'], style)}${wrapped(text, indent, style)}`;
  });
}

const LABEL_COLUMNS = 12;

/** CI services obey commands in what a job prints: a text from elsewhere must not be taken for one. */
function commandless(text: string): string {
  return text.replaceAll(/^([^\S\n]*):(?=:)/gm, '$1\\u{3a}').replaceAll('##[', '\\u{23}#[');
}

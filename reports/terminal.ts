/** The summary of a run for a person at a terminal: verdict first, then what it rests on. */
import { join } from 'node:path';
import { inertRecord } from './inert-text.ts';
import { INTERACTION_TITLE, interactionEntries } from './interaction-entries.ts';
import { missedRate } from './missed-rate.ts';
import { milliseconds, signed, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';
import {
  consumerEntries,
  consumersTitle,
  cpuEntries,
  cpuTitle,
  type Entry,
  headline,
  loadEntries,
  runEntries,
} from './run-entries.ts';
import { REPORT_FILE } from './run-file-names.ts';
import { stockEntries, stockTitle } from './stock-entries.ts';
import { columns } from './terminal-columns.ts';
import { auditLines, thresholdLines } from './terminal-judgements.ts';
import { latencyLines, waterfallLines } from './terminal-latency.ts';
import { paint, type Style, section, wrapped } from './terminal-text.ts';
import type { VerdictName } from './verdict.ts';

export interface SummaryOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the run's files are. */
  readonly runFolder?: string;
  /** Names of the files in there; the page is named last, by its path. */
  readonly files?: readonly string[];
}

/** @returns lines ended by `\n`; without colour it holds no escape codes */
export function renderSummary(hostile: RunRecord, options: SummaryOptions): string {
  const record = inertRecord(hostile);
  const style: Style = {
    colour: options.colour,
    // Longer lines are hard to read, shorter ones cannot hold the table.
    width: Math.min(120, Math.max(72, options.width)),
  };
  const blocks = [
    verdictLines(record, style),
    section(INTERACTION_TITLE, entryLines(interactionEntries(record, MAX_ACTIONS), style), style),
    section('Thresholds', thresholdLines(record, style), style),
    section('Audit', auditLines(record, style), style),
    section('Latency in ms', latencyLines(record, style), style),
    section(`Where the time went${wayText(record)}`, waterfallLines(record, style), style),
    section('Load', entryLines(loadEntries(record), style), style),
    section(consumersTitle(record), entryLines(consumerEntries(record), style), style),
    section(stockTitle(record), inventoryLines(record, style), style),
    section(cpuTitle(record), entryLines(cpuEntries(record), style), style),
    section('Run', entryLines([...runEntries(record), ...fileEntries(options)], style), style),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `\n${text.join('\n\n')}\n`;
}

const BADGES: Readonly<
  Record<VerdictName, readonly [mark: string, tone: 'red' | 'yellow' | 'green']>
> = {
  incorrect: ['✗', 'red'],
  interrupted: ['!', 'yellow'],
  incomplete: ['!', 'yellow'],
  saturated: ['!', 'yellow'],
  thresholds: ['✗', 'red'],
  passed: ['✓', 'green'],
};

/** A missed rate stands first, whatever the verdict. */
function verdictLines(record: RunRecord, style: Style): string[] {
  const { name, reasons } = record.verdict;
  const [mark, tone] = BADGES[name];
  const badge = `${mark} ${name}`;
  const [first = 'no reason was recorded', ...others] = reasons;
  const sentence = wrapped(`${badge} — ${first}`, 4, style).slice(badge.length);
  const missed = missedRate(record);
  return [
    ...(missed === null ? [] : [`  ${paint(`! ${missed.text}`, ['bold', 'yellow'], style)}`]),
    `  ${paint(badge, ['bold', tone], style)}${sentence}`,
    ...others.map((reason) => `    ${wrapped(reason, 4, style)}`),
    paint(`  ${wrapped(headline(record), 2, style)}`, ['dim'], style),
  ];
}

function wayText({ latency, pipeline }: RunRecord): string {
  const average = latency.measured.stages.end_to_end;
  if (average !== undefined) return `, of ${milliseconds(average.meanUs)} ms for an average event`;
  return pipeline.kind === 'own' ? '' : ' until the acknowledgement';
}

function inventoryLines(record: RunRecord, style: Style): string[] {
  const known = record.pipeline.kind === 'own' ? record.outcome : null;
  const tallies = (known?.alertsByType ?? []).filter(
    ({ raised, resolved, activeAtEnd }) => raised + resolved + activeAtEnd > 0,
  );
  const byType = columns(
    [],
    ['left', 'right', 'right', 'right', 'right'],
    tallies.map(({ type, raised, byEscalation, resolved, activeAtEnd }) => [
      type,
      `${whole(raised)} raised`,
      byEscalation === 0 ? '' : `${signed(byEscalation)} by escalation`,
      `${whole(resolved)} resolved`,
      `${whole(activeAtEnd)} active`,
    ]),
  );
  return [...entryLines(stockEntries(record), style), ...byType.map((line) => `  ${line}`)];
}

function fileEntries({ runFolder, files = [] }: SummaryOptions): Entry[] {
  if (runFolder === undefined) return [];
  const others = files.filter((name) => name !== REPORT_FILE);
  const entries: Entry[] = [{ label: 'folder', text: runFolder }];
  if (others.length > 0) entries.push({ label: 'files', text: others.join(' · ') });
  if (files.includes(REPORT_FILE)) {
    entries.push({ label: 'report', text: join(runFolder, REPORT_FILE) });
  }
  return entries;
}

function entryLines(entries: readonly Entry[], style: Style): string[] {
  const column = Math.max(LABEL_COLUMN, ...entries.map(({ label }) => label.length + 2));
  return entries.map(({ label, text }) => {
    return `  ${paint(label.padEnd(column), ['dim'], style)}${wrapped(text, column + 2, style)}`;
  });
}

/** What a person did is in the record; here the beginning has to do. */
const MAX_ACTIONS = 12;
/** All sections alike, unless a label needs more. */
const LABEL_COLUMN = 12;

/** The summary of a run for a person at a terminal: verdict first, then what it rests on. */
import { missedRate } from './missed-rate.ts';
import { duration, inWords, perSecond, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';
import { cpuLines, inventoryLines } from './terminal-outcome.ts';
import { auditLines, latencyLines, thresholdLines } from './terminal-tables.ts';
import { paint, type Style, section, wrapped } from './terminal-text.ts';
import type { VerdictName } from './verdict.ts';

export interface SummaryOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the run's files are. */
  readonly runFolder?: string;
}

/** @returns lines ended by `\n`; without colour it holds no escape codes */
export function renderSummary(record: RunRecord, options: SummaryOptions): string {
  const style: Style = {
    colour: options.colour,
    // Longer lines are hard to read, shorter ones cannot hold the table.
    width: Math.min(120, Math.max(72, options.width)),
  };
  const blocks = [
    verdictLines(record, style),
    section('Thresholds', thresholdLines(record, style), style),
    section('Audit', auditLines(record, style), style),
    section('Latency in ms', latencyLines(record, style), style),
    section('Inventory', inventoryLines(record, style), style),
    section('CPU per event', cpuLines(record, style), style),
    section('Run', runLines(record, options, style), style),
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

/** A claim about a system that did not get its load is worth nothing, so the missed rate stands first. */
function verdictLines(record: RunRecord, style: Style): string[] {
  const { name, reasons } = record.verdict;
  const [mark, tone] = BADGES[name];
  const badge = `${mark} ${name}`;
  const [first = 'no reason was recorded', ...others] = reasons;
  const sentence = wrapped(`${badge} — ${first}`, 4, style).slice(badge.length);
  const lines = [`  ${paint(badge, ['bold', tone], style)}${sentence}`];
  const missed = missedRate(record);
  if (missed !== null) lines.push(`    ${paint(missed.text, ['bold'], style)}`);
  for (const reason of others) lines.push(`    ${wrapped(reason, 4, style)}`);
  lines.push(paint(`  ${wrapped(headline(record), 2, style)}`, ['dim'], style));
  return lines;
}

function headline({ scenario, seed, plan, broker, startedAt, endedAt }: RunRecord): string {
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  const where = broker.kind === 'embedded' ? 'embedded broker' : `Kafka at ${broker.address}`;
  return `${scenario.name} · seed ${seed} · ${inWords(plan.events, 'event')} · ${where} · ${took}`;
}

function runLines(record: RunRecord, options: SummaryOptions, style: Style): string[] {
  const { rates, counts, lateness, digest, environment, memory } = record;
  const entries: [label: string, text: string][] = [
    [
      'rates',
      `${perSecond(rates.plannedPerSecond)} planned · ${perSecond(rates.sentPerSecond)} sent · ` +
        `${perSecond(rates.acknowledgedPerSecond)} acknowledged · ` +
        `${perSecond(rates.appliedPerSecond)} applied events per second`,
    ],
  ];
  const troubles = Object.entries({
    'late by the generator': lateness.generator,
    'late by a full window': lateness.window,
    shed: counts.events_shed,
    'send failures': counts.send_failures,
    duplicates: counts.records_duplicate,
    'read again': counts.records_reread,
    foreign: counts.records_foreign,
    'dead letters': counts.dead_letters,
    'handler retries': counts.handler_retries,
  }).filter(([, count]) => count > 0);
  if (troubles.length > 0) {
    entries.push(['events', troubles.map(([what, n]) => `${whole(n)} ${what}`).join(' · ')]);
  }
  entries.push(['digest', digestText(digest)]);
  entries.push([
    'machine',
    `${inWords(environment.cores, 'core')} · Node ${environment.node} · ` +
      `${whole(Math.round(memory.rssMaxBytes / 1e6))} MB used at most`,
  ]);
  if (options.runFolder !== undefined) entries.push(['files', options.runFolder]);
  entries.push(['repeat', record.replay]);
  for (const note of record.notes) entries.push(['note', note]);
  return entries.map(([label, text]) => {
    return `  ${paint(label.padEnd(9), ['dim'], style)}${wrapped(text, 11, style)}`;
  });
}

function digestText({ pipeline, simulated, comparable }: RunRecord['digest']): string {
  if (pipeline === null) return 'none: the run has no outcome';
  if (!comparable) return `${pipeline} (not comparable)`;
  if (simulated === null) return `${pipeline} (not compared)`;
  return `${pipeline} (${pipeline === simulated ? 'equals' : 'differs from'} the simulation)`;
}

/** What a capacity search found, for a person at a terminal: the rate first, then what it rests on. */
import type { CapacityProbe, CapacityReport, ProbeOutcome } from './capacity-record.ts';
import { latencyChart } from './capacity-text-chart.ts';
import { inert, inertText } from './inert-text.ts';
import { duration, inWords, milliseconds, perSecond, whole } from './numbers.ts';
import { alignedAtPoint, columns } from './terminal-columns.ts';
import { paint, type Style, section, wrapped } from './terminal-text.ts';

export interface CapacityTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the files of the search are. */
  readonly folder?: string;
}

/** @returns lines ended by `\n`; without colour it holds no escape codes */
export function renderCapacity(original: CapacityReport, options: CapacityTextOptions): string {
  // To be typed again: cut short it would be another command.
  const report = {
    ...inert(original),
    replay: inertText(original.replay, Number.MAX_SAFE_INTEGER),
  };
  const style: Style = {
    colour: options.colour,
    width: Math.min(120, Math.max(72, options.width)),
  };
  const blocks = [
    resultLines(report, style),
    section('Probes', probeLines(report, style), style),
    section('End-to-end latency against rate', latencyChart(report, style), style),
    section('Search', searchLines(report, options, style), style),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `\n${text.join('\n\n')}\n`;
}

/** Words for an outcome, as they stand in tables. */
export const OUTCOME_WORDS: Readonly<Record<ProbeOutcome, string>> = {
  holds: 'holds',
  system: 'does not hold',
  harness: 'harness late',
  inconclusive: 'inconclusive',
  incorrect: 'incorrect',
  interrupted: 'interrupted',
};

export const OUTCOME_MARKS: Readonly<Record<ProbeOutcome, string>> = {
  holds: '✓',
  system: '✗',
  harness: '!',
  inconclusive: '?',
  incorrect: '✗',
  interrupted: '!',
};

export const RESULT_MARKS = {
  found: '✓',
  none: '✗',
  unsettled: '?',
  incorrect: '✗',
  interrupted: '!',
  'under-way': '…',
} as const satisfies Record<CapacityReport['result']['status'], string>;

function resultLines({ result }: CapacityReport, style: Style): string[] {
  const { status, headline, reasons } = result;
  const tone =
    status === 'found' ? 'green' : status === 'none' || status === 'incorrect' ? 'red' : 'yellow';
  const mark = RESULT_MARKS[status];
  const sentence = wrapped(`${mark} ${headline}`, 4, style).slice(mark.length);
  return [
    `  ${paint(mark, ['bold', tone], style)}${paint(sentence, ['bold'], style)}`,
    ...reasons.map((reason) => `    ${wrapped(reason, 4, style)}`),
  ];
}

function probeLines({ probes }: CapacityReport, style: Style): string[] {
  const column = (text: (probe: CapacityProbe) => string | undefined): string[] =>
    alignedAtPoint(probes.map((probe) => text(probe) ?? '–'));
  const latency = (us: number | undefined): string | undefined =>
    us === undefined ? undefined : milliseconds(us);
  const cells = [
    column(({ number }) => String(number)),
    column(({ ratePerSecond }) => perSecond(ratePerSecond)),
    column(({ run }) => shareText(run?.achievedShare)),
    column(({ run }) => latency(run?.endToEnd?.p50Us)),
    column(({ run }) => latency(run?.endToEnd?.p99Us)),
    column(({ run }) => latency(run?.endToEnd?.p999Us)),
    column(({ run }) => cpuText(run?.cpuPerEventUs)),
    probes.map((probe) => outcomeText(probe, style)),
    probes.map(({ purpose }) => paint(PURPOSE_WORDS[purpose], ['dim'], style)),
  ];
  const head = ['#', 'rate/s', 'achieved', 'p50 ms', 'p99 ms', 'p99.9 ms', 'CPU µs', 'verdict', ''];
  return columns(
    head.map((title) => paint(title, ['dim'], style)),
    ['right', 'right', 'right', 'right', 'right', 'right', 'right', 'left', 'left'],
    probes.map((_, row) => cells.map((texts) => texts[row] ?? '')),
  );
}

export const PURPOSE_WORDS: Readonly<Record<CapacityProbe['purpose'], string>> = {
  bracket: '',
  'second-look': 'second look',
  bisection: 'bisection',
  confirmation: 'confirmation',
  repetition: 'again',
};

/** Cut to tenths, so that what is missing is seen. */
export function shareText(share: number | null | undefined): string | undefined {
  if (share === null || share === undefined) return undefined;
  return `${(Math.floor(Math.min(1, share) * 1000) / 10).toFixed(1)} %`;
}

export function cpuText(us: number | null | undefined): string | undefined {
  return us === null || us === undefined ? undefined : whole(Math.round(us));
}

function outcomeText({ outcome }: CapacityProbe, style: Style): string {
  const tone =
    outcome === 'holds'
      ? 'green'
      : outcome === 'system' || outcome === 'incorrect'
        ? 'red'
        : 'yellow';
  return `${paint(OUTCOME_MARKS[outcome], [tone], style)} ${OUTCOME_WORDS[outcome]}`;
}

function searchLines(
  report: CapacityReport,
  { folder }: CapacityTextOptions,
  style: Style,
): string[] {
  const { search, probes, judged, setAside, scenario, seed, broker, startedAt, endedAt } = report;
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  const entries: [label: string, text: string][] = [
    ['scenario', `${scenario.name} · seed ${seed} · on ${broker}`],
    ['judged by', judged.join(' · ')],
    ...setAside.map(({ threshold, why }): [string, string] => [
      'set aside',
      `${threshold}: ${why}`,
    ]),
    [
      'probes',
      `${inWords(probes.length, 'run')} of ${duration(search.measuredMs)} after ${duration(search.warmUpMs)} of warm-up · ${took} in all`,
    ],
  ];
  if (folder !== undefined) entries.push(['files', folder]);
  entries.push(['repeat', report.replay]);
  return entries.map(
    ([label, text]) => `  ${paint(label.padEnd(10), ['dim'], style)}${wrapped(text, 12, style)}`,
  );
}

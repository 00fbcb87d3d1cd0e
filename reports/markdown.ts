/** The run as Markdown: for the step summary of a CI job, a pull request or a wiki. */
import { STAGES } from '../pipeline/observer.ts';
import { inertRecord } from './inert-text.ts';
import { INTERACTION_TITLE, interactionEntries } from './interaction-entries.ts';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './markdown-text.ts';
import { missedRate } from './missed-rate.ts';
import { inWords, metricValue, milliseconds, percent, signed, whole } from './numbers.ts';
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
import { stockEntries, stockTitle } from './stock-entries.ts';
import {
  asideReasons,
  asideTally,
  judgedFirst,
  thresholdState,
  valueText,
} from './threshold-state.ts';
import { marginText } from './threshold-words.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';
import type { VerdictName } from './verdict.ts';
import { waterfallOf } from './waterfall.ts';

/** @returns blocks apart by blank lines, ended by one line break; a missed target rate is the first line */
export function renderMarkdown(hostile: RunRecord): string {
  const record = inertRecord(hostile);
  const blocks = [
    ...verdictBlocks(record),
    ...titled(INTERACTION_TITLE, entryTable(interactionEntries(record, MAX_ACTIONS))),
    ...titled('Thresholds', thresholdTable(record)),
    ...titled('Audit', auditBlock(record)),
    ...titled('Latency in ms', stageTable(record)),
    ...titled(wayTitle(record), waterfallTable(record)),
    ...loadBlocks(record),
    ...titled(stockTitle(record), inventoryBlock(record)),
    ...titled(cpuTitle(record), entryTable(cpuEntries(record))),
    ...titled('Run', entryTable(runEntries(record).filter(({ label }) => label !== 'repeat'))),
    'Once more:',
    markdownBlock(record.replay),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** In a step summary nobody reads more; the record has them. */
const MAX_ACTIONS = 50;

const SIGNS: Readonly<Record<VerdictName, string>> = {
  incorrect: '❌',
  interrupted: '⚠️',
  incomplete: '⚠️',
  saturated: '⚠️',
  thresholds: '❌',
  passed: '✅',
};

function verdictBlocks(record: RunRecord): string[] {
  const { name, reasons } = record.verdict;
  const missed = missedRate(record);
  return [
    ...(missed === null ? [] : [`**⚠️ ${markdownText(missed.text)}**`]),
    `## ${SIGNS[name]} ${name}: ${markdownText(record.scenario.name)}`,
    reasons.map((reason) => `- ${markdownText(reason)}`).join('\n'),
    markdownText(headline(record)),
  ].filter((block) => block !== '');
}

function titled(title: string, block: string): string[] {
  return block === '' ? [] : [`### ${title}`, block];
}

function thresholdTable({ thresholds }: RunRecord): string {
  if (thresholds.length === 0) return '';
  const table = markdownTable(
    [
      ['', 'left'],
      ['threshold', 'left'],
      ['value', 'right'],
      ['limit', 'left'],
      ['margin', 'left'],
    ],
    judgedFirst(thresholds).map((threshold) => {
      const { unit, limit, comparison } = threshold;
      return [
        thresholdSign(threshold),
        markdownCode(thresholdLabel(threshold)),
        valueText(threshold),
        markdownText(`${comparison} ${metricValue(limit, unit)}`),
        marginText(threshold),
      ];
    }),
  );
  const tally = asideTally(thresholds);
  if (tally === null) return table;
  const reasons = asideReasons(thresholds).map(({ reason, thresholds: same }) => {
    return `- ${inWords(same.length, 'threshold')}: ${markdownText(reason)}`;
  });
  return [table, `${markdownText(tally)}:`, reasons.join('\n')].join('\n\n');
}

function thresholdSign(threshold: ThresholdResult): string {
  return thresholdState(threshold) === 'set aside' ? '➖' : sign(threshold.holds);
}

/** What is known of a foreign pipeline has a table of its own. */
function loadBlocks(record: RunRecord): string[] {
  const [load, consumers] = [loadEntries(record), consumerEntries(record)];
  if (record.pipeline.kind === 'own') {
    return titled('Load and consumers', entryTable([...load, ...consumers]));
  }
  return [
    ...titled('Load', entryTable(load)),
    ...titled(consumersTitle(record), entryTable(consumers)),
  ];
}

function wayTitle({ latency, pipeline }: RunRecord): string {
  const isWhole = pipeline.kind === 'own' || latency.measured.stages.end_to_end !== undefined;
  const until = isWhole ? '' : ' until the acknowledgement';
  return `Where the time of an average event went${until}`;
}

/** What holds is folded away; what does not shows its evidence. */
function auditBlock({ audit }: RunRecord): string {
  if (audit.length === 0) return '';
  const line = ({ holds, title, detail }: RunRecord['audit'][number]) =>
    `- ${sign(holds)} ${markdownText(title)} (${markdownText(detail)})`;
  const open = audit.filter(({ holds }) => holds !== true);
  const evidence = open.flatMap((invariant) => [
    line(invariant),
    ...invariant.examples.map(({ subject, expected, got }) => {
      return `  - ${markdownText(`${subject}: expected ${expected}, got ${got}`)}`;
    }),
  ]);
  const holding = audit.filter(({ holds }) => holds === true);
  const folded =
    holding.length === 0
      ? []
      : [
          `<details><summary>${holding.length} of ${audit.length} invariants hold</summary>`,
          holding.map(line).join('\n'),
          '</details>',
        ];
  return [...(evidence.length === 0 ? [] : [evidence.join('\n')]), ...folded].join('\n\n');
}

function stageTable({ latency }: RunRecord): string {
  const { stages } = latency.measured;
  const rows = STAGES.flatMap((stage) => {
    const summary = stages[stage];
    if (summary === undefined) return [];
    const { count, minUs, p50Us, p90Us, p99Us, p999Us, maxUs } = summary;
    const name = stage === 'end_to_end' ? `**${stage}**` : stage;
    return [[name, whole(count), ...[minUs, p50Us, p90Us, p99Us, p999Us, maxUs].map(milliseconds)]];
  });
  if (rows.length === 0) return 'No event was measured.';
  const figures = ['count', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  return markdownTable(
    [['stage', 'left'], ...figures.map((title) => [title, 'right'] as const)],
    rows,
  );
}

function waterfallTable({ latency, pipeline }: RunRecord): string {
  const parts = waterfallOf(latency.measured, pipeline);
  if (parts.length === 0) return '';
  return markdownTable(
    [
      ['', 'left'],
      ['stage', 'left'],
      ['mean ms', 'right'],
      ['share', 'right'],
    ],
    parts.map(({ label, stage, meanUs, share }) => {
      return [label, stage, milliseconds(meanUs), percent(Math.round(share * 1000) / 1000)];
    }),
  );
}

function inventoryBlock(record: RunRecord): string {
  const known = record.pipeline.kind === 'own' ? record.outcome : null;
  const tallies = known?.alertsByType ?? [];
  const blocks = [entryTable(stockEntries(record))];
  if (tallies.length > 0) {
    const figures = ['raised', 'by escalation', 'resolved', 'active at the end'];
    blocks.push(
      markdownTable(
        [['alerts', 'left'], ...figures.map((title) => [title, 'right'] as const)],
        tallies.map(({ type, raised, byEscalation, resolved, activeAtEnd }) => {
          const moved = signed(byEscalation);
          return [type, whole(raised), moved, whole(resolved), whole(activeAtEnd)];
        }),
      ),
    );
  }
  return blocks.filter((block) => block !== '').join('\n\n');
}

function entryTable(entries: readonly Entry[]): string {
  if (entries.length === 0) return '';
  return markdownTable(
    [
      ['', 'left'],
      ['', 'left'],
    ],
    entries.map(({ label, text }) => [markdownText(label), markdownText(text)]),
  );
}

function sign(holds: boolean | null): string {
  if (holds === null) return '❔';
  return holds ? '✅' : '❌';
}

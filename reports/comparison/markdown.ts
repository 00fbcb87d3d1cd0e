/** A comparison as Markdown: for the step summary of a CI job or a pull request. */
import { markdownBlock, markdownCode, markdownTable, markdownText } from '../markdown-text.ts';
import { whole } from '../numbers.ts';
import type { Comparison, ComparisonVerdictName, MetricVerdictName } from './comparison.ts';
import { comparedEntries } from './comparison-entries.ts';
import { inertComparison } from './inert-comparison.ts';
import { outcomeDifference, outcomeFigure } from './outcome-words.ts';
import {
  changeText,
  floorText,
  headline,
  intervalText,
  moreRunsText,
  pText,
  VERDICT_WORDS,
  valueText,
} from './words.ts';

/** GitHub shows no step summary of more than 1 MiB; other steps' reports may stand in the same one. */
export const MAX_MARKDOWN_BYTES = 512 * 1024;

/** @returns blocks apart by blank lines, ended by one line break; what is too much is left out from the end */
export function comparisonMarkdown(hostile: Comparison): string {
  const comparison = inertComparison(hostile);
  return limited([
    ...verdictBlocks(comparison),
    metricTable(comparison),
    ...warningBlocks(comparison),
    ...outcomeBlocks(comparison),
    folded('What was compared', comparedTable(comparison)),
    folded('Why each metric is judged so', reasonList(comparison)),
    folded('How to read this', HOW_TO_READ),
    'Once more:',
    markdownBlock(comparison.replay),
  ]);
}

const SIGNS: Readonly<Record<ComparisonVerdictName | MetricVerdictName, string>> = {
  incorrect: '❌',
  slower: '❌',
  inconclusive: '❔',
  'cannot tell': '❔',
  faster: '✅',
  same: '✅',
};

function verdictBlocks(comparison: Comparison): string[] {
  const { verdict, scenario } = comparison;
  const more = moreRunsText(comparison);
  const reasons = [...verdict.reasons, ...(more === null ? [] : [more])];
  const title = `${SIGNS[verdict.name]} ${VERDICT_WORDS[verdict.name]}`;
  return [
    `## ${title}: ${markdownText(scenario.name)}`,
    bullets(reasons),
    markdownText(headline(comparison)),
  ];
}

function metricTable({ metrics }: Comparison): string {
  if (metrics.length === 0) return 'No metric was declared.';
  return markdownTable(
    [
      ['', 'left'],
      ['metric', 'left'],
      ['base', 'right'],
      ['head', 'right'],
      ['change', 'right'],
      ['95 % interval', 'right'],
      ['p', 'right'],
      ['floor', 'right'],
    ],
    metrics.map((metric) => [
      `${SIGNS[metric.verdict]} ${metric.verdict}`,
      markdownCode(metric.label),
      valueText(metric.base, metric.unit),
      valueText(metric.head, metric.unit),
      emphasised(changeText(metric.ratio), metric.verdict),
      intervalText(metric.interval),
      markdownText(pText(metric.test)),
      floorText(metric),
    ]),
  );
}

function emphasised(change: string, verdict: MetricVerdictName): string {
  return verdict === 'slower' || verdict === 'faster' ? `**${change}**` : change;
}

function warningBlocks({ warnings }: Comparison): string[] {
  if (warnings.length === 0) return [];
  const shown = warnings.slice(0, MAX_WARNINGS).map((warning) => `⚠️ ${markdownText(warning)}`);
  const more = warnings.length - shown.length;
  return [[...shown, ...(more > 0 ? [`and ${whole(more)} more`] : [])].join('\\\n')];
}

/** A report with more of them is not read. */
const MAX_WARNINGS = 20;

function outcomeBlocks({ outcome }: Comparison): string[] {
  const { verdict, text, moved } = outcome;
  const sentence = `${OUTCOME_SIGNS[verdict]} ${markdownText(text)}`;
  if (moved.length === 0) return ['### Outcome', sentence];
  const table = markdownTable(
    [
      ['', 'left'],
      ['base', 'right'],
      ['head', 'right'],
      ['difference', 'right'],
    ],
    moved.map((change) => [
      markdownText(change.label),
      outcomeFigure(change.base),
      outcomeFigure(change.head),
      outcomeDifference(change),
    ]),
  );
  return ['### Outcome', sentence, table];
}

const OUTCOME_SIGNS: Readonly<Record<Comparison['outcome']['verdict'], string>> = {
  equal: '✅',
  accepted: '✅',
  differs: '❌',
  unknown: '❔',
};

function comparedTable(comparison: Comparison): string {
  return markdownTable(
    [
      ['', 'left'],
      ['', 'left'],
    ],
    comparedEntries(comparison).map(({ label, text }) => [label, markdownText(text)]),
  );
}

function reasonList({ metrics }: Comparison): string {
  return metrics
    .map(({ label, verdict, reason }) => {
      return `- ${markdownCode(label)}: ${markdownText(`${verdict}: ${reason}`)}`;
    })
    .join('\n');
}

const HOW_TO_READ = [
  '- **slower** and **faster**: the change is beyond the floor, its interval excludes no change, and p, corrected for the number of metrics, is at most 0.05',
  '- **same**: the whole interval lies within the floor: a change, if there is one, is not worth a word',
  '- **cannot tell**: neither of them was shown; more runs or a quieter machine would help',
  '- the run is the unit of evidence: percentiles are those of all samples of a side, intervals and p come from the differences between runs',
].join('\n');

function folded(title: string, block: string): string {
  return block === '' ? '' : `<details><summary>${title}</summary>\n\n${block}\n\n</details>`;
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownText(sentence)}`).join('\n');
}

/** Whole blocks only: half a table or a fold without its end would spoil what follows. */
function limited(blocks: readonly string[]): string {
  const kept: string[] = [];
  let bytes = Buffer.byteLength(TOO_LONG) + 2;
  for (const block of blocks.filter((text) => text !== '')) {
    bytes += Buffer.byteLength(block) + 2;
    if (bytes > MAX_MARKDOWN_BYTES) return `${[...kept, TOO_LONG].join('\n\n')}\n`;
    kept.push(block);
  }
  return `${kept.join('\n\n')}\n`;
}

const TOO_LONG = 'The rest is too long for a summary; the JSON and the page have it.';

/**
 * A comparison as commands of GitHub Actions, which shows them at the job:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { whole } from '../numbers.ts';
import type { Comparison, ComparisonVerdictName, MetricComparison } from './comparison.ts';
import { inertComparison } from './inert-comparison.ts';
import { effectText, headline, moreRunsText, VERDICT_WORDS } from './words.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows no more than this of a level for one step. */
const MOST_OF_A_LEVEL = 10;

const LEVELS: Readonly<Record<ComparisonVerdictName, Level>> = {
  incorrect: 'error',
  slower: 'error',
  inconclusive: 'warning',
  faster: 'notice',
  same: 'notice',
};

/** @returns a command a line, the verdict first */
export function githubAnnotations(hostile: Comparison): string {
  const comparison = inertComparison(hostile);
  const { metrics, outcome, warnings } = comparison;
  const all: Annotation[] = [
    verdictAnnotation(comparison),
    ...(outcome.verdict === 'differs' ? [annotation('error', 'outcome', outcome.text)] : []),
    ...metrics.flatMap(metricAnnotations),
    ...warnings.map((text) => annotation('warning', 'comparison', text)),
  ];
  const lines = (['error', 'warning', 'notice'] as const).flatMap((level) => {
    return atMost(all.filter((one) => one.level === level));
  });
  const [first] = all;
  const sorted = first === undefined ? lines : [first, ...lines.filter((one) => one !== first)];
  return sorted.map(commandLine).join('');
}

function verdictAnnotation(comparison: Comparison): Annotation {
  const { verdict, scenario } = comparison;
  const more = moreRunsText(comparison);
  const sentences = [...verdict.reasons, ...(more === null ? [] : [more]), headline(comparison)];
  const title = `${VERDICT_WORDS[verdict.name]}: ${scenario.name}`;
  return annotation(LEVELS[verdict.name], title, sentences.join('\n'));
}

/** What is the same needs no word. */
function metricAnnotations(metric: MetricComparison): Annotation[] {
  const { verdict, label, reason } = metric;
  const title = `${verdict}: ${label}`;
  if (verdict === 'same') return [];
  if (verdict === 'cannot tell') return [annotation('warning', title, reason)];
  const level = verdict === 'slower' ? 'error' : 'notice';
  return [annotation(level, title, `${effectText(metric)}\n${reason}`)];
}

function annotation(level: Level, title: string, message: string): Annotation {
  return { level, title, message };
}

function atMost(annotations: readonly Annotation[]): readonly Annotation[] {
  const [first] = annotations;
  if (first === undefined || annotations.length <= MOST_OF_A_LEVEL) return annotations;
  const more = annotations.length - MOST_OF_A_LEVEL + 1;
  const rest = annotation(first.level, 'comparison', `and ${whole(more)} more in the report`);
  return [...annotations.slice(0, MOST_OF_A_LEVEL - 1), rest];
}

function commandLine({ level, title, message }: Annotation): string {
  const property = dataEscaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${dataEscaped(message)}\n`;
}

/** As the runner decodes it: https://github.com/actions/toolkit, packages/core/src/command.ts */
function dataEscaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * A comparison as commands of GitHub Actions, which shows them at the job:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { whole } from '../numbers.ts';
import type { Comparison, ComparisonVerdictName } from './comparison.ts';
import { inertComparison } from './inert-comparison.ts';
import { headline, isTold, labelsText, moreRunsText, openReasons, VERDICT_WORDS } from './words.ts';

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

/** @returns a command a line: the verdict with its reasons first, then what these do not say */
export function githubAnnotations(hostile: Comparison): string {
  const comparison = inertComparison(hostile);
  const all: Annotation[] = [
    verdictAnnotation(comparison),
    ...outcomeAnnotations(comparison),
    ...openReasons(comparison).map(({ labels, reason }) => {
      return annotation('warning', `cannot tell: ${labelsText(labels)}`, reason);
    }),
    ...comparison.warnings.map((text) => annotation('warning', 'comparison', text)),
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

/** How it is incorrect may be another matter. */
function outcomeAnnotations({ outcome, verdict }: Comparison): Annotation[] {
  const { text } = outcome;
  if (outcome.verdict !== 'differs' || isTold(text, verdict.reasons)) return [];
  return [annotation('error', 'outcome', text)];
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

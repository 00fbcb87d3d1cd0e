/** A comparison as one HTML file. */
import { htmlPage, shortTitle } from '../html-page.ts';
import type { Comparison, ComparisonVerdictName } from './comparison.ts';
import { comparisonPage, type RunReports } from './html-data.ts';

/**
 * @param reports of the runs, as {@link runReports} finds them; the page links to them
 * @throws Error when the page was not built
 */
export function renderComparisonHtml(given: Comparison, reports: RunReports = new Map()): string {
  const data = comparisonPage(given, reports);
  const { verdict, scenario, base, head, tool } = data.comparison;
  const sides = `${shortTitle(head.label)} against ${shortTitle(base.label)}`;
  return htmlPage({
    page: 'comparison',
    title: `${TITLES[verdict.name]}: ${shortTitle(scenario.name)}, ${sides}`,
    iconColour: ICON_COLOURS[verdict.name],
    data,
    heading: TITLES[verdict.name],
    paragraphs: verdict.reasons,
    figuresFile: 'comparison.json',
    generator: `${tool.name} ${tool.version}`,
  });
}

const TITLES: Readonly<Record<ComparisonVerdictName, string>> = {
  incorrect: 'incorrect',
  slower: 'slower',
  inconclusive: 'cannot tell',
  faster: 'faster',
  same: 'same',
};

const ICON_COLOURS: Readonly<Record<ComparisonVerdictName, string>> = {
  incorrect: 'be123c',
  slower: 'c2410c',
  inconclusive: 'a16207',
  faster: '1a7f4b',
  same: '1a7f4b',
};

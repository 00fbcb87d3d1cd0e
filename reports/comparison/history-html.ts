/** A history as one HTML file. */
import { htmlPage, shortTitle } from '../html-page.ts';
import type { History } from './history.ts';
import { historyPage } from './history-html-data.ts';

/** @throws Error when the page was not built */
export function renderHistoryHtml(given: History): string {
  const data = historyPage(given);
  const { scenario, metrics, tool, warnings } = data.history;
  const title = `History of ${shortTitle(scenario)}`;
  const shifts = metrics.flatMap((metric) => metric.shifts);
  const isWorse = shifts.some(({ verdict }) => verdict === 'worse');
  return htmlPage({
    page: 'history',
    title,
    iconColour: isWorse ? 'a16207' : '1a7f4b',
    data,
    heading: title,
    paragraphs: [...shifts.map(({ text }) => text), ...warnings],
    figuresFile: 'history.jsonl',
    generator: `${tool.name} ${tool.version}`,
  });
}

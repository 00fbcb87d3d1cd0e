/** A pipeline that is not the project's own: which group it is, how far it came, what its results say, and what nobody can know. */
import { signed, whole } from '../numbers.ts';
import type { PageData } from '../page-data.ts';
import type { ExternalPipeline, ResultsStock } from '../pipeline-used.ts';
import { foreign, html } from './dom.ts';
import { sentence } from './sentences.ts';
import { staticTable } from './static-table.ts';

/** Above the chart of its lag. */
export function externalNode({ external }: PageData): HTMLElement {
  const list = html('dl', { class: 'facts wide-facts' });
  for (const { label, text } of external?.entries ?? []) {
    list.append(
      html('div', {}, html('dt', {}, sentence(label).slice(0, -1)), html('dd', {}, foreign(text))),
    );
  }
  return list;
}

/** Events without a result, and products that closed otherwise than planned. */
export function resultsNodes({ results }: ExternalPipeline): (HTMLElement | null)[] {
  if (results === null) return [];
  const { missing, missingExamples, stock } = results;
  return [
    missingExamples.length === 0 ? null : missingNode(missing, missingExamples),
    stock === null || stock.differences.length === 0 ? null : stockNode(stock),
  ];
}

function missingNode(missing: number, examples: readonly string[]): HTMLElement {
  const list = html('ul', { class: 'missing-results' });
  for (const id of examples) list.append(html('li', {}, foreign(id)));
  const more = missing - examples.length;
  if (more > 0) list.append(html('li', {}, `and ${whole(more)} more`));
  return html('div', { class: 'result-list' }, html('h3', {}, 'Events without a result'), list);
}

function stockNode({ differences, products, agreeing }: ResultsStock): HTMLElement {
  const units = { unit: 'units', format: whole };
  const table = staticTable({
    caption: 'Closing stock as the plan expects it and as the last result reports it',
    columns: [
      { label: 'product' },
      { label: 'expected', ...units },
      { label: 'reported', ...units },
      { label: 'difference', unit: 'units', format: signed },
    ],
    rows: differences.length,
    cell(row, column) {
      const found = differences[row];
      if (found === undefined) return null;
      const { productId, expectedUnits, reportedUnits } = found;
      return (
        [productId, expectedUnits, reportedUnits, reportedUnits - expectedUnits][column] ?? null
      );
    },
  });
  const more = products - agreeing - differences.length;
  return html(
    'div',
    { class: 'result-list' },
    html('h3', {}, 'Products whose stock differs'),
    table,
    more > 0 ? html('p', { class: 'note' }, `and ${whole(more)} more`) : null,
  );
}

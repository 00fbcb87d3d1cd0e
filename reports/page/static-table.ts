/** A table that is always shown, unlike those behind figures. */
import { type DataTable, tableNode } from './data-table.ts';

/** @param emphasised row that stands out, -1 for none */
export function staticTable(
  table: DataTable,
  { emphasised = -1 }: { readonly emphasised?: number } = {},
): HTMLElement {
  const node = tableNode(table);
  node.classList.add('static');
  if (emphasised >= 0) node.querySelectorAll('tbody tr')[emphasised]?.classList.add('emphasised');
  return node;
}

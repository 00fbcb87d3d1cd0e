/** Where the stock is wrong although every event took its turn: what a class sees without the sequencer. */

import type { ClassroomView } from '../../live/frames.ts';
import { inWords, whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { setAttributes, setHidden, setText } from './in-place.ts';
import { createKeyedList, type KeyedEntry } from './keyed-list.ts';

export interface StockBox {
  readonly node: HTMLElement;
  show(view: ClassroomView): void;
}

type Wrong = ClassroomView['wrongStock'][number];
const MOST_ROWS = 12;

export function createWrongStock(): StockBox {
  const verdict = html('p', { class: 'wrong-verdict' });
  const body = html('tbody');
  const table = html(
    'table',
    { class: 'wrong-table', 'aria-labelledby': 'classroom-stock-title' },
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        html('th', { scope: 'col' }, 'product'),
        html('th', { scope: 'col', class: 'number' }, 'is'),
        html('th', { scope: 'col', class: 'number' }, 'should be'),
      ),
    ),
    body,
  );
  const more = html('p', { class: 'note' });
  const rows = createKeyedList<Wrong>(body, ({ productId }) => productId, createRow);
  return {
    node: html(
      'section',
      { class: 'card', 'aria-labelledby': 'classroom-stock-title' },
      html('h3', { id: 'classroom-stock-title' }, 'Is the stock right?'),
      verdict,
      table,
      more,
    ),
    show({ wrongStock, comparedProducts }) {
      setText(verdict, verdictText(wrongStock.length, comparedProducts));
      setAttributes(verdict, { class: `wrong-verdict${wrongStock.length > 0 ? ' bad-text' : ''}` });
      setHidden(table, wrongStock.length === 0);
      rows.show(wrongStock.slice(0, MOST_ROWS));
      setHidden(more, wrongStock.length <= MOST_ROWS);
      setText(more, `and ${whole(wrongStock.length - MOST_ROWS)} more`);
    },
  };
}

function verdictText(wrong: number, compared: number): string {
  if (compared === 0) return 'No product can be compared yet.';
  const of = `of ${inWords(compared, 'product')} whose events all took their turn`;
  return wrong === 0 ? `Right for all ${of}.` : `Wrong for ${whole(wrong)} ${of}.`;
}

function createRow(): KeyedEntry<Wrong> {
  const product = html('bdi', { class: 'foreign' });
  const is = html('td', { class: 'number' });
  const should = html('td', { class: 'number' });
  return {
    node: html('tr', {}, html('th', { scope: 'row' }, product), is, should),
    update({ productId, onHandUnits, expectedUnits }) {
      setText(product, productId);
      setText(is, whole(onHandUnits));
      setText(should, whole(expectedUnits));
    },
  };
}

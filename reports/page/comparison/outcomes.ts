/** Whether the two sides came to the same conclusions, and which of them moved. */
import type { Comparison, OutcomeComparison } from '../../comparison/comparison.ts';
import { outcomeDifference, outcomeFigure } from '../../comparison/outcome-words.ts';
import { foreign, html } from '../dom.ts';
import { icon } from '../icons.ts';
import { sentence } from '../sentences.ts';
import { staticTable } from '../static-table.ts';
import type { Tone } from './verdict-words.ts';

const TONES: Readonly<Record<OutcomeComparison['verdict'], Tone>> = {
  equal: 'good',
  differs: 'bad',
  accepted: 'warn',
  unknown: 'warn',
};

export function outcomesNodes({ outcome }: Comparison): readonly (HTMLElement | null)[] {
  const tone = TONES[outcome.verdict];
  return [
    html(
      'p',
      { class: 'outcome-lead' },
      html('span', { class: `result ${tone}` }, icon(tone)),
      foreign(sentence(outcome.text)),
    ),
    outcome.moved.length === 0 ? null : movedTable(outcome),
    digests(outcome),
  ];
}

function movedTable({ moved }: OutcomeComparison): HTMLElement {
  return staticTable({
    caption: 'Outcomes that moved',
    columns: [
      { label: 'outcome' },
      { label: 'base', format: outcomeFigure },
      { label: 'head', format: outcomeFigure },
      { label: 'change' },
      { label: 'name' },
    ],
    rows: moved.length,
    cell(row, column) {
      const found = moved[row];
      if (found === undefined) return null;
      const { label, name, base, head } = found;
      return [label, base, head, outcomeDifference(found), name][column] ?? null;
    },
  });
}

function digests({ baseDigest, headDigest }: OutcomeComparison): HTMLElement {
  const fact = (name: string, digest: string | null) =>
    html(
      'div',
      {},
      html('dt', {}, name),
      html('dd', {}, digest === null ? 'none' : html('code', {}, foreign(digest))),
    );
  return html(
    'dl',
    { class: 'facts wide-facts outcome-digests' },
    fact('Digest of base', baseDigest),
    fact('Digest of head', headDigest),
  );
}

/** What stands where on the page of a history. */
import type { History, HistoryGroup } from '../../comparison/history.ts';
import { inWords, whole } from '../../numbers.ts';
import { createCursor } from '../cursor.ts';
import { html } from '../dom.ts';
import { explained, type Terms } from '../explained.ts';
import { missingFigure } from '../figure.ts';
import type { Section } from '../navigation.ts';
import { staticTable } from '../static-table.ts';
import { metricFigure } from './metric-figure.ts';
import { runsTable } from './runs-table.ts';
import { shiftsNode } from './shifts.ts';
import { groupLetter } from './words.ts';

export function sections(history: History): readonly Section[] {
  const { groups } = history;
  return [
    { id: 'shifts', title: 'Level shifts', nodes: [shiftsNode(history)] },
    { id: 'metrics', title: 'Metrics', nodes: [metricFigures(history)] },
    ...(groups.length > 1 ? [{ id: 'groups', title: 'Groups', nodes: [groupsTable(groups)] }] : []),
    { id: 'runs', title: 'Runs', nodes: [runsTable(history)] },
    { id: 'how-to-read', title: 'How to read this', nodes: [explained(TERMS)] },
  ];
}

/** All of them share a cursor: a row is the same run everywhere. */
function metricFigures(history: History): HTMLElement {
  const cursor = createCursor();
  const figures = history.metrics.map((metric, index) => {
    return metricFigure(history, metric, `metric-${index + 1}`, cursor);
  });
  if (figures.length === 0) {
    figures.push(missingFigure({ id: 'metric-1', title: 'Metrics' }, 'No run has measured any.'));
  }
  return html('div', { class: 'figures' }, ...figures);
}

/** Which runs were compared with each other, and why not with all. */
function groupsTable(groups: readonly HistoryGroup[]): HTMLElement {
  return staticTable({
    caption: 'Only runs of one group are compared with each other',
    columns: [
      { label: 'group' },
      { label: 'runs', format: whole },
      { label: 'what differs from the newest run' },
      { label: 'seed' },
      { label: 'machine' },
    ],
    rows: groups.length,
    cell(row, column) {
      const group = groups[row];
      if (group === undefined) return null;
      const { differences, seed, runs, environment } = group;
      const what = row === 0 ? 'nothing: the newest run is one of them' : differences.join('; ');
      const { cpuModel, cores, node, platform, arch } = environment;
      const machine = `${cpuModel}, ${inWords(cores, 'core')}, ${platform} ${arch}, Node.js ${node}`;
      return [groupLetter(row), runs, what, seed, machine][column] ?? null;
    },
  });
}

const TERMS: Terms = [
  [
    'level',
    'The median of consecutive runs between which nothing shifted. A single run that stands out is no level.',
  ],
  [
    'level shift',
    'From some run on the values rank differently than before, by more than chance explains, and the level moved by at least the metric’s floor. Where exactly it began is an estimate.',
  ],
  [
    'group',
    'Runs of one seed, configuration, setup and machine. Runs of different groups are drawn beside each other and never compared.',
  ],
  [
    'no evidence',
    'A run that was saturated, incomplete, interrupted or incorrect. It is shown and belongs to no level.',
  ],
];

/** Every topic-partition with its most and its last lag: a row a partition, so that five topics of twelve fit a screen. */
import { whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import { tableNode } from './data-table.ts';
import { html } from './dom.ts';

/** null where nothing was ever behind, or nobody could be asked. */
export function lagTable({ lag }: PageRecord): HTMLElement | null {
  if (lag === null || lag.maxRecords === 0 || lag.partitions.length === 0) return null;
  const topics = [...new Set(lag.partitions.map(({ topic }) => topic))];
  const partitions = [...new Set(lag.partitions.map(({ partition }) => partition))].toSorted(
    (a, b) => a - b,
  );
  const found = new Map(lag.partitions.map((row) => [`${row.partition} ${row.topic}`, row]));
  const table = tableNode({
    caption:
      'Most records behind at a time, and how many were left at the end, by topic and partition',
    columns: [{ label: 'partition' }, ...topics.map((label) => ({ label, format: whole }))],
    rows: partitions.length,
    cell(row, column) {
      const partition = partitions[row];
      if (partition === undefined) return null;
      if (column === 0) return whole(partition);
      const behind = found.get(`${partition} ${topics[column - 1]}`);
      if (behind === undefined) return null;
      if (behind.endRecords === 0) return behind.maxRecords;
      return `${whole(behind.maxRecords)}, ${whole(behind.endRecords)} left`;
    },
  });
  return html(
    'details',
    { class: 'configuration' },
    html('summary', {}, `Lag of each of ${whole(lag.partitions.length)} topic-partitions`),
    table,
  );
}

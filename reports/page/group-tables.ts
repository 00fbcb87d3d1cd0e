/** Every rebalance, restore and recovery: a row each, folded away where there are many. */
import { whole } from '../numbers.ts';
import type { PageGroup } from '../page-group.ts';
import { bytes } from '../sizes.ts';
import { type DataTable, tableNode } from './data-table.ts';
import { html } from './dom.ts';
import { ms } from './format.ts';
import { timeText } from './run-time.ts';

export function groupTables(group: PageGroup): (HTMLElement | null)[] {
  return [
    folded('Rebalances', rebalanceTable(group)),
    folded('Restores, by consumer', restoreTable(group)),
    folded('Lost consumers', recoveryTable(group)),
    folded('Lives of consumers', livesTable(group)),
  ];
}

/** More rows push everything else out of sight. */
const FEW_ROWS = 10;

function folded(title: string, table: DataTable): HTMLElement | null {
  if (table.rows === 0) return null;
  return html(
    'details',
    { class: 'configuration group-table', open: table.rows <= FEW_ROWS },
    html('summary', {}, `${title}: ${whole(table.rows)}`),
    tableNode(table),
  );
}

function rebalanceTable({ rebalances }: PageGroup): DataTable {
  return rowTable(
    'Each rebalance, and how long it took until every partition was consumed again',
    rebalances,
    [
      { label: 'at', value: ({ atMs }) => timeText(atMs) },
      { label: 'generation', value: ({ generation }) => generation, format: whole },
      { label: 'consumers', value: ({ members }) => members, format: whole },
      { label: 'pause', value: ({ pauseMs }) => pauseMs ?? 'never ended', format: ms },
      { label: 'partitions that changed hands', value: ({ movedText }) => movedText },
    ],
  );
}

function restoreTable({ restores }: PageGroup): DataTable {
  return rowTable(
    'State that a consumer read from the changelog when it got partitions; kept: those whose state it still had',
    restores,
    [
      { label: 'at', value: ({ atMs }) => timeText(atMs) },
      { label: 'consumer', value: ({ member }) => member },
      { label: 'longest', value: ({ longestMs }) => longestMs, format: ms },
      { label: 'restored', value: ({ restored }) => restored, format: whole },
      { label: 'kept', value: ({ kept }) => kept, format: whole },
      { label: 'products', value: ({ products }) => products, format: whole },
      { label: 'records', value: ({ records }) => records, format: whole },
      { label: 'size', value: (row) => row.bytes, format: bytes },
      { label: 'partitions', value: ({ partitionsText }) => partitionsText },
    ],
  );
}

function recoveryTable({ recoveries }: PageGroup): DataTable {
  const caption =
    'Consumers that were lost, and how long it took until others had applied an event of each of their partitions';
  return rowTable(caption, recoveries, [
    { label: 'at', value: ({ atMs }) => timeText(atMs) },
    { label: 'consumer', value: ({ member }) => member },
    { label: 'recovered after', value: ({ durationMs }) => durationMs ?? 'never', format: ms },
    { label: 'partitions', value: ({ partitionsText }) => partitionsText },
  ]);
}

const ENDS = {
  killed: 'killed by a fault',
  lost: 'lost',
  left: 'left',
  stayed: 'stayed to the end',
} as const;

function livesTable({ members }: PageGroup): DataTable {
  const lives = members.flatMap(({ name, kind, lives }) =>
    lives.map((life) => ({ name, kind, ...life })),
  );
  return rowTable('When each consumer was there, and how that ended', lives, [
    { label: 'consumer', value: ({ name }) => name },
    {
      label: 'runs as',
      value: ({ kind }) => (kind === 'thread' ? 'thread' : 'process of its own'),
    },
    { label: 'from', value: ({ fromMs }) => timeText(fromMs) },
    { label: 'to', value: ({ toMs }) => timeText(toMs) },
    { label: 'end', value: ({ end }) => ENDS[end] },
  ]);
}

interface RowColumn<T> {
  readonly label: string;
  readonly value: (row: T) => number | string | null;
  readonly format?: (value: number) => string;
}

function rowTable<T>(
  caption: string,
  rows: readonly T[],
  columns: readonly RowColumn<T>[],
): DataTable {
  return {
    caption,
    columns: columns.map(({ label, format }) => ({
      label,
      ...(format === undefined ? {} : { format }),
    })),
    rows: rows.length,
    cell(row, column) {
      const found = rows[row];
      return found === undefined ? null : (columns[column]?.value(found) ?? null);
    },
  };
}

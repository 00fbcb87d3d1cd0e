/** Who consumed what when: by partition, or by member. */
import { groupText } from '../mark-groups.ts';
import { inWords, whole } from '../numbers.ts';
import type { PageGroup } from '../page-group.ts';
import { partitionsText } from '../partition-words.ts';
import { choice } from './choice.ts';
import type { DataTable, TableColumn } from './data-table.ts';
import { createFigure, missingFigure } from './figure.ts';
import type { LegendEntry } from './legend.ts';
import { markLegend } from './mark-styles.ts';
import { memberLanes } from './member-lanes.ts';
import { memberColour, sceneDrawing } from './ownership-scene.ts';
import { ownerAt, partitionsAt, stoodStill } from './ownership-values.ts';
import { laneLabel, partitionLanes } from './partition-lanes.ts';
import { marksInRow, type RunTime, timeText } from './run-time.ts';

const FIGURE = { id: 'ownership', title: 'Who consumed which partitions' };
/** In the legend; the others are named in bars and table. */
const NAMED_MEMBERS = 16;

const HOW_TO_READ =
  'A lane for each partition, coloured by who consumed it and hatched where it stood still; or one for each consumer, as ' +
  'high as the partitions it consumed are many.';

export function ownershipFigure(group: PageGroup, time: RunTime | null): HTMLElement {
  if (time === null || group.lanes.length === 0) {
    const why = 'Nobody is known to have consumed anything, so there is nothing to draw.';
    return missingFigure(FIGURE, why);
  }
  let isByMember = false;
  const rows = rowsOf(group, time);
  const figure = createFigure({
    ...FIGURE,
    howToRead: HOW_TO_READ,
    legend: legendOf(group, time),
    table: tableOf(group, time, rows),
    drawing: sceneDrawing(group, time, () =>
      isByMember ? memberLanes(group) : partitionLanes(group.lanes),
    ),
    notes: notesOf(group),
    cursor: time.cursor,
    announce: (row) => spoken(group, time, rows(row), row),
    controls: choice(FIGURE.id, 'A lane for each', ['partition', 'consumer'], 0, (index) => {
      isByMember = index === 1;
      figure.update({});
    }),
  });
  return figure.node;
}

function legendOf({ members, restores, lanes }: PageGroup, time: RunTime): LegendEntry[] {
  const named = members.slice(0, NAMED_MEMBERS).map(({ name }, member): LegendEntry => {
    const { colour, isPale } = memberColour(member);
    return { label: name, colour, mark: isPale ? 'band' : 'area', column: member + 1 };
  });
  const others = members.length - named.length;
  const restored = restores.some((each) => each.restored > 0);
  const signs = markLegend(time.marks);
  // The marks of lost consumers have the same sign, and say the same.
  const isMarked = time.marks.some(({ kind }) => kind === 'lost');
  const lost = !isMarked && lanes.some((lane) => lane.lost.includes(1));
  return [
    ...named,
    ...(others > 0
      ? [{ label: `${whole(others)} more`, colour: 'faint', mark: 'area' } as const]
      : []),
    { label: 'stood still', colour: 'muted', mark: 'hatch', column: members.length + 1 },
    ...(restored ? [{ label: 'restored', colour: 'text', mark: 'triangle' } as const] : []),
    ...(lost ? [{ label: 'killed or lost', colour: 'bad', mark: 'cross' } as const] : []),
    ...signs,
  ];
}

interface Row {
  /** Partitions of each member in the middle of the interval. */
  readonly counts: readonly number[];
  /** Partitions that stood still at some time in it. */
  readonly still: readonly number[];
}

/** Worked out when they are first looked at. */
function rowsOf({ lanes, members }: PageGroup, { intervalMs }: RunTime): (row: number) => Row {
  const known = new Map<number, Row>();
  return (row) => {
    let found = known.get(row);
    if (found === undefined) {
      found = {
        counts: partitionsAt(lanes, members.length, (row + 0.5) * intervalMs),
        still: stoodStill(lanes, row * intervalMs, (row + 1) * intervalMs),
      };
      known.set(row, found);
    }
    return found;
  };
}

/** Time, partitions by member, what stood still, the owner of each lane, what happened. */
function tableOf(group: PageGroup, time: RunTime, rows: (row: number) => Row): DataTable {
  const { members, lanes } = group;
  const firstLane = members.length + 3;
  const columns: TableColumn[] = [
    { label: 'time' },
    ...members.map(({ name }) => ({ label: name, format: whole })),
    { label: 'stood still', format: whole },
    { label: 'which' },
    ...lanes.map((lane) => ({ label: `partition ${laneLabel(lane)}` })),
    ...(time.marks.length > 0 ? [{ label: 'what happened' }] : []),
  ];
  return {
    caption:
      'Partitions that each consumer consumed in the middle of the interval, those that stood still at some time in it, ' +
      'and the owner of each',
    columns,
    rows: time.intervals,
    cell(row, column) {
      if (column === 0) return timeText(row * time.intervalMs);
      const { counts, still } = rows(row);
      if (column <= members.length) return counts[column - 1] ?? 0;
      if (column === members.length + 1) return still.length;
      if (column === members.length + 2) return still.length === 0 ? null : partitionsText(still);
      const lane = lanes[column - firstLane];
      if (lane !== undefined) {
        const owner = ownerAt(lane, (row + 0.5) * time.intervalMs);
        return owner === null ? null : (members[owner]?.name ?? null);
      }
      const texts = marksInRow(time, row).map((mark) => `${mark.kind}: ${groupText(mark)}`);
      return texts.length === 0 ? null : texts.join('; ');
    },
  };
}

function spoken(
  { members }: PageGroup,
  time: RunTime,
  { counts, still }: Row,
  row: number,
): string {
  const owned = members.flatMap(({ name }, member) => {
    const partitions = counts[member] ?? 0;
    return partitions === 0 ? [] : [`${name} ${inWords(partitions, 'partition')}`];
  });
  const stood = still.length === 0 ? [] : [`stood still: ${partitionsText(still)}`];
  const marks = marksInRow(time, row).map((mark) => `${mark.kind}: ${groupText(mark)}`);
  return [timeText(row * time.intervalMs), ...owned, ...stood, ...marks].join(', ');
}

function notesOf({ lanes, summary }: PageGroup): string[] {
  const together = lanes.filter(({ partitions }) => partitions.length > 1).length;
  if (together === 0) return [];
  return [
    `${inWords(summary.partitions, 'partition')} in ${inWords(lanes.length, 'lane')}: those that changed hands at the same times share one, which is hatched while any of them stood still.`,
  ];
}

/** What the harness itself used and where it stood still: whether its numbers can be trusted. */
import { percent, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { Column, RunSeries, ThreadColumns } from '../series.ts';
import { bytes } from '../sizes.ts';
import { html } from './dom.ts';
import { missingFigure } from './figure.ts';
import { ms, share } from './format.ts';
import type { RunTime } from './run-time.ts';
import { staticTable } from './static-table.ts';
import { seriesColour } from './theme.ts';
import { type NamedLine, timeFigure } from './time-figure.ts';

const cores = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

export function cpuFigure({ threads, process }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'cpu', title: 'CPU by thread group', size: 'half' as const };
  const known = threads.filter(({ cpuShare }) => cpuShare.some((value) => value !== null));
  if (known.length === 0 && process.cpuCores.every((value) => value === null)) {
    return missingFigure(
      spec,
      'No CPU times: the platform does not tell them, or nothing was sampled.',
    );
  }
  const groups = [...new Set(known.map(({ group }) => group))];
  const lines: NamedLine[] = groups.map((group, index) => ({
    label: group,
    colour: seriesColour(index),
    values: sumOf(known.filter((thread) => thread.group === group)),
    mark: 'area',
  }));
  const other = othersOf(process.cpuCores, lines);
  return timeFigure({
    ...spec,
    howToRead:
      'Cores in use, group upon group; “other” is garbage collection, compilation and the rest of the process.',
    time,
    views: [
      {
        name: '',
        unit: 'cores',
        format: cores,
        stacked: true,
        lines: [...lines, { label: 'other', colour: 'faint', values: other, mark: 'area' }],
      },
    ],
  });
}

/** Clocks of threads and process are read at different instants; less than nothing is nothing. */
function othersOf(all: Column, lines: readonly NamedLine[]): Column {
  return all.map((value, row) => {
    if (value === null) return null;
    const known = lines.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);
    return Math.max(0, value - known);
  });
}

export function loopDelayFigure({ threads }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'loop-delay', title: 'Event-loop delay', size: 'half' as const };
  const known = threads.filter(({ loopDelayMaxMs }) => hasValues(loopDelayMaxMs));
  if (known.length === 0) return missingFigure(spec, 'No event-loop delays: nothing was sampled.');
  return timeFigure({
    ...spec,
    howToRead:
      'The longest time each thread’s event loop did not turn: whatever was due then had to wait for it.',
    time,
    views: [
      {
        name: '',
        format: ms,
        axisFormat: (value) => `${Number(value.toPrecision(3))} ms`,
        scale: 'log',
        lines: known.map((thread, index) => threadLine(thread, index, thread.loopDelayMaxMs)),
      },
    ],
  });
}

export function collectionFigure({ threads }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'garbage-collection', title: 'Garbage collection', size: 'half' as const };
  const known = threads.filter(({ gcShare }) => hasValues(gcShare));
  if (known.length === 0) return missingFigure(spec, 'No garbage collection was sampled.');
  return timeFigure({
    ...spec,
    howToRead: 'Share of its time that each thread spent collecting garbage instead of working.',
    time,
    views: [
      {
        name: '',
        format: share,
        lines: known.map((thread, index) => threadLine(thread, index, thread.gcShare)),
      },
    ],
  });
}

export function memoryFigure(
  { threads, process }: RunSeries,
  time: RunTime,
  { memory }: PageRecord,
): HTMLElement {
  const spec = { id: 'memory', title: 'Memory', size: 'half' as const };
  const lines: NamedLine[] = threads
    .filter(({ heapBytes }) => hasValues(heapBytes))
    .map((thread, index) => threadLine(thread, index, thread.heapBytes));
  if (hasValues(process.rssBytes)) {
    lines.unshift({
      label: 'whole process',
      colour: 'text',
      values: process.rssBytes,
      mark: 'line',
      widthPx: 2,
    });
  }
  if (lines.length === 0) return missingFigure(spec, 'No memory was sampled.');
  return timeFigure({
    ...spec,
    howToRead:
      'The resident memory of the whole process, and the heap that each of its threads had in use.',
    time,
    views: [
      {
        name: '',
        format: bytes,
        lines,
        notes: [`At most ${bytes(memory.rssMaxBytes)} resident.`],
      },
    ],
  });
}

export function threadTable({ threads, cpu }: PageRecord): HTMLElement {
  if (threads.length === 0) {
    return html('p', { class: 'missing-text' }, 'Threads were not sampled in this run.');
  }
  const events = cpu.perEventUs === null ? null : cpu.processUs / cpu.perEventUs;
  return staticTable({
    caption: 'Threads of the harness while the load ran',
    columns: [
      { label: 'thread' },
      { label: 'CPU per event', unit: 'µs', format: (us) => whole(Number(us.toPrecision(3))) },
      { label: 'busy', format: percent },
      { label: 'loop delay p99', format: ms },
      { label: 'loop delay max', format: ms },
      { label: 'collecting', format: ms },
      { label: 'collections', format: whole },
      { label: 'heap at most', format: bytes },
    ],
    rows: threads.length,
    cell(row, column) {
      const thread = threads[row];
      if (thread === undefined) return null;
      const { name, cpuUs, busyShare, loopDelayP99Ms, loopDelayMaxMs } = thread;
      const { gcMs, gcCount, heapMaxBytes } = thread;
      const perEventUs = cpuUs === null || events === null || events === 0 ? null : cpuUs / events;
      return (
        [name, perEventUs, busyShare, loopDelayP99Ms, loopDelayMaxMs, gcMs, gcCount, heapMaxBytes][
          column
        ] ?? null
      );
    },
  });
}

function threadLine({ name }: ThreadColumns, index: number, values: Column): NamedLine {
  return { label: name, colour: seriesColour(index), values, mark: 'line' };
}

function hasValues(column: Column): boolean {
  return column.some((value) => value !== null);
}

function sumOf(threads: readonly ThreadColumns[]): Column {
  return (threads[0]?.cpuShare ?? []).map((_, row) => {
    let sum: number | null = null;
    for (const { cpuShare } of threads) {
      const value = cpuShare[row] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}

/** From what a run wrote while it went on to the columns of its record. */
import { join } from 'node:path';
import { COUNTERS, type Counter } from '../pipeline/observer.ts';
import { ALERT_TYPES } from '../pipeline/stages/alert-trail.ts';
import type { AlertType } from '../pipeline/stages/effects.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { HISTOGRAM_LOG_FILE } from './histogram-log.ts';
import type { Journal } from './journal.ts';
import { dueWindows } from './run-figures.ts';
import {
  type AlertColumns,
  type Column,
  MAX_INTERVALS,
  type PartitionLag,
  type RunSeries,
  type ThreadColumns,
} from './series.ts';
import {
  type Grid,
  latest,
  perSecond,
  type Reading,
  ratio,
  rounded,
  summed,
} from './series-grid.ts';
import { latencyColumns } from './series-latency.ts';

/**
 * @param plannedPerSecond events that the plan has due, by second; undefined when it is not known
 * @returns null when not a single interval was written
 */
export async function seriesOf(
  journal: Pick<Journal, 'intervals'>,
  folder: string,
  plannedPerSecond?: ArrayLike<number>,
): Promise<RunSeries | null> {
  const last = journal.intervals.at(-1);
  if (last === undefined) return null;
  const seconds = last.index + 1;
  const perGroup = Math.ceil(seconds / MAX_INTERVALS);
  const groups = Math.ceil(seconds / perGroup);
  const grid: Grid = { perGroup, groups, intervals: journal.intervals };
  const counter = (name: Counter): Column => perSecond(grid, ({ counters }) => counters[name] ?? 0);
  return {
    intervalMs: perGroup * 1000,
    intervals: groups,
    rates: {
      plannedPerSecond: plannedColumn(grid, plannedPerSecond),
      duePerSecond: counter('events_due'),
      sentPerSecond: counter('events_sent'),
      acknowledgedPerSecond: counter('events_acknowledged'),
      appliedPerSecond: counter('events_applied'),
    },
    appliedByTopicPerSecond: Object.fromEntries(
      EVENT_TOPICS.flatMap((topic, index) => {
        const column = perSecond(grid, ({ settledByTopic }) => settledByTopic[index] ?? 0);
        return column.some((rate) => rate !== 0) ? [[topic, column]] : [];
      }),
    ),
    counters: Object.fromEntries(
      COUNTERS.flatMap((name) => {
        const column = summed(grid, ({ counters }) => counters[name] ?? 0);
        return column.some((count) => count !== 0) ? [[name, column]] : [];
      }),
    ),
    ...(await latencyColumns(grid, join(folder, HISTOGRAM_LOG_FILE))),
    lag: lagColumns(grid),
    waitingEvents: latest(grid, ({ standing }) => standing?.waitingEvents ?? null, Math.max),
    availability: windowColumns(grid),
    threads: threadColumns(grid),
    process: {
      cpuCores: ratio(
        grid,
        ({ process }) => process.cpuUs / 1000,
        ({ process }) => process.wallMs,
      ),
      rssBytes: latest(grid, ({ process }) => process.rssBytes || null, Math.max),
    },
    stock: {
      soldUnits: latest(grid, ({ standing }) => standing?.stock.soldUnits ?? null),
      lostUnits: latest(grid, ({ standing }) => standing?.stock.lostUnits ?? null),
      restockedUnits: latest(grid, ({ standing }) => standing?.stock.restockedUnits ?? null),
      onHandUnits: latest(grid, ({ standing }) => standing?.stock.onHandUnits ?? null),
      emptyProducts: latest(grid, ({ standing }) => standing?.stock.emptyProducts ?? null),
    },
    alerts: Object.fromEntries(
      ALERT_TYPES.map((type): [AlertType, AlertColumns] => [
        type,
        {
          raised: latest(grid, ({ standing }) => standing?.alerts[type].raised ?? null),
          resolved: latest(grid, ({ standing }) => standing?.alerts[type].resolved ?? null),
          active: latest(grid, ({ standing }) => standing?.alerts[type].active ?? null),
        },
      ]),
    ) as Record<AlertType, AlertColumns>,
  };
}

function plannedColumn({ perGroup, groups }: Grid, planned: ArrayLike<number> | undefined): Column {
  return Array.from({ length: groups }, (_, group) => {
    if (planned === undefined) return null;
    let events = 0;
    for (let second = group * perGroup; second < (group + 1) * perGroup; second += 1) {
      events += planned[second] ?? 0;
    }
    return events / perGroup;
  });
}

function lagColumns(grid: Grid): PartitionLag[] {
  const partitions = new Map<string, number>();
  for (const { lag } of grid.intervals) {
    for (const [topic, records] of Object.entries(lag ?? {})) partitions.set(topic, records.length);
  }
  return [...partitions].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => {
      const records = latest(grid, ({ lag }) => lag?.[topic]?.[partition] ?? null, Math.max);
      return { topic, partition, records };
    }),
  );
}

/** By the second in which events were due, whenever they were dealt with. */
function windowColumns({ perGroup, groups, intervals }: Grid): RunSeries['availability'] {
  const dueEvents = new Array<number>(groups).fill(0);
  const onTimeEvents = new Array<number>(groups).fill(0);
  for (const [window, { due, onTime }] of dueWindows(intervals)) {
    const group = Math.min(groups - 1, Math.floor(window / perGroup));
    dueEvents[group] = (dueEvents[group] as number) + due;
    onTimeEvents[group] = (onTimeEvents[group] as number) + onTime;
  }
  return { dueEvents, onTimeEvents };
}

function threadColumns(grid: Grid): ThreadColumns[] {
  const groups = new Map<string, string>();
  for (const { threads } of grid.intervals) {
    for (const [name, { group }] of Object.entries(threads)) groups.set(name, group);
  }
  return [...groups].sort(byGroupAndName).map(([name, group]) => {
    const wallMs: Reading<number> = ({ threads }) => threads[name]?.wallMs ?? 0;
    return {
      name,
      group,
      cpuShare: ratio(
        grid,
        ({ threads }) => {
          const cpuUs = threads[name]?.cpuUs ?? null;
          return cpuUs === null ? null : cpuUs / 1000;
        },
        wallMs,
      ),
      busyShare: latest(grid, ({ threads }) => shareOf(threads[name]?.busyShare), Math.max),
      loopDelayMaxMs: latest(grid, ({ threads }) => msOf(threads[name]?.loopDelayMaxMs), Math.max),
      gcShare: ratio(grid, ({ threads }) => threads[name]?.gcMs ?? null, wallMs),
      heapBytes: latest(grid, ({ threads }) => threads[name]?.heapBytes ?? null, Math.max),
    };
  });
}

const GROUP_ORDER = ['producers', 'broker', 'consumers', 'main'];

function byGroupAndName([nameA, groupA]: [string, string], [nameB, groupB]: [string, string]) {
  const order = GROUP_ORDER.indexOf(groupA) - GROUP_ORDER.indexOf(groupB);
  return order !== 0 ? order : nameA.localeCompare(nameB, 'en', { numeric: true });
}

function shareOf(share: number | undefined): number | null {
  return share === undefined ? null : rounded(share);
}

/** Microseconds of a delay say nothing. */
function msOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}

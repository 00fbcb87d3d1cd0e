/** All time series of a run as one wide table: a row per interval, units in the headers. */
import { type CsvCell, csvText } from './csv.ts';
import type { Column, RunSeries, ThreadColumns } from './series.ts';

interface NamedColumn {
  readonly name: string;
  readonly values: Column;
}

/** The first two columns say since when and until when, in seconds after the load began. */
export function seriesCsv(series: RunSeries): string {
  return csvText(rowsOf(series));
}

function* rowsOf(series: RunSeries): Generator<CsvCell[]> {
  const columns = columnsOf(series);
  const seconds = series.intervalMs / 1000;
  yield ['from_s', 'to_s', ...columns.map(({ name }) => name)];
  for (let row = 0; row < series.intervals; row += 1) {
    const times = [row * seconds, (row + 1) * seconds];
    yield [...times, ...columns.map(({ values }) => values[row] ?? null)];
  }
}

function columnsOf(series: RunSeries): NamedColumn[] {
  const { rates, availability, process: whole, stock } = series;
  return [
    ...named('', rates),
    ...Object.entries(series.appliedByTopicPerSecond).map(([topic, values]) =>
      column(`applied_per_second ${topic}`, values),
    ),
    ...named('', availability),
    ...Object.entries(series.latency).flatMap(([stage, columns]) => named(`${stage}_`, columns)),
    ...series.lag.map(({ topic, partition, records }) =>
      column(`lag_records ${topic}/${partition}`, records),
    ),
    column('waiting_events', series.waitingEvents),
    ...named('process_', whole),
    ...series.threads.flatMap(threadColumns),
    ...named('stock_', stock),
    ...Object.entries(series.alerts).flatMap(([type, columns]) =>
      named('alerts_', columns).map((each) => column(`${each.name} ${type}`, each.values)),
    ),
    ...Object.entries(series.counters).map(([counter, values]) =>
      column(`counter_${counter}`, values),
    ),
    ...heatColumns(series),
  ];
}

function threadColumns({ name, group, ...columns }: ThreadColumns): NamedColumn[] {
  const title = name === group ? name : `${name} of ${group}`;
  return named('thread_', columns).map((each) => column(`${each.name} ${title}`, each.values));
}

/** One column per latency band: how many samples of `end_to_end` fell into it. */
function heatColumns({ heatMap }: RunSeries): NamedColumn[] {
  if (heatMap === null) return [];
  const { edgesUs, counts } = heatMap;
  return edgesUs.slice(1).map((toUs, band) => {
    const fromUs = edgesUs[band] ?? 0;
    return column(
      `end_to_end_samples from ${Math.round(fromUs)} to ${Math.round(toUs)} us`,
      counts.map((row) => row[band] ?? null),
    );
  });
}

/** `plannedPerSecond` → `planned_per_second`: the unit that ends a name ends the header. */
function named(prefix: string, columns: object): NamedColumn[] {
  return Object.entries(columns as Readonly<Record<string, Column>>).map(([name, values]) =>
    column(`${prefix}${snakeCase(name)}`, values),
  );
}

function column(name: string, values: Column): NamedColumn {
  return { name, values };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

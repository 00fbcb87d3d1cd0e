/**
 * What a run knows of the pipeline that it loaded. Of the project's own it knows everything; of a group of somebody else's
 * some figures do not exist, and a zero in their place would be a claim. Pure.
 */
import { COUNTERS, type Counter, STAGES, type Stage } from '../pipeline/observer.ts';
import { appliedIsKnown } from './known-end.ts';
import { type PipelineUsed, unknownMetrics } from './pipeline-used.ts';
import type { RunRecord } from './record.ts';
import type { Column, RunSeries } from './series.ts';

/** Counters that this run cannot know are absent. */
export function knownCounts({
  counts,
  pipeline,
}: Pick<RunRecord, 'counts' | 'pipeline'>): Partial<Record<Counter, number>> {
  return without(counts, unknownMetrics(pipeline));
}

/** Stages of which no run of this pipeline has a sample. */
export function unknownStages(pipeline: PipelineUsed): readonly Stage[] {
  const unknown = unknownMetrics(pipeline);
  return STAGES.filter((stage) => unknown.has(stage));
}

/** The same columns, empty where the run cannot know what happened. */
export function knownSeries(series: RunSeries, pipeline: PipelineUsed): RunSeries {
  const unknown = unknownMetrics(pipeline);
  if (unknown.size === 0) return series;
  const nothing: Column = new Array<null>(series.intervals).fill(null);
  const isApplied = appliedIsKnown(pipeline);
  return {
    ...series,
    rates: isApplied ? series.rates : { ...series.rates, appliedPerSecond: nothing },
    appliedByTopicPerSecond: isApplied ? series.appliedByTopicPerSecond : {},
    counters: without(series.counters, unknown),
    latency: without(series.latency, unknown),
    heatMap: unknown.has('end_to_end') ? null : series.heatMap,
    availability: unknown.has('availability')
      ? { dueEvents: series.availability.dueEvents, onTimeEvents: nothing }
      : series.availability,
    waitingEvents: unknown.has('sequencer_waiting') ? nothing : series.waitingEvents,
    stock: unknown.has('sold_units') ? emptied(series.stock, nothing) : series.stock,
    alerts: unknown.has('alerts_raised')
      ? mapped(series.alerts, (columns) => emptied(columns, nothing))
      : series.alerts,
  };
}

/** Names of counters that this run cannot know. */
export function unknownCounters(pipeline: PipelineUsed): readonly Counter[] {
  const unknown = unknownMetrics(pipeline);
  return COUNTERS.filter((counter) => unknown.has(counter));
}

function without<V extends object>(values: V, names: ReadonlySet<string>): V {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name))) as V;
}

function emptied<T extends object>(columns: T, nothing: Column): T {
  return mapped(columns as Record<string, Column>, () => nothing) as T;
}

function mapped<K extends string, V, W>(
  values: Readonly<Record<K, V>>,
  change: (value: V) => W,
): Record<K, W> {
  const entries = Object.entries(values) as [K, V][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, W>;
}

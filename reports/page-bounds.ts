/**
 * Keeps the report page small whatever the record holds: long lists and texts are cut, and what was cut is said.
 * Every text becomes inert on the way. Pure.
 */
import { inertText, MAX_TEXT_LENGTH } from './inert-text.ts';
import type { Interaction } from './interaction.ts';
import { knownSeries } from './known.ts';
import { commonPrefix, withoutPrefix } from './lag-names.ts';
import { type MarkGroup, markGroups } from './mark-groups.ts';
import { inWords, whole } from './numbers.ts';
import { type PageGroup, pageGroup } from './page-group.ts';
import { boundedSeries } from './page-series.ts';
import type { PipelineUsed } from './pipeline-used.ts';
import type { PhaseLatency, RunRecord } from './record.ts';

/** The record without its histograms; marks that lie close together are one, and the group is told as it is drawn. */
export type PageRecord = Omit<RunRecord, 'latency' | 'marks' | 'group'> & {
  readonly group: PageGroup | null;
  readonly marks: readonly MarkGroup[];
  readonly latency: Readonly<Record<'measured' | 'warmUp', Pick<PhaseLatency, 'stages'>>>;
};

/** Entries of a list that are kept; nobody reads more. */
export const MAX_LIST = 100;
const MAX_EXAMPLES = 10;
/** Of a single text; names may be this long, and are shown in full. */
export const LONG_TEXT = 10_240;
/** Of all texts together, in characters; beyond it the longest are cut, shorter and shorter. */
const ALL_TEXT = 200_000;
const SHORTEST = 40;
const TEXT_LIMITS = [LONG_TEXT, MAX_TEXT_LENGTH, 120, SHORTEST];
const MAX_CONFIGURATION = 60_000;
const MAX_STORIES = 24;

/** @param reduced gets a sentence for everything that was cut */
export function boundedRecord(given: RunRecord, reduced: string[]): PageRecord {
  const record = named(known(given), reduced);
  const { latency, series, audit, marks, notes, threads, load, lag, scenario, inventory } = record;
  const { interaction } = record;
  const cut = <T>(list: readonly T[], what: string, limit = MAX_LIST): readonly T[] => {
    if (list.length <= limit) return list;
    reduced.push(`${whole(limit)} of ${inWords(list.length, what)} are shown; run.json has all.`);
    return list.slice(0, limit);
  };
  const small = {
    ...record,
    latency: {
      measured: { stages: latency.measured.stages },
      warmUp: { stages: latency.warmUp.stages },
    },
    series: null,
    inventory: null,
    audit: cut(audit, 'invariant').map((invariant) => ({
      ...invariant,
      examples: invariant.examples.slice(0, MAX_EXAMPLES),
    })),
    thresholds: cut(record.thresholds, 'threshold'),
    marks: cut(markGroups(marks), 'mark', 2 * MAX_LIST),
    notes: cut(notes, 'note'),
    ...(interaction === undefined ? {} : { interaction: boundedInteraction(interaction, reduced) }),
    threads: cut(threads, 'thread'),
    verdict: { ...record.verdict, reasons: cut(record.verdict.reasons, 'reason') },
    load: { ...load, phases: cut(load.phases, 'stage of the load', 600) },
    lag: lag === null ? null : { ...lag, partitions: cut(lag.partitions, 'topic-partition') },
    scenario: { ...scenario, resolved: configuration(scenario.resolved, reduced) },
    pipeline: boundedPipeline(record.pipeline),
    group: pageGroup(record, reduced),
  };
  if (audit.some(({ examples }) => examples.length > MAX_EXAMPLES)) {
    reduced.push(`At most ${MAX_EXAMPLES} examples of an invariant are shown; run.json has all.`);
  }
  const stories =
    inventory === null
      ? null
      : { ...inventory, products: cut(inventory.products, 'product', MAX_STORIES) };
  const longest =
    TEXT_LIMITS.find((limit) => textLength([small, stories], limit) <= ALL_TEXT) ?? SHORTEST;
  if (longest < LONG_TEXT) {
    reduced.push(
      `Texts of more than ${whole(longest)} characters are cut; run.json has them whole.`,
    );
  }
  return {
    ...inert(small, longest),
    // A command that is cut would be another command; beyond this it is none.
    replay: inertText(record.replay, LONG_TEXT),
    inventory: inert(stories, longest),
    series: series === null ? null : inert(boundedSeries(series, reduced), longest),
  };
}

/** What is left out is counted with what the record has not. */
function boundedInteraction({ actions, dropped }: Interaction, reduced: string[]): Interaction {
  const kept = actions.slice(0, 2 * MAX_LIST);
  if (kept.length < actions.length) {
    reduced.push(`The first ${whole(kept.length)} actions by hand are shown; run.json has more.`);
  }
  return { actions: kept, dropped: dropped + actions.length - kept.length };
}

/** Without figures that the run cannot know. */
function known(record: RunRecord): RunRecord {
  const { series, pipeline } = record;
  return series === null ? record : { ...record, series: knownSeries(series, pipeline) };
}

/** With topics of the lag named as everywhere else on the page. */
function named(record: RunRecord, reduced: string[]): RunRecord {
  const { lag, series } = record;
  const rows = [...(lag?.partitions ?? []), ...(series?.lag ?? [])];
  const prefix = commonPrefix(rows.map(({ topic }) => topic));
  if (prefix === '') return record;
  reduced.push(`The names of all topics begin with ${inertText(prefix)}, which is left out here.`);
  return {
    ...record,
    lag: lag === null ? null : { ...lag, partitions: withoutPrefix(lag.partitions, prefix) },
    series: series === null ? null : { ...series, lag: withoutPrefix(series.lag, prefix) },
  };
}

/** Examples stay examples. */
function boundedPipeline(pipeline: PipelineUsed): PipelineUsed {
  if (pipeline.kind === 'own' || pipeline.results === null) return pipeline;
  const { results } = pipeline;
  const { stock, missingExamples } = results;
  const few = <T>(list: readonly T[]) => list.slice(0, 2 * MAX_EXAMPLES);
  return {
    ...pipeline,
    results: {
      ...results,
      missingExamples: few(missingExamples),
      stock: stock === null ? null : { ...stock, differences: few(stock.differences) },
    },
  };
}

function configuration(resolved: unknown, reduced: string[]): unknown {
  const length = JSON.stringify(resolved)?.length ?? 0;
  if (length <= MAX_CONFIGURATION) return resolved;
  reduced.push(`The configuration (${whole(length)} characters) is left out; run.json has it.`);
  return null;
}

/** Lists of numbers are passed through as they are. */
function inert<T>(value: T, longest: number): T {
  if (typeof value === 'string') return inertText(value, longest) as T;
  if (Array.isArray(value)) {
    return typeof value[0] === 'number'
      ? value
      : (value.map((entry) => inert(entry, longest)) as T);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => {
    return [inertText(key, longest), inert(entry, longest)];
  });
  return Object.fromEntries(entries) as T;
}

/** Of all texts with none longer than the limit, keys included. */
function textLength(value: unknown, limit: number): number {
  if (typeof value === 'string') return Math.min(value.length, limit);
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value) && typeof value[0] === 'number') return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + Math.min(key.length, limit) + textLength(entry, limit),
    0,
  );
}

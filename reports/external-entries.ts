/** What a run saw of a pipeline that is not the project's own, as labelled sentences: the same in every report. */
import { unknownStages } from './known.ts';
import { stageMeaning } from './known-end.ts';
import { duration, inWords, whole } from './numbers.ts';
import type { ExternalPipeline, ResultsReport, ResultsStock } from './pipeline-used.ts';
import type { RunRecord } from './record.ts';
import type { Entry } from './run-entries.ts';

export type ExternalRecord = Pick<RunRecord, 'lag'> & { readonly pipeline: ExternalPipeline };

export function isExternal<R extends Pick<RunRecord, 'pipeline'>>(
  record: R,
): record is R & { readonly pipeline: ExternalPipeline } {
  return record.pipeline.kind === 'external';
}

/** Examples that a line of text names. */
const NAMED = 3;

/** Which group, how far it came, what its results say; what cannot be known comes last. */
export function externalEntries(record: ExternalRecord): Entry[] {
  const { pipeline } = record;
  return [
    { label: 'group', text: groupText(pipeline) },
    { label: 'drained', text: drainText(record) },
    ...(pipeline.results === null
      ? [{ label: 'results', text: NO_RESULTS }]
      : resultsEntries(pipeline.results)),
    { label: 'not known', text: notKnownText(pipeline) },
  ];
}

/** Above what the plan expects. */
export function expectationText({ group, results }: ExternalPipeline): string {
  const compared = results?.stock == null ? '' : ' but the closing stock, which its results name';
  return `what the plan expects of any correct consumer; nothing of it was measured of ${group}${compared}`;
}

/** What became of the outcome digest of an external pipeline. */
export const NOT_COMPARED =
  'not compared: an external pipeline has no outcome that the harness could read';

/** What became of the outcome digest. */
export function digestText({ digest, pipeline: used }: Pick<RunRecord, 'digest' | 'pipeline'>) {
  const { pipeline, simulated, comparable } = digest;
  if (used.kind === 'external') {
    return simulated === null ? NOT_COMPARED : `${NOT_COMPARED}; that of the plan is ${simulated}`;
  }
  if (pipeline === null) return 'none: the run has no outcome';
  if (!comparable) return `${pipeline} (not comparable)`;
  if (simulated === null) return `${pipeline} (not compared)`;
  return `${pipeline} (${pipeline === simulated ? 'equals' : 'differs from'} the simulation)`;
}

const NO_RESULTS =
  'no results topic was named, so whether each event took effect, and when, is not known';

function groupText({ group, members }: ExternalPipeline): string {
  if (members === null) return `${group}, the cluster did not tell its members`;
  return `${group}, ${inWords(members, 'member')} when the load began`;
}

function drainText({ pipeline, lag }: ExternalRecord): string {
  if (pipeline.drainMs !== null) {
    return `${duration(pipeline.drainMs)} after the last acknowledgement the group had committed everything`;
  }
  if (lag === null) return 'not known: the cluster did not tell the offsets of the group';
  if (lag.endRecords === 0) return 'not seen in time: nothing was left at the last look';
  return `not in time: ${inWords(lag.endRecords, 'record')} were not committed at the end`;
}

function resultsEntries(results: ResultsReport): Entry[] {
  const { topic, events, missing, repeated, foreign, unreadable, stock } = results;
  const acknowledged = events + missing;
  const others = Object.entries({ repeated, foreign, unreadable })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${whole(count)} ${what}`);
  return [
    {
      label: 'results',
      text: `${whole(events)} of ${inWords(acknowledged, 'acknowledged event')} have one on ${topic}`,
    },
    ...(missing === 0 ? [] : [{ label: 'missing', text: missingText(results) }]),
    ...(others.length === 0 ? [] : [{ label: 'beside them', text: others.join(' · ') }]),
    { label: 'stock', text: stockText(stock) },
  ];
}

function missingText({ missing, missingExamples }: ResultsReport): string {
  return `${inWords(missing, 'result')}${examples(missingExamples, missing)}`;
}

function stockText(stock: ResultsStock | null): string {
  if (stock === null) return 'not known: no result says what stock it left';
  const { products, agreeing, differences } = stock;
  if (products === 0) return 'not known: no product’s last event has a result with a stock';
  const agree = `${whole(agreeing)} of ${inWords(products, 'product')} closed as the plan expects`;
  const differing = products - agreeing;
  const named = differences.map(({ productId, expectedUnits, reportedUnits }) => {
    return `${productId} expected ${whole(expectedUnits)}, reported ${whole(reportedUnits)}`;
  });
  return differing === 0 ? agree : `${agree}${examples(named, differing)}`;
}

/** `: EVT-1, EVT-2, EVT-3, …`. */
function examples(named: readonly string[], all: number): string {
  if (named.length === 0) return '';
  const told = named.slice(0, NAMED);
  return `: ${told.join(', ')}${all > told.length ? ', …' : ''}`;
}

function notKnownText(pipeline: ExternalPipeline): string {
  const stages = unknownStages(pipeline).filter((stage) => INSIDE.has(stage));
  const spans = stages.map((stage) => `${stage} (${stageMeaning(stage, pipeline)})`);
  const whenDone = pipeline.results === null ? ['availability'] : [];
  return [...spans, ...whenDone, ...NEVER_KNOWN].join(', ');
}

/** The others follow from them. */
const INSIDE: ReadonlySet<string> = new Set(['delivery', 'processing', 'end_to_end']);

const NEVER_KNOWN = [
  'duplicates it dropped',
  'dead letters',
  'its stock, alerts and forecasts over time',
  'its CPU',
];

/** The record of a run that loaded a pipeline of the user's own, with and without results, for tests and previews. */
import type { ExternalPipeline, ResultsReport } from './pipeline-used.ts';
import type { PhaseLatency, RunRecord } from './record.ts';
import { richRecord } from './rich-record.fixture.ts';
import type { RichShape } from './rich-series.fixture.ts';
import type { Column, RunSeries } from './series.ts';
import type { ThresholdResult } from './thresholds.ts';
import type { InvariantResult } from './verdict.ts';

/**
 * A service that was seen through its results, all of which came; one was repeated.
 * `initHistograms()` must have been awaited, as for the others.
 */
export function externalRecord(
  changes: Partial<RunRecord> = {},
  results: Partial<ResultsReport> = {},
): RunRecord {
  const rich = external(richRecord({ producers: 2, consumers: 0 }), ['end_to_end']);
  return {
    ...rich,
    pipeline: pipelineWith({ ...resultsOf(rich), ...results }),
    thresholds: [
      threshold('fill_rate', 'value>0.9', { unit: 'share', limit: 0.9, setAside: INSIDE }),
      threshold('end_to_end', 'p(99)<5000', {
        unit: 'ms',
        limit: 5_000,
        observed: 2_412.5,
        holds: true,
      }),
      threshold('consumer_lag_end', 'value<=0', {
        unit: 'records',
        limit: 0,
        comparison: '<=',
        observed: 0,
        holds: true,
      }),
      threshold('alert', 'p(99)<1000', { unit: 'ms', limit: 1_000, setAside: INSIDE }),
    ],
    audit: [
      ...SENT,
      invariant(
        'results',
        'every acknowledged event has a result',
        `${rich.plan.events} of ${rich.plan.events}`,
      ),
      invariant('results-sent', 'results are only of events that were sent', 'no other was found'),
      invariant('results-stock', 'closing stock as reported agrees with the world', '200 products'),
    ],
    ...changes,
  };
}

/** A service of which only the committed offsets are seen, on a cluster of three brokers. */
export function silentRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const rich = external(richRecord({ producers: 2, consumers: 0 }), []);
  const { series } = rich;
  return {
    ...rich,
    counts: { ...rich.counts, events_applied: 0 },
    rates: { ...rich.rates, appliedPerSecond: 0 },
    availability: null,
    series:
      series === null
        ? null
        : {
            ...series,
            rates: { ...series.rates, appliedPerSecond: zeros(series.rates.sentPerSecond) },
            appliedByTopicPerSecond: {},
            heatMap: null,
          },
    pipeline: pipelineWith(null),
    thresholds: [
      threshold('end_to_end', 'p(99)<500', { unit: 'ms', limit: 500, setAside: NO_RESULTS }),
      threshold('consumer_lag_end', 'value<=0', {
        unit: 'records',
        limit: 0,
        comparison: '<=',
        observed: 0,
        holds: true,
      }),
      threshold('fill_rate', 'value>0.9', { unit: 'share', limit: 0.9, setAside: INSIDE }),
    ],
    audit: SENT,
    ...changes,
  };
}

/** A run on a real cluster with a topic prefix, twelve partitions and a broker that was restarted under load. */
export function clusterRecord(
  shape: Partial<RichShape> = {},
  changes: Partial<RunRecord> = {},
): RunRecord {
  const rich = richRecord({ partitions: 12, ...shape });
  const prefixed = <T extends { readonly topic: string }>(row: T) => ({
    ...row,
    topic: `bench-7.${row.topic}`,
  });
  return {
    ...rich,
    broker: CLUSTER,
    lag: rich.lag === null ? null : { ...rich.lag, partitions: rich.lag.partitions.map(prefixed) },
    series: rich.series === null ? null : { ...rich.series, lag: rich.series.lag.map(prefixed) },
    marks: [
      ...Array.from({ length: 40 }, (_, k) => ({
        atMs: 10_000 + 20 * k,
        kind: 'trouble' as const,
        text: `producer ${1 + (k % 2)}: broker 2 at kafka-2.example:9092 closed the connection`,
      })),
      { atMs: 10_950, kind: 'rebalance', text: 'consumer-1 joined again after 912 ms' },
      { atMs: 10_990, kind: 'rebalance', text: 'consumer-2 joined again after 940 ms' },
      {
        atMs: 14_200,
        kind: 'trouble',
        text: 'producer 1: inventory.sales/3 has a new leader, broker 3',
      },
    ],
    ...changes,
  };
}

const CLUSTER: RunRecord['broker'] = {
  kind: 'kafka',
  address: 'kafka-1.example:9092,kafka-2.example:9092,kafka-3.example:9092',
  clusterId: '4L6g3nShT-eMCtK--X86sw',
  brokers: 3,
};

const INSIDE = 'what a pipeline of your own does inside cannot be seen from outside';
const NO_RESULTS = 'only a results topic tells when a pipeline of your own is done with an event';

function pipelineWith(results: ResultsReport | null): ExternalPipeline {
  return { kind: 'external', group: 'stock-service', members: 3, drainMs: 2_380, results };
}

function resultsOf({ plan }: RunRecord): ResultsReport {
  return {
    topic: 'stock.results',
    events: plan.events,
    missing: 0,
    missingExamples: [],
    repeated: 1,
    foreign: 0,
    unreadable: 0,
    stock: { products: 200, agreeing: 200, differences: [] },
  };
}

/** Without what only the project's own consumers tell. */
function external(rich: RunRecord, further: readonly string[]): RunRecord {
  const known = new Set(['plan_lag', 'queue', 'produce', ...further]);
  const { plan, latency, series, inventory, digest } = rich;
  return {
    ...rich,
    broker: CLUSTER,
    counts: {
      ...rich.counts,
      dead_letters: 0,
      records_duplicate: 0,
      rebalances: 0,
      records_reprocessed: 0,
    },
    latency: {
      measured: knownLatency(latency.measured, known),
      warmUp: knownLatency(latency.warmUp, known),
    },
    cpu: {
      processUs: 96 * plan.events,
      perEventUs: 96,
      groups: [
        { name: 'producers', threads: 2, cpuUs: 78 * plan.events, perEventUs: 78 },
        { name: 'main', threads: 1, cpuUs: 18 * plan.events, perEventUs: 18 },
      ],
    },
    threads: rich.threads.filter(isPresent),
    marks: [],
    group: null,
    waitingMaxEvents: null,
    outcome: null,
    inventory:
      inventory === null
        ? null
        : {
            ...inventory,
            products: inventory.products.map((story) => ({ ...story, closingUnits: null })),
          },
    series: series === null ? null : knownColumns(series, known),
    digest: { pipeline: null, simulated: digest.simulated, comparable: false },
    verdict: {
      name: 'passed',
      exitCode: 0,
      reasons: [
        'group stock-service had committed everything 2.4 s after the last acknowledgement; 2 thresholds cannot be judged for a pipeline of your own',
      ],
    },
    replay:
      'streamstock bench scenarios/spike.yaml --seed 42 --pipeline external --group stock-service',
  };
}

function knownLatency({ stages, histograms }: PhaseLatency, known: ReadonlySet<string>) {
  return {
    stages: only(stages, known),
    histograms: histograms.filter(({ stage }) => known.has(stage)),
  };
}

function knownColumns(series: RunSeries, known: ReadonlySet<string>): RunSeries {
  const nothing = series.rates.sentPerSecond.map(() => null);
  const emptied = <T extends object>(columns: T) =>
    Object.fromEntries(Object.keys(columns).map((name) => [name, nothing])) as unknown as T;
  const { alerts } = series;
  return {
    ...series,
    latency: only(series.latency, known),
    waitingEvents: nothing,
    threads: series.threads.filter(isPresent),
    stock: emptied(series.stock),
    alerts: {
      CRITICAL_LOW_STOCK: emptied(alerts.CRITICAL_LOW_STOCK),
      LOW_STOCK: emptied(alerts.LOW_STOCK),
      OVERSTOCK: emptied(alerts.OVERSTOCK),
      RAPID_DEPLETION: emptied(alerts.RAPID_DEPLETION),
    },
  };
}

/** The project's own consumers, their forecasts and the embedded broker take no part. */
function isPresent({ group }: { readonly group: string }): boolean {
  return group === 'producers' || group === 'main';
}

function only<V extends object>(values: V, names: ReadonlySet<string>): V {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name))) as V;
}

function zeros(column: Column): Column {
  return column.map(() => 0);
}

function threshold(
  metric: string,
  source: string,
  rest: Pick<ThresholdResult, 'unit' | 'limit'> & Partial<ThresholdResult>,
): ThresholdResult {
  const comparison = source.includes('>') ? '>' : '<';
  return { metric, source, comparison, observed: null, holds: null, ...rest };
}

const SENT: readonly InvariantResult[] = [
  invariant('plan', 'the workers planned exactly what the scenario plans', '36,000 planned events'),
  invariant(
    'acknowledged',
    'every planned event was acknowledged exactly once',
    '36,000 acknowledged events',
  ),
];

function invariant(id: string, title: string, detail: string): InvariantResult {
  return { id, title, holds: true, detail, examples: [] };
}

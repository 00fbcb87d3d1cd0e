/**
 * Which pipeline a run loaded: the project's own, or a consumer group of the user's. Of a foreign one the harness sees what
 * it sent, what the group committed and, where the service publishes them, its results. Everything else is not known, and
 * every report says so instead of showing a zero.
 */
import { METRICS, metricName } from './metrics.ts';

export type PipelineUsed = OwnPipeline | ExternalPipeline;

export interface OwnPipeline {
  readonly kind: 'own';
}

export interface ExternalPipeline {
  readonly kind: 'external';
  /** The consumer group, as its owner named it. */
  readonly group: string;
  /** Members when the load began; null when the cluster did not tell. */
  readonly members: number | null;
  /** From the last acknowledgement until the group had committed everything; null when it had not in time. */
  readonly drainMs: number | null;
  /** null: no results topic was named. */
  readonly results: ResultsReport | null;
}

/** What the results topic said of the events of this run, by their ids. */
export interface ResultsReport {
  readonly topic: string;
  /** Acknowledged events with at least one result. */
  readonly events: number;
  /** Acknowledged events without one. */
  readonly missing: number;
  /** Some of them, for diagnosis. */
  readonly missingExamples: readonly string[];
  /** Further results of events that had one: an at-least-once service may repeat itself. */
  readonly repeated: number;
  /** Results of events that this run never had acknowledged, or that name another run. */
  readonly foreign: number;
  /** Records in which no event id was found. */
  readonly unreadable: number;
  /** null: no result said how much stock it left. */
  readonly stock: ResultsStock | null;
}

/** Closing stock as the last result of each product says, held against the world's own ledger. */
export interface ResultsStock {
  /** Products whose last event has a result with a stock. */
  readonly products: number;
  readonly agreeing: number;
  /** Some of those that differ. */
  readonly differences: readonly {
    readonly productId: string;
    readonly expectedUnits: number;
    readonly reportedUnits: number;
  }[];
}

/** Of the harness itself and of the broker: known whoever consumes. */
const KNOWN = [
  'plan_lag',
  'queue',
  'produce',
  'consumer_lag',
  'consumer_lag_end',
  'event_loop_delay',
  'cpu_cores',
  'rss',
  'rate_achieved',
  'cpu_per_event',
  'events_due',
  'events_sent',
  'events_acknowledged',
  'events_shed',
  'late_window',
  'late_generator',
  'send_failures',
];
/** `end_to_end` ends where the harness receives the result. */
const KNOWN_BY_RESULTS = ['end_to_end', 'availability', 'throughput', 'events_applied'];

/** What decides which metrics are known; `results` null: no results topic is named. */
export type SeenPipeline = OwnPipeline | { readonly kind: 'external'; readonly results: unknown };

/** Names of metrics that a run of this pipeline cannot know. Thresholds on them are set aside, openly. */
export function unknownMetrics(pipeline: SeenPipeline): ReadonlySet<string> {
  if (pipeline.kind === 'own') return new Set();
  const known = new Set(pipeline.results === null ? KNOWN : [...KNOWN, ...KNOWN_BY_RESULTS]);
  return new Set(METRICS.map(({ name }) => name).filter((name) => !known.has(name)));
}

/** The project's own threads that take no part in the run of a foreign pipeline. */
const ABSENT_GROUPS = ['consumers', 'forecast'];

/**
 * Why a run of this pipeline cannot know what a threshold asks for, as a sentence without a full stop.
 * @returns undefined when it can
 */
export function whyUnknown(
  {
    metric,
    selector,
  }: { readonly metric: string; readonly selector: Readonly<Record<string, string>> },
  pipeline: SeenPipeline,
): string | undefined {
  if (pipeline.kind === 'own') return undefined;
  const name = metricName(metric);
  if (unknownMetrics(pipeline).has(name)) {
    return KNOWN_BY_RESULTS.includes(name)
      ? 'only a results topic tells when a pipeline of your own is done with an event'
      : 'what a pipeline of your own does inside cannot be seen from outside';
  }
  const { group } = selector;
  return group !== undefined && ABSENT_GROUPS.includes(group)
    ? `no thread of the group ${group} takes part in the run of a pipeline of your own`
    : undefined;
}

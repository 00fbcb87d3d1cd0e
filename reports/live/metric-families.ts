/**
 * What `/metrics` tells of a run: names that Kafka users know (those of kafka_exporter) for topics and the consumer group, and
 * `streamstock_…` for the rest. Labels are bounded: partitions, consumers, producers, never a product. `docs/api.md` lists them.
 */
import type { LiveFrame, LiveHello, LivePoint, LiveRun } from './frames.ts';
import { kafkaFamilies } from './kafka-families.ts';
import { counter, gauge, known, seconds } from './metric-family.ts';
import type { MetricFamily } from './prometheus.ts';

/** What the server knows besides what it tells its pages. */
export interface ServerFigures {
  readonly toolVersion: string;
  readonly isReady: boolean;
  readonly startedAtSeconds: number;
  /** Of the whole process, the run included. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Events that took their turn, as far as the state behind it is durable; undefined: no run. */
  readonly eventsApplied: number | undefined;
}

/** @param hello undefined: there was no run yet */
export function metricFamilies(
  hello: LiveHello | undefined,
  figures: ServerFigures,
): MetricFamily[] {
  const own = serverFamilies(figures);
  if (hello === undefined) return own;
  const { run, frame, series } = hello;
  return [
    ...own,
    ...runFamilies(run, frame, figures.eventsApplied),
    ...kafkaFamilies(frame.kafka),
    ...pointFamilies(series.at(-1)),
    ...inventoryFamilies(frame),
  ];
}

function serverFamilies(figures: ServerFigures): MetricFamily[] {
  return [
    gauge('streamstock_build_info', 'Always 1; the version of the tool is its label.', {
      labels: { version: figures.toolVersion },
      value: 1,
    }),
    gauge('streamstock_ready', '1 while there is a run to ask about.', figures.isReady ? 1 : 0),
    counter('process_cpu_seconds_total', 'CPU time of the process.', figures.cpuSeconds),
    gauge(
      'process_resident_memory_bytes',
      'Resident memory of the process.',
      figures.residentBytes,
    ),
    gauge(
      'process_start_time_seconds',
      'When the process began, epoch seconds.',
      figures.startedAtSeconds,
    ),
  ];
}

const PHASES = ['preparing', 'load', 'drain', 'auditing', 'ended'] as const;

function runFamilies(
  run: LiveRun,
  frame: LiveFrame,
  eventsApplied: number | undefined,
): MetricFamily[] {
  const { runId, scenario, seed, broker, ordering } = run;
  return [
    gauge('streamstock_run_info', 'Always 1; what run it is stands in its labels.', {
      labels: { run: runId, scenario, seed, broker, ordering },
      value: 1,
    }),
    gauge(
      'streamstock_run_phase',
      '1 for the phase that the run is in.',
      PHASES.map((phase) => ({ labels: { phase }, value: phase === frame.phase ? 1 : 0 })),
    ),
    gauge(
      'streamstock_run_elapsed_seconds',
      'Since the load began.',
      seconds(frame.elapsedMs * 1000),
    ),
    counter(
      'streamstock_events_applied_total',
      'Events that took their turn in the pipeline, as far as its state is durable.',
      eventsApplied,
    ),
    counter(
      'streamstock_topic_records_seen_total',
      'Records that the live page saw on the topics, or passed over unread.',
      frame.eventsSeen,
    ),
    counter(
      'streamstock_topic_records_dropped_total',
      'Of the records seen, those that no history has any more.',
      frame.eventsDropped,
    ),
  ];
}

function pointFamilies(point: LivePoint | undefined): MetricFamily[] {
  if (point === undefined) return [];
  const { duePerSecond, acknowledgedPerSecond, appliedPerSecond } = point;
  return [
    gauge('streamstock_events_due_per_second', 'In the latest second.', duePerSecond),
    gauge(
      'streamstock_events_acknowledged_per_second',
      'In the latest second.',
      acknowledgedPerSecond,
    ),
    gauge('streamstock_events_applied_per_second', 'In the latest second.', appliedPerSecond),
    {
      name: 'streamstock_end_to_end_latency_seconds',
      type: 'summary',
      help: 'From the instant an event was due until it was applied, in the latest second.',
      samples: [...quantile('0.5', point.endToEndP50Us), ...quantile('0.99', point.endToEndP99Us)],
    },
    {
      name: 'streamstock_alert_latency_seconds',
      type: 'summary',
      help: 'From the instant an event was due until its alert was raised, in the latest second.',
      samples: quantile('0.99', point.alertP99Us),
    },
    gauge(
      'streamstock_cpu_cores_used',
      'CPU time in the latest second, by group of threads.',
      Object.entries(point.cpu ?? {}).map(([threads, value]) => ({ labels: { threads }, value })),
    ),
  ];
}

function quantile(share: string, us: number | null) {
  return known(us === null ? null : { labels: { quantile: share }, value: seconds(us) });
}

function inventoryFamilies({ metrics }: LiveFrame): MetricFamily[] {
  if (metrics === null) return [];
  return [
    gauge('streamstock_products', 'Products of the catalogue.', metrics.products),
    gauge('streamstock_products_low_stock', 'Below their reorder point.', metrics.lowStock),
    gauge('streamstock_products_critical_stock', 'With less than 10 units.', metrics.criticalStock),
    gauge('streamstock_products_out_of_stock', 'With an empty shelf.', metrics.outOfStock),
    gauge('streamstock_products_overstock', 'Above 90 % of their capacity.', metrics.overstock),
    gauge('streamstock_on_hand_units', 'On all shelves.', metrics.onHandUnits),
    gauge('streamstock_inventory_value_dollars', 'On all shelves.', metrics.inventoryValueDollars),
    gauge('streamstock_active_alerts', 'Alerts that nobody settled.', metrics.activeAlerts),
    counter('streamstock_sold_units_total', 'Units sold.', metrics.soldUnits),
    counter('streamstock_lost_units_total', 'Units demanded and not sold.', metrics.lostUnits),
    gauge('streamstock_fill_ratio', 'Units sold of units demanded, 0 to 1.', metrics.fillRate),
    gauge(
      'streamstock_virtual_time_seconds',
      'Business time that the inventory has reached, epoch seconds.',
      Date.parse(metrics.virtualTime) / 1000,
    ),
  ];
}

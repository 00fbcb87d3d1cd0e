import { describe, expect, it } from 'vitest';
import { KAFKA, liveHello, POINT, topicRow } from './hello.fixture.ts';
import { metricFamilies, type ServerFigures } from './metric-families.ts';
import { lintMetrics, parsePrometheus, seriesOf } from './prometheus.fixture.ts';
import { prometheusText } from './prometheus.ts';

const FIGURES: ServerFigures = {
  ...{ toolVersion: '0.1.0', isReady: true, startedAtSeconds: 1_700_000_000.5 },
  ...{ cpuSeconds: 12.5, residentBytes: 300_000_000, eventsApplied: 985 },
};

function scraped(hello = liveHello(), figures = FIGURES) {
  return parsePrometheus(prometheusText(metricFamilies(hello, figures)));
}

/** Value of the sample with these labels and no others. */
function figureOf(name: string, labels: Record<string, string> = {}) {
  const wanted = seriesOf(name, labels);
  const samples = scraped().get(name)?.samples ?? [];
  return samples.find((sample) => seriesOf(name, sample.labels) === wanted)?.value;
}

describe('metricFamilies', () => {
  it('nothing that the tools of Prometheus would warn of', () => {
    expect(lintMetrics(scraped())).toEqual([]);
  });

  it('offsets and lag of every partition, by the names of kafka_exporter', () => {
    const place = { topic: 'inventory.sales', partition: '2' };
    const group = { consumergroup: KAFKA.groupId };
    expect(figureOf('kafka_topic_partitions', { topic: 'inventory.sales' })).toBe(3);
    expect(figureOf('kafka_topic_partition_current_offset', place)).toBe(102);
    expect(figureOf('kafka_topic_partition_oldest_offset', place)).toBe(5);
    expect(figureOf('kafka_consumergroup_current_offset', { ...group, ...place })).toBe(90);
    expect(figureOf('kafka_consumergroup_lag', { ...group, ...place })).toBe(12);
    expect(figureOf('kafka_consumergroup_members', group)).toBe(1);
  });

  it('seconds and bytes, of the latest second', () => {
    const latency = 'streamstock_end_to_end_latency_seconds';
    expect(figureOf(latency, { quantile: '0.5' })).toBe(0.0015);
    expect(figureOf(latency, { quantile: '0.99' })).toBe(0.02025);
    expect(figureOf('streamstock_events_applied_per_second')).toBe(98);
    expect(figureOf('streamstock_run_elapsed_seconds')).toBe(9.25);
    expect(figureOf('streamstock_virtual_time_seconds')).toBe(1_768_435_200.5);
    expect(figureOf('process_resident_memory_bytes')).toBe(300_000_000);
    expect(figureOf('streamstock_cpu_cores_used', { threads: 'consumers' })).toBe(0.5);
  });

  it('counts of the run and figures of its inventory', () => {
    expect(figureOf('streamstock_events_applied_total')).toBe(985);
    expect(figureOf('streamstock_events_sent_total', { producer: 'producer-0' })).toBe(1_000);
    expect(figureOf('streamstock_dead_letters_total')).toBe(4);
    expect(figureOf('streamstock_records_duplicate_total')).toBe(6);
    expect(figureOf('streamstock_inventory_value_dollars')).toBe(1_234_567.89);
    expect(figureOf('streamstock_fill_ratio')).toBe(0.9);
    expect(figureOf('streamstock_run_phase', { phase: 'load' })).toBe(1);
    expect(figureOf('streamstock_run_phase', { phase: 'ended' })).toBe(0);
  });

  it('no sample of what is not known', () => {
    const unknown = liveHello({
      series: [{ ...POINT, endToEndP50Us: null, endToEndP99Us: null, cpu: null }],
      frame: { metrics: null, kafka: { ...KAFKA, generation: null } },
    });
    const names = [...scraped(unknown, { ...FIGURES, eventsApplied: undefined }).keys()];
    for (const name of ['end_to_end_latency_seconds', 'alert_latency_seconds', 'cpu_cores_used']) {
      expect(names).not.toContain(`streamstock_${name}`);
    }
    expect(names).not.toContain('streamstock_products');
    expect(names).not.toContain('streamstock_events_applied_total');
    expect(names).not.toContain('streamstock_consumergroup_generation');
    const lag = scraped(unknown).get('kafka_consumergroup_lag')?.samples ?? [];
    expect(lag.map(({ labels }) => labels['topic'])).not.toContain('inventory.dlq');
  });

  it('the server alone before the first run', () => {
    const families = parsePrometheus(
      prometheusText(metricFamilies(undefined, { ...FIGURES, isReady: false })),
    );
    expect(families.get('streamstock_ready')?.samples).toEqual([{ labels: {}, value: 0 }]);
    expect([...families.keys()].filter((name) => name.startsWith('kafka_'))).toEqual([]);
  });

  it('labels that grow with the cluster alone, whatever a topic is called', () => {
    const names = ['a"b', 'c\\', 'd\ne'];
    const hello = liveHello({
      frame: { kafka: { ...KAFKA, topics: names.map((topic) => topicRow(topic)) } },
    });
    const labels = [...scraped(hello).values()].flatMap(({ samples }) =>
      samples.flatMap((sample) => Object.keys(sample.labels)),
    );
    expect(new Set(labels)).toEqual(
      new Set([
        ...['version', 'run', 'scenario', 'seed', 'broker', 'ordering', 'phase'],
        ...['topic', 'partition', 'consumergroup', 'consumer', 'producer', 'quantile', 'threads'],
      ]),
    );
    const ends = scraped(hello).get('kafka_topic_partition_current_offset')?.samples ?? [];
    expect(new Set(ends.map((sample) => sample.labels['topic']))).toEqual(new Set(names));
  });
});

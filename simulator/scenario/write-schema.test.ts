import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRICS } from '../../reports/metrics.ts';
import { faultTimetable } from '../faults/timetable.ts';
import { planLoad } from '../load/plan.ts';
import { loadScenarioFile, parseScenario } from './load.ts';
import {
  DOCUMENT_FILE,
  METRICS_FILE,
  SCHEMA_FILE,
  schemaText,
  withMetricTables,
  withTables,
} from './write-schema.ts';

const SCENARIOS = fileURLToPath(new URL('.', SCHEMA_FILE));
const shipped = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'));

describe('what follows from the schema', () => {
  it('is committed as it is written: run simulator/scenario/write-schema.ts', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
    const document = readFileSync(DOCUMENT_FILE, 'utf8');
    expect(document).toBe(withTables(document));
    const metrics = readFileSync(METRICS_FILE, 'utf8');
    expect(metrics).toBe(withMetricTables(metrics));
  });

  it('explains every metric once', () => {
    const rows =
      readFileSync(METRICS_FILE, 'utf8').match(
        /^\| `[a-z_]+` \| (trend|counter|rate|gauge) \| .*\|$/gm,
      ) ?? [];
    expect(rows.map((row) => /`([a-z_]+)`/.exec(row)?.[1])).toEqual(
      METRICS.map(({ name }) => name),
    );
  });

  it('shows thresholds that load', () => {
    for (const file of [DOCUMENT_FILE, METRICS_FILE]) {
      const blocks = readFileSync(file, 'utf8').match(/```yaml\nthresholds:.*?```/gs) ?? [];
      expect(blocks).not.toEqual([]);
      for (const block of blocks) {
        const text = `name: x\nload: { executor: constant-arrival-rate, rate: 1, duration: 1s }\n${block.slice(8, -3)}`;
        expect(parseScenario(text, file.pathname).thresholds).not.toEqual([]);
      }
    }
  });

  it('shows a gate that loads', () => {
    const page = readFileSync(DOCUMENT_FILE, 'utf8');
    const [, example = ''] = /```yaml\n(gate:.*?)```/s.exec(page) ?? [];
    const load = 'load: { executor: constant-arrival-rate, rate: 1, duration: 1s }\n';
    const { gate } = parseScenario(`name: x\n${load}${example}`, 'docs/scenarios.md');
    expect(gate).toHaveLength(5);
  });

  it('shows examples that load', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(readFileSync(DOCUMENT_FILE, 'utf8')) ?? [];
    expect(parseScenario(example, 'docs/scenarios.md').name).toBe('my-spike');
  });

  it('shows faults of consumers that load', () => {
    const [, example = ''] =
      /```yaml\n(pipeline:.*?)```/s.exec(readFileSync(DOCUMENT_FILE, 'utf8')) ?? [];
    const load = 'load: { executor: constant-arrival-rate, rate: 100, duration: 30s }\n';
    const { faults } = parseScenario(`name: x\n${load}${example}`, 'docs/scenarios.md');
    expect(new Set(faults.map(({ action }) => action.kind)).size).toBe(5);
  });
});

describe('shipped scenarios', () => {
  it('are the ones that the docs name', () => {
    expect(shipped).toEqual([
      'ci.yaml',
      'classroom.yaml',
      'consumer-crash.yaml',
      'demo.yaml',
      'month.yaml',
      'ramp.yaml',
      'rebalance-storm.yaml',
      'rolling-restart.yaml',
      'slow-consumer.yaml',
      'soak.yaml',
      'spike.yaml',
      'steady.yaml',
      'stockout.yaml',
    ]);
  });

  it.each(shipped)('%s is valid, for the loader and for editors', (file) => {
    const scenario = loadScenarioFile(SCENARIOS + file);
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(scenario.description).not.toBe('');
    const text = readFileSync(SCENARIOS + file, 'utf8');
    expect(text.startsWith('# yaml-language-server: $schema=./scenario.schema.json\n')).toBe(true);
    const validate = new Ajv().compile(JSON.parse(schemaText()));
    expect(validate(parse(text))).toBe(true);
  });

  it.each(shipped)('%s has sensible shops, and thresholds for speed and service', (file) => {
    const scenario = loadScenarioFile(SCENARIOS + file);
    const { usual, warnings } = planLoad(scenario);
    // A shortage is what stockout is about; a ramp passes through every intensity; in the demonstration people want to see sales.
    if (file === 'stockout.yaml') expect(usual.eventsPerProductDay).toBeCloseTo(2, 3);
    else if (file === 'ramp.yaml') expect(usual.eventsPerProductDay).toBeLessThan(0.7);
    else if (file === 'demo.yaml') expect(usual.stockDays).toBeGreaterThan(5);
    else {
      expect(usual.eventsPerProductDay).toBeGreaterThan(0.66);
      expect(usual.eventsPerProductDay).toBeLessThan(0.7);
    }
    if (file !== 'stockout.yaml') expect(warnings).toEqual([]);
    const metrics = scenario.thresholds.map(({ metric }) => metric);
    const asked = ['end_to_end', 'alert', 'availability', 'rate_achieved'];
    expect(metrics).toEqual(expect.arrayContaining(asked));
  });

  it.each([
    'consumer-crash',
    'rebalance-storm',
    'slow-consumer',
    'rolling-restart',
  ])('%s does something to its consumers, long enough before the end, and says what it may cost', (name) => {
    const scenario = loadScenarioFile(`${SCENARIOS}${name}.yaml`);
    const { timed, counted } = faultTimetable(scenario);
    expect(timed.length + counted.length).toBeGreaterThan(0);
    // Six seconds until a dead consumer is missed, and some more to work off what waited.
    const lastMs = Math.max(...timed.map(({ atMs }) => atMs));
    expect(lastMs).toBeLessThanOrEqual(scenario.load.durationMs - 5000);
    // Brokers differ in their defaults; this must not.
    expect(scenario.pipeline.sessionTimeoutMs).toBe(6000);
    expect(scenario.pipeline.rebalanceTimeoutMs).toBe(10_000);
    const asked = scenario.thresholds.map(({ metric }) => metric);
    expect(asked).toEqual(
      expect.arrayContaining([
        'recovery',
        'rebalance_pause',
        'restore',
        'reprocessed',
        'consumer_lag_end',
      ]),
    );
  });

  it('include the default pace: ten events a minute, a thousand in thirty days', () => {
    const month = loadScenarioFile(`${SCENARIOS}month.yaml`);
    const plan = planLoad(month);
    expect([plan.arrivals, plan.virtualDays, month.catalogue.products]).toEqual([1000, 30, 50]);
    expect(month.clock.speed).toBe(432);
  });

  it('include a flash sale of forty times the traffic within twenty seconds', () => {
    const { durationMs, usual, peakPerSecond } = planLoad(
      loadScenarioFile(`${SCENARIOS}spike.yaml`),
    );
    expect(durationMs).toBeLessThanOrEqual(20_000);
    expect(peakPerSecond / usual.ratePerSecond).toBeCloseTo(40, 6);
  });
});

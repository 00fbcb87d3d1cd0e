/**
 * The same load on the embedded broker and on the local Apache Kafka, and beside them what Kafka's own tools get out of the
 * same broker with the same records: so that a reader can tell the broker's limits from the pipeline's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { renderProgress } from '../../reports/progress.ts';
import { DEFAULT_TOPICS } from '../cluster/cluster.ts';
import { admit } from '../commands/target.ts';
import { bringDown } from '../local-kafka/down.ts';
import { ensureLocalKafka, inBrokers, type LocalKafka } from '../local-kafka/up.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { watchedPerEventUs } from './figures.ts';
import { benchmarkScenario, EMBEDDED, type Measured, measure } from './measure.ts';
import { writePayloads } from './payloads.ts';
import {
  CALM_RECORDS,
  FLOOD_SETTINGS,
  PARTITIONS,
  PerfBench,
  perfTarget,
  TOOL_RECORDS,
  type ToolFigures,
} from './perf-bench.ts';
import { cpuOfAllUs } from './perf-tools.ts';

/** What was measured · embedded broker · local Kafka · Kafka's own tools there. */
export type ComparisonRow = readonly [string, string, string, string];

export interface Comparison {
  /** What a reader must know to judge the rows, one sentence each. */
  readonly notes: readonly string[];
  readonly flood: readonly ComparisonRow[];
  readonly calm: readonly ComparisonRow[];
}

/** More than any broker here takes: what comes out is what goes. */
const FLOOD = { rate: '120000', duration: '6s' } as const;
const CALM = { duration: '15s' } as const;

/** @throws StreamstockError LOCAL_KAFKA_FAILED and what a run can end in */
export async function compareBrokers(): Promise<Comparison> {
  const progress = renderProgress();
  const say = (text: string): void => progress.announce(`${text} …`);
  const local = await ensureLocalKafka({ onProgress: (text) => say(`Apache Kafka: ${text}`) });
  progress.done();
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-benchmark-'));
  try {
    const flood = benchmarkScenario('saturation', FLOOD);
    const calm = benchmarkScenario('latency', CALM);
    const kafka = await localBroker(local);
    const onEmbedded = (name: string, scenario: Scenario) =>
      measure({ name: `${name}, embedded broker`, scenario, broker: EMBEDDED });
    const onKafka = (name: string, scenario: Scenario) =>
      measure({
        name: `${name}, local Kafka`,
        scenario,
        broker: kafka,
        watchedCpuUs: () => cpuOfAllUs(local.pids),
      });
    // Neighbours in time are compared: a shared machine drifts.
    const payloadFile = join(folder, 'records.txt');
    const { meanBytes } = writePayloads(payloadFile, flood);
    const perf = new PerfBench(await perfTarget(local), payloadFile, say);
    await perf.warmUp();
    progress.done();
    const floods = [await onEmbedded('flood', flood), await onKafka('flood', flood)] as const;
    const tools = await perf.measure();
    progress.done();
    const calms = [await onEmbedded('calm', calm), await onKafka('calm', calm)] as const;
    const settings = Object.entries(FLOOD_SETTINGS).map(([key, value]) => `${key}=${value}`);
    return {
      notes: [
        `Local Kafka: ${inBrokers(local.brokers)}, ${PARTITIONS} partitions a topic, no compression, acks=all.`,
        `Kafka's tools: kafka-producer-perf-test and kafka-consumer-perf-test with records as ours, ${Math.round(meanBytes)} bytes each, one topic; ${settings.join(' ')} in the flood.`,
        'The tools send and read at different times; the pipeline does both at once, and processes.',
      ],
      flood: floodRows(...floods, tools),
      calm: calmRows(...calms, tools),
    };
  } finally {
    progress.done();
    rmSync(folder, { recursive: true, force: true });
    // What ran before goes on.
    if (local.started) await bringDown({ environment: process.env, deleteData: false });
  }
}

/** Topics of their own, and gone afterwards. */
async function localBroker({ addresses }: LocalKafka): Promise<BrokerWanted> {
  const topics = { ...DEFAULT_TOPICS, prefix: 'benchmark.{run}.', deleteAfter: true };
  const connection: Connection = { brokers: addresses, kind: 'external' };
  const wanted = { kind: 'kafka', connection, topics, rules: {} } as const;
  return admit({ wanted }, () => {
    throw new Error('the local Kafka has no cap');
  });
}

function floodRows(embedded: Measured, kafka: Measured, tools: ToolFigures): ComparisonRow[] {
  const { flood, consumed } = tools;
  return [
    ['outcome', outcome(embedded), outcome(kafka), ''],
    row('events per second, sent to applied', embedded, kafka, ({ record }) =>
      whole(record.rates.appliedPerSecond),
    ),
    row(
      'records per second, acknowledged',
      embedded,
      kafka,
      ({ record }) => whole(record.rates.acknowledgedPerSecond),
      whole(flood.recordsPerSecond),
    ),
    ['records per second, read alone', '', '', whole(consumed.recordsPerSecond)],
    ...cpuRows(embedded, kafka, [
      `${perRecord(flood.brokerCpuUs, TOOL_RECORDS)} sent`,
      `${perRecord(consumed.brokerCpuUs, TOOL_RECORDS)} read`,
    ]),
  ];
}

function calmRows(embedded: Measured, kafka: Measured, { calm }: ToolFigures): ComparisonRow[] {
  const stage = (name: 'end_to_end' | 'produce', percentile: 'p50Us' | 'p99Us') =>
    (({ record }: Measured) =>
      ms((record.latency.measured.stages[name]?.[percentile] ?? Number.NaN) / 1000)) as (
      run: Measured,
    ) => string;
  return [
    ['outcome', outcome(embedded), outcome(kafka), ''],
    row('end_to_end p50, ms', embedded, kafka, stage('end_to_end', 'p50Us')),
    row('end_to_end p99, ms', embedded, kafka, stage('end_to_end', 'p99Us')),
    row('acknowledged p50, ms', embedded, kafka, stage('produce', 'p50Us'), whole(calm.p50Ms)),
    row('acknowledged p99, ms', embedded, kafka, stage('produce', 'p99Us'), whole(calm.p99Ms)),
    ...cpuRows(embedded, kafka, [`${perRecord(calm.brokerCpuUs, CALM_RECORDS)} sent`]),
  ];
}

/** Ours by thread group; the broker is a thread of ours, or a process of its own. */
function cpuRows(embedded: Measured, kafka: Measured, tools: readonly string[]): ComparisonRow[] {
  const of = (group: string) => (run: Measured) =>
    us(run.record.cpu.groups.find(({ name }) => name === group)?.perEventUs);
  const groups = embedded.record.cpu.groups.map(({ name }) => name).filter((n) => n !== 'broker');
  return [
    row('CPU µs per event, our process', embedded, kafka, ({ record }) =>
      us(record.cpu.perEventUs),
    ),
    ...groups.map((name) => row(`  of them ${name}`, embedded, kafka, of(name))),
    ['  of them broker', of('broker')(embedded), '', ''],
    [
      'CPU µs per event, broker process',
      '',
      us(watchedPerEventUs(kafka.samples)),
      tools.join(', '),
    ],
  ];
}

function row(
  what: string,
  embedded: Measured,
  kafka: Measured,
  of: (run: Measured) => string,
  tool = '',
): ComparisonRow {
  return [what, of(embedded), of(kafka), tool];
}

/** A figure of a run that went wrong is none. */
function outcome({ record }: Measured): string {
  const broken = record.audit.some(({ holds }) => holds === false);
  const same = record.digest.comparable && record.digest.pipeline === record.digest.simulated;
  if (broken) return 'NOT CORRECT';
  return same ? 'correct, digest as simulated' : `${record.verdict.name}, digest not comparable`;
}

function perRecord(cpuUs: number | undefined, records: number): string {
  return us(cpuUs === undefined ? undefined : cpuUs / records);
}

function us(value: number | null | undefined): string {
  return value === null || value === undefined ? 'not known' : value.toFixed(1);
}

function ms(value: number): string {
  return value.toFixed(2);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

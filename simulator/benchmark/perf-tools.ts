/** Kafka's own measurements of a broker: `kafka-producer-perf-test` and `kafka-consumer-perf-test`, run and read. */
import type { Runtime } from '../local-kafka/node.ts';
import { processCpuUs } from '../local-kafka/processes.ts';
import { runTool } from '../local-kafka/tool.ts';

export interface PerfTarget {
  readonly runtime: Runtime;
  /** `host:port,…` */
  readonly address: string;
  readonly topic: string;
  /** Process ids of the brokers. */
  readonly brokerPids: readonly number[];
}

export interface ProducerFigures {
  readonly recordsPerSecond: number;
  /** From handing over to the acknowledgement. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface ConsumerFigures {
  readonly recordsPerSecond: number;
}

export interface BrokerCpu {
  /** The brokers' CPU while the tool ran, its start included; undefined where the platform does not tell. */
  readonly brokerCpuUs: number | undefined;
}

const HEAP_MB = 256;

/**
 * @param load records to send; perSecond -1: as fast as it goes; payloadFile: a record each line, drawn at random
 * @param settings of the producer, as Kafka's documentation names them
 */
export async function producerPerf(
  target: PerfTarget,
  load: { readonly records: number; readonly perSecond: number; readonly payloadFile: string },
  settings: Readonly<Record<string, string | number>>,
): Promise<ProducerFigures & BrokerCpu> {
  const words = [
    ...['--topic', target.topic, '--num-records', String(load.records)],
    ...['--throughput', String(load.perSecond), '--payload-file', load.payloadFile],
    '--producer-props',
    `bootstrap.servers=${target.address}`,
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
  ];
  const { output, brokerCpuUs } = await run(
    target,
    'org.apache.kafka.tools.ProducerPerformance',
    words,
  );
  return { ...parseProducerPerf(output), brokerCpuUs };
}

export async function consumerPerf(
  target: PerfTarget,
  records: number,
): Promise<ConsumerFigures & BrokerCpu> {
  const words = [
    ...['--bootstrap-server', target.address, '--topic', target.topic],
    ...['--messages', String(records), '--timeout', '30000'],
  ];
  const { output, brokerCpuUs } = await run(
    target,
    'org.apache.kafka.tools.ConsumerPerformance',
    words,
  );
  return { ...parseConsumerPerf(output), brokerCpuUs };
}

async function run(
  { runtime, brokerPids }: PerfTarget,
  mainClass: string,
  words: readonly string[],
): Promise<{ readonly output: string } & BrokerCpu> {
  const beforeUs = cpuOfAllUs(brokerPids);
  const { exitCode, stdout, stderr } = await runTool(runtime, mainClass, words, {
    heapMb: HEAP_MB,
  });
  if (exitCode !== 0) throw new Error(`${mainClass} ended with ${exitCode}:\n${stdout}${stderr}`);
  const afterUs = cpuOfAllUs(brokerPids);
  const known = beforeUs !== undefined && afterUs !== undefined;
  return { output: stdout, brokerCpuUs: known ? afterUs - beforeUs : undefined };
}

/** Of several processes together; undefined when one of them cannot be read. */
export function cpuOfAllUs(pids: readonly number[]): number | undefined {
  let sumUs = 0;
  for (const pid of pids) {
    const us = processCpuUs(pid);
    if (us === undefined) return undefined;
    sumUs += us;
  }
  return sumUs;
}

/** Its last line sums up; lines before it are of single windows, and have no percentiles. */
export function parseProducerPerf(output: string): ProducerFigures {
  const [rate] = [...output.matchAll(/, ([0-9.]+) records\/sec/g)].slice(-1);
  const [, p50] = /([0-9.]+) ms 50th/.exec(output) ?? [];
  const [, p99] = /([0-9.]+) ms 99th/.exec(output) ?? [];
  const figures = {
    recordsPerSecond: Number(rate?.[1]),
    p50Ms: Number(p50),
    p99Ms: Number(p99),
  };
  if (Object.values(figures).some(Number.isNaN)) throw unreadable(output);
  return figures;
}

/** A line of names, and one of values; the time of joining the group is not counted. */
export function parseConsumerPerf(output: string): ConsumerFigures {
  const lines = output.trim().split('\n');
  const at = lines.findIndex((line) => line.startsWith('start.time'));
  const names = (lines[at] ?? '').split(',').map((name) => name.trim());
  const values = (lines[at + 1] ?? '').split(',');
  const value = values[names.indexOf('fetch.nMsg.sec')];
  if (at < 0 || value === undefined || Number.isNaN(Number(value))) throw unreadable(output);
  return { recordsPerSecond: Number(value) };
}

function unreadable(output: string): Error {
  return new Error(`Kafka's tool printed something else than expected:\n${output}`);
}

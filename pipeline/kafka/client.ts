/** The one place that builds kafkajs clients: every option that matters is explicit here. */
import {
  type Consumer,
  Kafka,
  type LogEntry,
  logLevel,
  type PartitionAssigner,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import type { BrokerKind, Connection } from './connection.ts';
import { groupTimeouts } from './group-timeouts.ts';
import { registerBoundedGzip } from './gzip.ts';
import { repairRequestQueue } from './request-queue.ts';
import { securityOptions } from './security-options.ts';
import { seedAddress } from './seed-address.ts';
import { openSocket } from './socket.ts';
import { repairWholeMetadata } from './whole-metadata.ts';

export interface KafkaOptions extends Connection {
  readonly clientId: string;
  /** Errors that kafkajs only logs. It goes on by itself; failures that matter reject or crash as well. */
  readonly onError?: (message: string) => void;
  /** When true nothing connects any more: kafkajs repeats what failed also after it was told to disconnect. */
  readonly isOver?: () => boolean;
  /** Only to see whether somebody answers: no repetition, no request longer than this. */
  readonly probeTimeoutMs?: number;
}

const CONNECTION_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Never left to kafkajs: its defaults change with NODE_ENV. */
export function retryOptions(kind: BrokerKind): Required<Omit<RetryOptions, 'restartOnFailure'>> {
  return kind === 'embedded'
    ? { initialRetryTime: 50, retries: 5, maxRetryTime: 1000, factor: 0.2, multiplier: 2 }
    : { initialRetryTime: 300, retries: 5, maxRetryTime: 30_000, factor: 0.2, multiplier: 2 };
}

export function createKafka(options: KafkaOptions): Kafka {
  repairRequestQueue();
  repairWholeMetadata();
  registerBoundedGzip();
  const { probeTimeoutMs } = options;
  const retry = retryOptions(options.kind);
  return new Kafka({
    brokers: options.brokers.map(seedAddress),
    clientId: options.clientId,
    connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, probeTimeoutMs ?? CONNECTION_TIMEOUT_MS),
    requestTimeout: probeTimeoutMs ?? REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: probeTimeoutMs === undefined ? retry : { ...retry, retries: 0 },
    ...securityOptions(options),
    socketFactory: (asked) => {
      if (options.isOver?.() === true) throw new Error('this client is closed');
      return openSocket(asked);
    },
    logLevel: logLevel.ERROR,
    logCreator: () => errorReporter(options.onError),
  });
}

export interface ProducerSettings {
  readonly kind: BrokerKind;
  readonly idempotent: boolean;
}

/** @param settings idempotent: keep one send outstanding per partition, or kafkajs loses messages */
export function createProducer(kafka: Kafka, settings: ProducerSettings): Producer {
  return kafka.producer({
    createPartitioner: () => partitionAsTold,
    allowAutoTopicCreation: false,
    idempotent: settings.idempotent,
    transactionTimeout: 30_000,
    retry: retryOptions(settings.kind),
  });
}

export interface ConsumerSettings {
  readonly kind: BrokerKind;
  readonly groupId: string;
  readonly assigner: PartitionAssigner;
  /** Topic-partitions that this consumer may own at most: `maxBytes` must hold a share of each. */
  readonly maxTopicPartitions: number;
  /** null or absent: what suits the kind of broker. */
  readonly sessionTimeoutMs?: number | null;
  readonly rebalanceTimeoutMs?: number | null;
  /** Whether kafkajs may begin anew after a crash that it deems transient; by default it may not. */
  readonly restartOnFailure?: (error: Error) => Promise<boolean>;
}

/**
 * Small, because no new fetch starts before all batches of the last one are processed. kafkajs never
 * rotates its request order, so the whole fetch must have room for every partition's share.
 */
export const MAX_BYTES_PER_PARTITION = 128 * 1024;
/** A long poll: arrivals end it at once. Disconnecting and resumed partitions have to wait for it. */
export const MAX_FETCH_WAIT_MS = 200;

/**
 * kafkajs goes on to ask a coordinator that is gone until it crashes, and only then looks for another: some four seconds
 * of repetitions ride out a moment's trouble, and are no more than that.
 */
const CONSUMER_RETRIES = 3;
const MAX_CONSUMER_RETRY_MS = 3000;

export function createConsumer(kafka: Kafka, settings: ConsumerSettings): Consumer {
  const embedded = settings.kind === 'embedded';
  const { sessionTimeoutMs, rebalanceTimeoutMs } = groupTimeouts(settings.kind, {
    sessionTimeoutMs: settings.sessionTimeoutMs ?? null,
    rebalanceTimeoutMs: settings.rebalanceTimeoutMs ?? null,
  });
  return kafka.consumer({
    groupId: settings.groupId,
    partitionAssigners: [settings.assigner],
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    // The first members learn only from a heartbeat that others have joined.
    heartbeatInterval: embedded ? 300 : Math.min(3000, Math.round(sessionTimeoutMs / 10)),
    rebalanceTimeout: rebalanceTimeoutMs,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    maxBytes: MAX_BYTES_PER_PARTITION * Math.max(1, settings.maxTopicPartitions),
    minBytes: 1,
    maxWaitTimeInMs: MAX_FETCH_WAIT_MS,
    retry: {
      ...retryOptions(settings.kind),
      ...(embedded ? {} : { retries: CONSUMER_RETRIES, maxRetryTime: MAX_CONSUMER_RETRY_MS }),
      restartOnFailure: settings.restartOnFailure ?? (async () => false),
    },
  });
}

/** All records we send name their partition. */
function partitionAsTold({ message }: { message: { partition?: number } }): number {
  if (message.partition === undefined) throw new Error('a record without a partition number');
  return message.partition;
}

/**
 * Single connections and their answers are left out: what they mean is reported a level higher, and a
 * rebalance alone makes one for each batch of a fetch.
 */
function errorReporter(report: KafkaOptions['onError']): (entry: LogEntry) => void {
  let previous = '';
  return (entry) => {
    // KAFKAJS_LOG_LEVEL lets everything through, and this is no place for it.
    if (entry.level !== logLevel.ERROR) return;
    if (report === undefined || entry.namespace === 'Connection') return;
    const text = errorText(entry);
    if (text !== previous) report(text);
    previous = text;
  };
}

function errorText(entry: LogEntry): string {
  const { message, error } = entry.log;
  const cause = error instanceof Error ? error.message : error;
  const text = entry.namespace === '' ? message : `${entry.namespace}: ${message}`;
  return typeof cause === 'string' && !message.includes(cause) ? `${text} (${cause})` : text;
}

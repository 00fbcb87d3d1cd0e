/** What has to stand before a run: a broker that answers, the topics, the group's start offsets. */
import type { Admin, KafkaJSError } from 'kafkajs';
import { StreamstockError } from '../errors.ts';
import { accessError } from './access-trouble.ts';
import { createKafka, type KafkaOptions } from './client.ts';
import { askBootstrap, type ClusterFacts, clusterOf } from './cluster-access.ts';
import type { Connection } from './connection.ts';
import {
  type ConnectionTrouble,
  connectionTrouble,
  isPuzzling,
  symptomOf,
} from './connection-trouble.ts';
import { probePort, splitAddress } from './port-probe.ts';

const REACH_TIMEOUT_MS = 10_000;
const PAUSE_BETWEEN_ATTEMPTS_MS = 250;
const MIN_PROBE_MS = 100;
const LOOK_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 1000;
const WORK_ATTEMPTS = 3;
const START_OFFSETS_TIMEOUT_MS = 30_000;
const CLIENT_ID = 'streamstock-admin';

/**
 * Waits until a broker answers, runs `work` with a connected admin client, and closes it.
 * @param work is run again when the connection is lost in the middle, so that it must bear repetition
 * @throws StreamstockError BROKER_UNREACHABLE when none answers in time, or its connections keep breaking; TLS_FAILED,
 *   AUTHENTICATION_FAILED and NOT_AUTHORIZED at once; BROKER_REFUSED when it answers that it will not
 */
export async function withAdmin<T>(
  address: Connection,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await waitForBroker(address);
    const admin = createKafka({ ...address, clientId: CLIENT_ID }).admin();
    try {
      await admin.connect();
      return await work(admin);
    } catch (cause) {
      // Others who prepare a run at the same moment are a reason to look again, too.
      if (!isOfKafka(cause)) throw cause;
      const lasting = lastingError(address, cause);
      if (lasting !== undefined) throw lasting;
      if (attempt >= WORK_ATTEMPTS) throw preparationError(address, cause);
    } finally {
      await within(CLOSE_TIMEOUT_MS, admin.disconnect()).catch(() => undefined);
    }
  }
}

/** kafkajs repeats most requests by itself, but not on a connection that was closed under them. */
function isOfKafka(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('KafkaJS');
}

/** undefined: worth another attempt. */
function lastingError(connection: Connection, cause: Error): StreamstockError | undefined {
  const trouble = connectionTrouble(cause, connection);
  if (trouble?.isLasting === true) return toldError(trouble, cause);
  return accessError(cause, connection);
}

function preparationError(connection: Connection, cause: Error): StreamstockError {
  const where = connection.brokers.join(', ');
  const trouble = connectionTrouble(cause, connection);
  return trouble === undefined
    ? new StreamstockError(
        'BROKER_REFUSED',
        `The broker at ${where} refused to prepare the run: ${messageOf(cause)}`,
        { hint: 'Check that you may create topics and use consumer groups there.', cause },
      )
    : new StreamstockError(
        'BROKER_UNREACHABLE',
        `The connection to ${where} broke again and again while the run was prepared. ${trouble.sentence}`,
        { hint: 'Check that the broker is healthy, and what stands between it and here.', cause },
      );
}

function toldError({ code, sentence, hint }: ConnectionTrouble, cause: unknown): StreamstockError {
  return new StreamstockError(code, sentence, { hint, cause });
}

/** @throws StreamstockError BROKER_UNREACHABLE when no broker answers in time; TLS_FAILED and AUTHENTICATION_FAILED at once */
export async function waitForBroker(
  address: Connection,
  timeoutMs = REACH_TIMEOUT_MS,
): Promise<void> {
  await untilAnswered(address, timeoutMs, describe);
}

/**
 * Waits for a broker at one of the addresses, and asks nobody else.
 * @throws StreamstockError BROKER_UNREACHABLE when none answers in time; TLS_FAILED and AUTHENTICATION_FAILED at once
 */
export function waitForFacts(
  address: Connection,
  timeoutMs = REACH_TIMEOUT_MS,
): Promise<ClusterFacts> {
  return untilAnswered(address, timeoutMs, askBootstrap);
}

async function describe(options: KafkaOptions): Promise<void> {
  const admin = createKafka(options).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await within(CLOSE_TIMEOUT_MS, admin.disconnect()).catch(() => undefined);
  }
}

async function untilAnswered<T>(
  address: Connection,
  timeoutMs: number,
  ask: (options: KafkaOptions) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last:
    | { readonly error: unknown; readonly trouble: ConnectionTrouble | undefined }
    | undefined;
  for (;;) {
    const leftMs = Math.ceil(deadline - performance.now());
    if (leftMs <= 0) break;
    // Some of the time for each attempt: a port that accepts and never answers is no reason to give up.
    const probeTimeoutMs = Math.min(leftMs, Math.max(MIN_PROBE_MS, Math.ceil(timeoutMs / 3)));
    try {
      return await within(leftMs, ask({ ...address, clientId: CLIENT_ID, probeTimeoutMs }));
    } catch (error) {
      const trouble = await diagnose(error, address, deadline - performance.now());
      if (trouble?.isLasting === true) throw toldError(trouble, error);
      // That time ran out says less than what went wrong before.
      if (last === undefined || !(error instanceof OutOfTime)) last = { error, trouble };
    }
    await sleep(Math.min(PAUSE_BETWEEN_ATTEMPTS_MS, Math.max(0, deadline - performance.now())));
  }
  const said = last?.trouble?.sentence ?? messageOf(last?.error);
  throw new StreamstockError(
    'BROKER_UNREACHABLE',
    `No Kafka broker answered at ${address.brokers.join(', ')} within ${timeoutMs / 1000} s. ${said}`,
    {
      hint: last?.trouble?.hint ?? 'Check the address, and that the broker is healthy.',
      cause: last?.error,
    },
  );
}

/** Looks at the port where the error alone does not tell. */
async function diagnose(
  error: unknown,
  connection: Connection,
  leftMs: number,
): Promise<ConnectionTrouble | undefined> {
  const symptom = symptomOf(error);
  if (!isPuzzling(symptom)) return connectionTrouble(error, connection);
  const address = symptom.address ?? connection.brokers[0] ?? '';
  const timeoutMs = Math.max(MIN_PROBE_MS, Math.min(LOOK_TIMEOUT_MS, leftMs));
  return connectionTrouble(error, connection, await probePort(splitAddress(address), timeoutMs));
}

/**
 * Commits the current ends of the topics as the group's start offsets, so that no record sent from now on
 * is skipped: kafkajs resolves "latest" only at the first fetch. The group must have no members yet.
 *
 * The commit carries no member and generation -1, as brokers take it from consumers outside of a group.
 * kafkajs's own `admin.setOffsets` joins and leaves the group once per topic, five seconds each.
 */
export async function commitStartOffsets(
  admin: Admin,
  groupId: string,
  topics: readonly string[],
  address: Connection,
): Promise<void> {
  const cluster = clusterOf({ ...address, clientId: CLIENT_ID }, groupId);
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...topics]);
    await whileStarting(groupId, async () => {
      const ends: { topic: string; partitions: { partition: number; offset: string }[] }[] = [];
      // One after the other: kafkajs's metadata of one question may take the place of another's, with fewer topics in it.
      for (const topic of topics) {
        const partitions = await admin.fetchTopicOffsets(topic);
        ends.push({
          topic,
          partitions: partitions.map(({ partition, high }) => ({ partition, offset: high })),
        });
      }
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      await coordinator.offsetCommit({
        groupId,
        groupGenerationId: -1,
        memberId: '',
        topics: ends,
      });
    });
  } finally {
    await within(CLOSE_TIMEOUT_MS, cluster.disconnect()).catch(() => undefined);
  }
}

/** A cluster that has just started moves leaders and coordinators about: asks again while that is the reason. */
async function whileStarting(groupId: string, commit: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + START_OFFSETS_TIMEOUT_MS;
  for (;;) {
    try {
      await commit();
      return;
    } catch (cause) {
      const retriable = (cause as Partial<KafkaJSError>).retriable === true;
      if (!retriable || performance.now() > deadlineMs) {
        throw new StreamstockError(
          'GROUP_NOT_READY',
          `The start offsets of group ${groupId} could not be committed: ${messageOf(cause)}`,
          {
            hint: 'Check that the cluster is healthy and that nobody else uses this group.',
            cause,
          },
        );
      }
      await sleep(PAUSE_BETWEEN_ATTEMPTS_MS);
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class OutOfTime extends Error {}

/** @throws Error when the work takes longer; the work itself is not stopped. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new OutOfTime(`no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What kafkajs says of several topics at once stands in the single errors only.
  const { errors } = error as Partial<AggregateError>;
  return [error.message, ...(errors ?? []).map(messageOf)].join(': ');
}

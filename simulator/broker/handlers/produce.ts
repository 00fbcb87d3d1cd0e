import type { Answer, Api, Request } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import type { Reader } from '../codec/reader.ts';
import { type BatchHeader, inspectBatch } from '../codec/record-batch.ts';
import { maxMessageBytesOf } from '../configs.ts';
import type { PartitionLog } from '../log.ts';
import type { BrokerState } from '../state.ts';

/**
 * Produce 0–7:
 *
 *     request   v3+: nullable string transactional id | int16 acks | int32 timeout ms
 *               [string topic, [int32 partition, int32 size, record batch]]
 *     response  [string topic, [int32 partition, int16 error, int64 base offset,
 *                v2+: int64 log append time, v5+: int64 log start offset]] | v1+: int32 throttle
 *
 * Versions 0–2 carry older message formats and are answered with UNSUPPORTED_FOR_MESSAGE_FORMAT. They are
 * advertised because librdkafka switches compression off where version 0 is missing (KAFKA-18659; Apache
 * Kafka 4 does the same).
 *
 * A request is written as a whole or, while the memory is full, held as a whole. What a member of a group writes is
 * never held: a consumer that publishes before it commits would wait for room that only its own commits can make.
 */
export const PRODUCE: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 0,
  maxVersion: 7,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    const transactionalId = version >= 3 ? body.nullableString() : null;
    const acks = body.int16();
    const timeoutMs = body.int32();
    const writes = readWrites(broker, body);
    const refusal = refusalOf(request, acks, transactionalId);
    if (refusal !== ERROR.NONE) for (const write of writes) write.error = refusal;
    else check(broker, writes);
    writeOrHold(broker, request, writes, timeoutMs, () => answer(respond(request, acks, writes)));
  },
};

/** What is asked for one partition, and what became of it. */
interface Write {
  readonly topic: string;
  readonly partition: number;
  readonly log: PartitionLog | undefined;
  readonly batch: Buffer;
  header: BatchHeader | undefined;
  error: number;
  baseOffset: number;
}

function readWrites(broker: BrokerState, body: Reader): Write[] {
  const writes: Write[] = [];
  for (let topics = body.arrayCount(); topics > 0; topics -= 1) {
    const topic = body.string();
    for (let partitions = body.arrayCount(); partitions > 0; partitions -= 1) {
      const partition = body.int32();
      const log = broker.topics.log(topic, partition);
      const batch = body.bytes();
      writes.push({
        topic,
        partition,
        log,
        batch,
        header: undefined,
        error: ERROR.NONE,
        baseOffset: -1,
      });
    }
  }
  return writes;
}

function refusalOf(request: Request, acks: number, transactionalId: string | null): number {
  if (request.forcedError !== ERROR.NONE) return request.forcedError;
  if (request.version < 3) return ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT;
  if (transactionalId !== null) return ERROR.INVALID_REQUEST;
  return acks < -1 || acks > 1 ? ERROR.INVALID_REQUIRED_ACKS : ERROR.NONE;
}

function check(broker: BrokerState, writes: readonly Write[]): void {
  const { verifyCrc, maxPartitionBytes, maxTotalBytes } = broker.settings;
  const roomBytes = Math.min(maxPartitionBytes, maxTotalBytes);
  for (const write of writes) {
    const { log, batch } = write;
    if (log === undefined) {
      write.error = ERROR.UNKNOWN_TOPIC_OR_PARTITION;
    } else if (batch.length > Math.min(maxMessageBytesOf(broker, write.topic), roomBytes)) {
      write.error = ERROR.MESSAGE_TOO_LARGE;
    } else {
      const inspected = inspectBatch(batch, verifyCrc, log.cleanup.compaction !== undefined);
      if (typeof inspected === 'number') write.error = inspected;
      else write.header = inspected;
    }
  }
}

function writeOrHold(
  broker: BrokerState,
  request: Request,
  writes: readonly Write[],
  timeoutMs: number,
  done: () => void,
): void {
  if (tryWrite(broker, writes)) {
    done();
    return;
  }
  if (broker.groups.isMember(request.clientId)) {
    for (const write of writes) append(broker, write);
    done();
    return;
  }
  for (const log of broker.topics.logs()) broker.compactor.begin(log);
  const heldMs = Math.min(Math.max(timeoutMs, 0), broker.settings.backPressureTimeoutMs);
  const cancel = broker.memory.hold(
    () => {
      if (!tryWrite(broker, writes)) return false;
      done();
      return true;
    },
    heldMs,
    () => {
      for (const write of writes)
        if (write.error === ERROR.NONE) write.error = ERROR.REQUEST_TIMED_OUT;
      done();
    },
  );
  // A client that is gone repeats its request elsewhere; writing it too would only double it.
  request.source.onceGone(cancel);
}

/** @returns false, with nothing written, if there is no room for all of it */
function tryWrite(broker: BrokerState, writes: readonly Write[]): boolean {
  const logs: PartitionLog[] = [];
  const bytes: number[] = [];
  for (const { log, header, batch } of writes) {
    if (log === undefined || header === undefined || log.deleted) continue;
    if (log.producers.judge(header).kind !== 'append') continue;
    logs.push(log);
    bytes.push(batch.length);
  }
  if (!broker.memory.hasRoomFor(logs, bytes)) return false;
  for (const write of writes) append(broker, write);
  return true;
}

function append(broker: BrokerState, write: Write): void {
  const { log, header } = write;
  if (log === undefined || header === undefined) return;
  if (log.deleted) {
    write.error = ERROR.UNKNOWN_TOPIC_OR_PARTITION;
    return;
  }
  const verdict = log.producers.judge(header);
  if (verdict.kind === 'append') {
    write.baseOffset = log.append(write.batch, header);
    broker.compactor.wrote(log);
  } else if (verdict.kind === 'duplicate') write.baseOffset = verdict.baseOffset;
  else write.error = verdict.error;
}

function respond(request: Request, acks: number, writes: readonly Write[]): Answer {
  if (acks === 0) {
    // There is no other way to tell a client that asked for no answers (Kafka does the same).
    const failed = writes.find((write) => write.error !== ERROR.NONE);
    return failed === undefined
      ? 'none'
      : { close: `acks=0 produce to ${failed.topic}-${failed.partition}: error ${failed.error}` };
  }
  const { version } = request;
  const response = request.response(64 + 64 * writes.length);
  const topics = groupByTopic(writes);
  response.array(topics, (ofTopic) => {
    response.string(ofTopic[0]?.topic ?? '').array(ofTopic, (write) => {
      response.int32(write.partition).int16(write.error).int64(write.baseOffset);
      if (version >= 2) response.int64(-1);
      if (version >= 5) response.int64(write.log?.logStartOffset ?? -1);
    });
  });
  return version >= 1 ? response.int32(0) : response;
}

/** Neighbours of the same topic together, as they were asked. */
function groupByTopic(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.topic === write.topic) last.push(write);
    else groups.push([write]);
  }
  return groups;
}

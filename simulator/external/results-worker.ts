/** The thread that reads a results topic, so that the main thread stays free to keep time. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type EachBatchPayload, PartitionAssigners } from 'kafkajs';
import { clockFrom } from '../../pipeline/clock.ts';
import { createConsumer, createKafka } from '../../pipeline/kafka/client.ts';
import { sealConnection } from '../../pipeline/kafka/connection.ts';
import { cpuSinceUs, threadCpuUs } from '../../reports/cpu.ts';
import { Recorder } from '../../reports/recorder.ts';
import { takeInterval } from '../../reports/thread-interval.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import { ResultBook } from './result-book.ts';
import {
  type FromResults,
  PROGRESS,
  type ResultsTask,
  type ToResults,
} from './results-messages.ts';

const COMMIT_EVERY_MS = 1_000;
const REFRESH_EVERY_MS = 20;

if (parentPort !== null) await run(workerData as ResultsTask, parentPort);

async function run(task: ResultsTask, port: MessagePort): Promise<void> {
  const tell = (message: FromResults): void => port.postMessage(message);
  const world = buildWorld(task.scenario);
  const products = world.catalogue.products.length;
  const recorder = await Recorder.create();
  const nowUs = clockFrom(task.clock);
  const probe = new ThreadProbe();
  let book: ResultBook | undefined;
  let cpuAtStartUs = threadCpuUs();
  let stopping = false;

  const { connection } = task;
  const kafka = createKafka({
    ...sealConnection(connection),
    clientId: 'streamstock-results',
    onError: (message) => tell({ type: 'trouble', message }),
  });
  const consumer = createConsumer(kafka, {
    kind: connection.kind,
    groupId: task.groupId,
    assigner: PartitionAssigners.roundRobin,
    maxTopicPartitions: task.partitions,
    restartOnFailure: async () => !stopping,
  });
  consumer.on(consumer.events.CRASH, ({ payload: { restart, error } }) => {
    if (!restart && !stopping) tell({ type: 'fatal', message: error.message });
  });
  // What is read again after a rejoin was taken already.
  const nextOffsets = new Map<number, bigint>();
  const take = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const receivedUs = nowUs();
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      if (offset < (nextOffsets.get(batch.partition) ?? 0n)) continue;
      nextOffsets.set(batch.partition, offset + 1n);
      // What comes before the load begins speaks of an earlier one.
      book?.take(message, receivedUs);
      payload.resolveOffset(message.offset);
    }
    refresh();
    await payload.heartbeat();
  };

  const { progress } = task;
  const refresh = (): void => {
    if (book === undefined) return;
    Atomics.store(progress, PROGRESS.events, book.events);
    Atomics.store(progress, PROGRESS.outstanding, book.outstanding ?? -1);
  };
  const refreshing = setInterval(() => {
    book?.advance(nowUs());
    refresh();
  }, REFRESH_EVERY_MS);
  const tellInterval = (index?: number): void =>
    tell({ type: 'interval', interval: takeInterval(probe, recorder, index) });

  const finish = async (): Promise<void> => {
    stopping = true;
    clearInterval(refreshing);
    await consumer.disconnect().catch(() => undefined);
    book?.advance(nowUs());
    tellInterval();
    probe.stop();
    if (book === undefined) throw new Error('a reader that never began has nothing to tell');
    tell({
      type: 'finished',
      result: {
        counts: book.counts(),
        measurements: recorder.snapshot(),
        cpuUs: cpuSinceUs(cpuAtStartUs),
      },
    });
    port.close();
  };

  port.on('message', (message: ToResults) => {
    switch (message.type) {
      case 'begin':
        recorder.begin(message, task.intervalsByTopic);
        probe.sample();
        cpuAtStartUs = threadCpuUs();
        book = new ResultBook({
          catalogue: world.catalogue,
          runId: task.runId,
          timeline: new Timeline(world),
          startUs: message.startUs,
          readsNotices: message.readsNotices,
          observer: recorder,
        });
        return;
      case 'tick':
        tellInterval(message.index);
        return;
      case 'expect':
        book?.expect(
          SeqRanges.union([
            new SeqRanges(products),
            ...message.acknowledged.map((ranges) => SeqRanges.from(ranges)),
          ]),
          nowUs(),
        );
        refresh();
        return;
      case 'finish':
        void finish();
        return;
    }
  });

  await consumer.connect();
  await consumer.subscribe({ topic: task.topic });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
  });
  await consumer.run({
    autoCommit: true,
    autoCommitInterval: COMMIT_EVERY_MS,
    eachBatchAutoResolve: false,
    eachBatch: take,
  });
  await joined;
  tell({ type: 'ready' });
}

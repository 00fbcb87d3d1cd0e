/** A consumer thread: one member of the group with a pipeline of its own. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../../pipeline/clock.ts';
import { refusalText } from '../../pipeline/kafka/access-trouble.ts';
import { sealConnection } from '../../pipeline/kafka/connection.ts';
import { StockConsumer } from '../../pipeline/kafka/consumer.ts';
import type { GroupJoin } from '../../pipeline/kafka/consumer-options.ts';
import { partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import { cpuSinceUs, threadCpuUs } from '../../reports/cpu.ts';
import { Recorder } from '../../reports/recorder.ts';
import { takeInterval } from '../../reports/thread-interval.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { buildWorld } from '../world/world.ts';
import {
  type ConsumerResult,
  type ConsumerTask,
  type FromConsumer,
  PROGRESS,
  type ToConsumer,
} from './messages.ts';
import { RemoteForecaster } from './remote-forecaster.ts';

const WAITING_EXAMPLES = 5;

if (parentPort !== null) await run(workerData as ConsumerTask, parentPort);

async function run(task: ConsumerTask, port: MessagePort): Promise<void> {
  const { scenario, progress, consumerName } = task;
  const tell = (message: FromConsumer): void => port.postMessage(message);
  const { catalogue, history, startMs, endMs } = buildWorld(scenario);
  const { partitions, ordering, shortage } = scenario.pipeline;
  const partitionOfProduct = partitionOfKeys(
    catalogue.products.map((product) => product.id),
    partitions,
  );
  const recorder = await Recorder.create();
  const nowUs = clockFrom(task.clock);
  const topics = topicNames(task.topicPrefix);
  const forecaster = new RemoteForecaster((id, batch) => tell({ type: 'forecast', id, batch }));
  const joins: (GroupJoin & { atUs: number })[] = [];

  const connection = sealConnection(task.connection);
  const consumer = new StockConsumer({
    catalogue,
    pipeline: { history, startMs, endMs, shortage, ordering },
    runId: task.runId,
    groupId: task.groupId,
    consumerName,
    groupNames: task.groupNames,
    connection,
    topics,
    partitions,
    partitionOfProduct,
    observer: recorder,
    nowUs,
    forecaster,
    ...(task.maxWaitingEvents === undefined ? {} : { maxWaitingEvents: task.maxWaitingEvents }),
    onJoin: (join) => {
      joins.push({ ...join, atUs: nowUs() });
      owned = ownedProducts();
      tell({ type: 'joined', join });
    },
    onOverflow: (waiting) => tell({ type: 'overflow', waiting }),
    onRecordsLost: (loss) => tell({ type: 'records-lost', loss }),
    onFatal: (error) =>
      tell({ type: 'fatal', message: refusalText(error, connection, 'read the topics') }),
    onTrouble: (message) => tell({ type: 'trouble', message }),
    onProgress: () => publishProgress(consumer, progress),
  });

  const probe = new ThreadProbe();
  const ownedProducts = (): number[] => {
    const owned = new Set(consumer.partitions);
    return catalogue.products
      .map(({ index }) => index)
      .filter((index) => owned.has(partitionOfProduct[index] as number));
  };
  /** Of the latest join. */
  let owned: readonly number[] = [];
  const tellInterval = (index?: number): void =>
    tell({
      type: 'interval',
      interval: {
        ...takeInterval(probe, recorder, index),
        standing: consumer.intake.pipeline.standing(owned),
      },
    });
  let cpuAtStartUs = threadCpuUs();
  port.on('message', (message: ToConsumer) => {
    if (message.type === 'begin') {
      recorder.begin(message, task.intervalsByTopic);
      probe.sample();
      cpuAtStartUs = threadCpuUs();
    } else if (message.type === 'tick') tellInterval(message.index);
    else if (message.type === 'forecasts') forecaster.resolve(message.id, message.results);
    else if (message.type === 'forecasts-failed') forecaster.reject(message.id, message.message);
    else if (message.type === 'finish') void finish(message.timeoutMs);
    else void leave();
  });
  // Acknowledged dead letters settle between batches.
  const refresh = setInterval(() => publishProgress(consumer, progress), 20);

  const finish = async (timeoutMs: number): Promise<void> => {
    const products = ownedProducts();
    const unpublished = await consumer.finish(products, timeoutMs);
    clearInterval(refresh);
    publishProgress(consumer, progress);
    tellInterval();
    probe.stop();
    const result: ConsumerResult = {
      consumerName,
      partitions: consumer.partitions,
      joins,
      ...conclusions(consumer, products, catalogue.products.length),
      unpublished,
      offsets: consumer.offsets(),
      measurements: recorder.snapshot(),
      cpuUs: cpuSinceUs(cpuAtStartUs),
    };
    tell({ type: 'finished', result });
  };
  const leave = async (): Promise<void> => {
    await consumer.stop();
    port.close();
  };

  await consumer.start();
}

function publishProgress({ intake, away }: StockConsumer, progress: Int32Array): void {
  Atomics.store(progress, PROGRESS.away, away ? 1 : 0);
  Atomics.store(progress, PROGRESS.applied, intake.applied);
  Atomics.store(progress, PROGRESS.received, intake.received);
  Atomics.store(progress, PROGRESS.deadLettered, intake.deadLettered);
  Atomics.store(progress, PROGRESS.waiting, intake.pipeline.waiting);
}

function conclusions(
  { intake }: StockConsumer,
  products: readonly number[],
  catalogueSize: number,
): Pick<ConsumerResult, 'outcome' | 'applied' | 'deadLettered' | 'waiting' | 'waitingExamples'> {
  const { pipeline, deadLetteredIds } = intake;
  const contiguous = new Int32Array(catalogueSize);
  for (const productIndex of products) contiguous[productIndex] = pipeline.appliedSeq(productIndex);
  const deadLettered = new SeqRanges(catalogueSize);
  for (let at = 0; at < deadLetteredIds.length; at += 2) {
    deadLettered.add(deadLetteredIds[at] as number, deadLetteredIds[at + 1] as number);
  }
  return {
    outcome: pipeline.outcome(products),
    applied: { contiguous, beyond: new Int32Array(0) },
    deadLettered: deadLettered.toTransferable(),
    waiting: pipeline.waiting,
    waitingExamples: products
      .map((productIndex) => ({
        productIndex,
        seqs: pipeline.waitingSeqs(productIndex).slice(0, 5),
      }))
      .filter(({ seqs }) => seqs.length > 0)
      .slice(0, WAITING_EXAMPLES),
  };
}

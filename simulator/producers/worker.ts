/** A producer thread: replays the plan, sends the events of its own products, tells what came of each. */
import { clockFrom } from '../../pipeline/clock.ts';
import { refusalText } from '../../pipeline/kafka/access-trouble.ts';
import { sealConnection } from '../../pipeline/kafka/connection.ts';
import { createSender } from '../../pipeline/kafka/leader-sender.ts';
import { isFinal } from '../../pipeline/kafka/recovery.ts';
import { partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import { cpuSinceUs, threadCpuUs } from '../../reports/cpu.ts';
import { Recorder } from '../../reports/recorder.ts';
import { takeInterval } from '../../reports/thread-interval.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import { RecordEncoder } from './encode.ts';
import { Generator } from './generator.ts';
import { Lane, topicIndexOf } from './lane.ts';
import { lanesByLeader } from './leaders.ts';
import {
  type FromProducer,
  PROGRESS,
  type ProducerResult,
  type ProducerTask,
  type ToProducer,
} from './messages.ts';
import { assignProducts } from './ownership.ts';
import { Playback, type PlaybackOrder } from './playback.ts';

export default async function produce(task: ProducerTask): Promise<ProducerResult> {
  const { scenario, port, progress } = task;
  const say = (message: FromProducer): void => port.postMessage(message);
  const world = buildWorld(scenario);
  const { products, popularity } = world.catalogue;
  const owner = assignProducts(popularity.weights, scenario.producers.workers);
  const timeline = new Timeline(world, (productIndex) => owner[productIndex] === task.worker);
  const recorder = await Recorder.create();
  const probe = new ThreadProbe();
  const tellInterval = (index?: number): void =>
    say({ type: 'interval', interval: takeInterval(probe, recorder, index) });
  const planned = new Int32Array(products.length);
  const handed = new SeqRanges(products.length);
  const acknowledged = new SeqRanges(products.length);
  const { acks, idempotent, compression, maxInFlight, lingerMs, pacing } = scenario.producers;
  const topics = topicNames(task.topicPrefix).events;
  const { partitions } = scenario.pipeline;
  const connection = sealConnection(task.connection);
  const sender = createSender(
    { ...connection, clientId: 'streamstock-producer' },
    { acks, idempotent, compression, topics },
  );
  await sender.connect();
  const leaders = lanesByLeader(
    (topic, partition) => sender.leaderOf(topic, partition),
    topics,
    partitions,
  );
  const partitionOf = partitionOfKeys(
    products.map(({ id }) => id),
    partitions,
  );

  const orders = listen(port, tellInterval);
  say({ type: 'prepared' });
  const start = await orders.start;
  const now = clockFrom(task.clock);
  let stopped = false;
  const cpuAtStartUs = threadCpuUs();
  let endedUs = now();
  if (start !== undefined) {
    recorder.begin(start, task.intervalsByTopic);
    probe.sample();
    const lanes = Array.from(
      { length: leaders.lanes },
      () =>
        new Lane(
          {
            encoder: new RecordEncoder(world.catalogue, task.runId),
            partitionOf,
            partitions,
            topics,
            observer: recorder,
            now,
            lingerUs: lingerMs * 1000,
            send: (batches, apart) => sender.send(batches, apart),
            handedOver: (product, seq) => {
              handed.add(product, seq);
              increment(progress, PROGRESS.sent);
            },
            acknowledged: (product, seq) => {
              acknowledged.add(product, seq);
              increment(progress, PROGRESS.acknowledged);
            },
            freed: (events) => generator.freed(events),
            troubled: (error, attempt) => {
              say({ type: 'trouble', message: messageOf(error) });
              if (attempt !== REFUSED_AFTER_ATTEMPTS || !(error instanceof Error && isFinal(error)))
                return;
              const message = refusalText(error, connection, 'write to the topics');
              say({ type: 'refused', message });
            },
          },
          maxInFlight,
        ),
    );
    const playback =
      task.playback === undefined
        ? undefined
        : new Playback(rateCurveOf(scenario), start.startUs, task.playback);
    const generator: Generator = new Generator({
      next: () => timeline.next(),
      laneOf: (event) => {
        const partition = partitionOf[event.productIndex] as number;
        return lanes[
          leaders.laneOf[topicIndexOf(event) * partitions + partition] as number
        ] as Lane;
      },
      lanes,
      observer: recorder,
      now,
      startUs: start.startUs,
      ...(playback === undefined ? {} : { playback }),
      maxInFlight,
      lingerUs: lingerMs * 1000,
      pacing,
      planned: ({ productIndex, productSeq }) => {
        planned[productIndex] = productSeq;
        increment(progress, PROGRESS.planned);
      },
    });
    orders.onPlay((order) => {
      playback?.order(order, now());
      generator.replay();
    });
    orders.onStop(() => {
      stopped = true;
      generator.stop();
    });
    orders.onShed(() => {
      stopped = true;
      generator.shed();
    });
    await generator.run();
    endedUs = now();
    recorder.count('events_shed', planned.reduce(sum, 0) - acknowledged.total());
  }
  tellInterval();
  probe.stop();
  port.close();
  await Promise.race([sender.disconnect().catch(() => {}), pause(CLOSE_TIMEOUT_MS)]);
  return {
    worker: task.worker,
    planned,
    handed: handed.toTransferable(),
    acknowledged: acknowledged.toTransferable(),
    stopped: stopped || start === undefined,
    endedUs,
    measurements: recorder.snapshot(),
    cpuUs: cpuSinceUs(cpuAtStartUs),
  };
}

const CLOSE_TIMEOUT_MS = 1_000;
/** Some three seconds: a change of rights may be made in two steps. */
const REFUSED_AFTER_ATTEMPTS = 6;

type Start = Extract<ToProducer, { type: 'start' }>;

/** What the main thread orders; a stop, and orders of the playback, may come before the start. */
function listen(port: ProducerTask['port'], onTick: (index: number) => void) {
  let onStop = (): void => {};
  let onShed = (): void => {};
  let early: PlaybackOrder[] = [];
  let onPlay = (order: PlaybackOrder): void => {
    early.push(order);
  };
  const heard = { stop: false, shed: false };
  const start = new Promise<Start | undefined>((resolve) => {
    port.on('message', (message: ToProducer) => {
      if (message.type === 'start') {
        resolve(message);
        return;
      }
      if (message.type === 'tick') {
        onTick(message.index);
        return;
      }
      if (message.type !== 'stop' && message.type !== 'shed') {
        onPlay(message);
        return;
      }
      heard[message.type] = true;
      resolve(undefined);
      if (message.type === 'stop') onStop();
      else onShed();
    });
  });
  return {
    start,
    onPlay(action: (order: PlaybackOrder) => void): void {
      onPlay = action;
      for (const order of early) action(order);
      early = [];
    },
    onStop(action: () => void): void {
      onStop = action;
      if (heard.stop) action();
    },
    onShed(action: () => void): void {
      onShed = action;
      if (heard.shed) action();
    },
  };
}

/** This thread is the slot's only writer; readers need no more than a recent value. */
function increment(counts: Int32Array, slot: number): void {
  counts[slot] = (counts[slot] as number) + 1;
}

function sum(a: number, b: number): number {
  return a + b;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

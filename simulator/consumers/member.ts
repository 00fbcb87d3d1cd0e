/** One life of a member of the consumer group: joins, consumes, tells, and leaves or dies. In a thread or a process of its own. */
import { clockFrom, type NowUs } from '../../pipeline/clock.ts';
import { refusalText } from '../../pipeline/kafka/access-trouble.ts';
import { sealConnection } from '../../pipeline/kafka/connection.ts';
import { StockConsumer } from '../../pipeline/kafka/consumer.ts';
import type { GroupJoin, StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import type { TurnTrace } from '../../pipeline/kafka/turn-trace.ts';
import { partitionOfKeys, topicNames } from '../../pipeline/topics.ts';
import { cpuSinceUs, threadCpuUs } from '../../reports/cpu.ts';
import { type LoadInstants, Recorder } from '../../reports/recorder.ts';
import { takeInterval } from '../../reports/thread-interval.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { plantedSeams } from '../comparison/planted-consumer.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import { buildWorld } from '../world/world.ts';
import {
  type ConsumerResult,
  type ConsumerTask,
  type FromConsumer,
  PROGRESS,
  type ToConsumer,
} from './messages.ts';
import { RemoteForecaster } from './remote-forecaster.ts';
import { TurnsTaken } from './turns-taken.ts';

/** How a member is spoken with: a thread's port, or a topic. */
export interface MemberPort {
  tell(message: FromConsumer, transfer?: readonly ArrayBuffer[]): void;
  /** Called once, before anything is told. */
  onMessage(listener: (message: ToConsumer) => void): void;
  /** Nothing more is told or heard. */
  close(): void;
}

/** What is acknowledged between batches shows after so long. */
const REFRESH_MS = 20;
/** Exit code of a crash that a fault of the scenario asked for. */
const CRASHED = 137;

/** Resolves when the member has begun to join; rejects when it cannot reach the broker. It ends by `leave`, or by dying. */
export async function runMember(task: ConsumerTask, port: MemberPort): Promise<void> {
  const recorder = await Recorder.create();
  await new Member(task, port, recorder).start();
}

class Member {
  readonly #task: ConsumerTask;
  readonly #port: MemberPort;
  readonly #recorder: Recorder;
  readonly #nowUs: NowUs;
  readonly #probe = new ThreadProbe();
  readonly #forecaster: RemoteForecaster;
  readonly #consumer: StockConsumer;
  readonly #joins: (GroupJoin & { atUs: number })[] = [];
  readonly #taken: TurnsTaken;
  #cpuAtStartUs = threadCpuUs();
  #crashAt: CrashStep | undefined;
  #refresh: NodeJS.Timeout | undefined;
  #finished = false;
  #leaving = false;

  constructor(task: ConsumerTask, port: MemberPort, recorder: Recorder) {
    this.#task = task;
    this.#port = port;
    this.#recorder = recorder;
    this.#taken = new TurnsTaken(task.turns.length);
    this.#nowUs = clockFrom(task.clock);
    this.#forecaster = new RemoteForecaster((id, batch) =>
      port.tell({ type: 'forecast', id, batch }),
    );
    this.#consumer = new StockConsumer(consumerOptions(task, recorder, this.#seams()));
    if (task.load !== undefined) this.#begin(task.load);
    port.onMessage((message) => this.#heard(message));
  }

  async start(): Promise<void> {
    this.#refresh = setInterval(() => this.#publish(), REFRESH_MS);
    await this.#consumer.start();
  }

  #seams(): Seams {
    const connection = sealConnection(this.#task.connection);
    const tell = (message: FromConsumer): void => this.#port.tell(message);
    const atUs = (): number => this.#nowUs();
    return {
      connection,
      nowUs: this.#nowUs,
      forecaster: this.#forecaster,
      atStep: (step) => {
        if (step === this.#crashAt) die();
      },
      onJoin: (join) => {
        const joined = { ...join, atUs: this.#nowUs() };
        this.#joins.push(joined);
        tell({ type: 'joined', join, atUs: joined.atUs });
      },
      onRebalancing: () => tell({ type: 'rebalancing', atUs: atUs() }),
      onActive: (activation) => {
        const { partition, kept } = activation;
        this.#taken.came(partition, this.#consumer.turnsOf(partition), kept);
        this.#publish();
        tell({ type: 'active', ...activation, atUs: atUs() });
      },
      onReleased: (partition) => {
        this.#publish();
        tell({ type: 'released', partition, atUs: atUs() });
      },
      onFirstApplied: (partition) => tell({ type: 'first-applied', partition, atUs: atUs() }),
      onClosed: (partition) => tell({ type: 'closed', partition, atUs: atUs() }),
      onOverflow: (waiting) => tell({ type: 'overflow', waiting }),
      onRecordsLost: (loss) => tell({ type: 'records-lost', loss }),
      onFatal: (error) =>
        tell({ type: 'fatal', message: refusalText(error, connection, 'read the topics') }),
      onTrouble: (message) => tell({ type: 'trouble', message }),
      onProgress: () => this.#publish(),
      ...(this.#task.interactive === true
        ? { interactive: true, onTrace: (trace: TurnTrace) => tell({ type: 'trace', trace }) }
        : {}),
    };
  }

  #heard(message: ToConsumer): void {
    switch (message.type) {
      case 'begin':
        this.#begin(message);
        return;
      case 'tick':
        this.#tellInterval(message.index);
        return;
      case 'forecasts':
        this.#forecaster.resolve(message.id, message.results);
        return;
      case 'forecasts-failed':
        this.#forecaster.reject(message.id, message.message);
        return;
      case 'close':
        this.#consumer.close(new Map(message.ends)).catch((error: Error) => {
          this.#port.tell({ type: 'trouble', message: `closing the books: ${error.message}` });
        });
        return;
      case 'finish':
        this.#consumer.halt();
        this.#finish();
        return;
      case 'leave':
        void this.#leave();
        return;
      case 'throttle':
        this.#consumer.throttle(message.eventsPerSecond);
        return;
      case 'stall':
        standStill(message.forMs);
        return;
      case 'crash-at':
        if (message.step === null) die();
        this.#crashAt = message.step;
    }
  }

  #begin(instants: LoadInstants): void {
    this.#recorder.begin(instants, this.#task.intervalsByTopic);
    this.#probe.sample();
    this.#cpuAtStartUs = threadCpuUs();
  }

  #tellInterval(index?: number): void {
    if (this.#finished) return;
    const interval = takeInterval(this.#probe, this.#recorder, index);
    const standing = this.#consumer.standing();
    this.#port.tell({ type: 'interval', interval: { ...interval, standing } });
  }

  /** @param end how things were before it began to leave */
  #finish(end: End = this.#end()): void {
    if (this.#finished) return;
    this.#publish();
    clearInterval(this.#refresh);
    this.#tellInterval();
    this.#finished = true;
    this.#probe.stop();
    const result: ConsumerResult = {
      consumerName: this.#task.consumerName,
      joins: this.#joins,
      ...end,
      measurements: this.#recorder.snapshot(),
      cpuUs: cpuSinceUs(this.#cpuAtStartUs),
    };
    this.#port.tell({ type: 'finished', result });
  }

  async #leave(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    const end = this.#end();
    await this.#consumer.stop({ checkpoint: !this.#finished });
    this.#finish(end);
    this.#port.close();
  }

  #end(): End {
    const { active: partitions, waiting } = this.#consumer;
    return { partitions, waiting, offsets: this.#consumer.offsets() };
  }

  #publish(): void {
    if (this.#finished) return;
    const { progress, turns } = this.#task;
    for (const partition of turns.keys()) {
      const now = this.#consumer.turnsOf(partition);
      turns[partition] = now;
      this.#taken.look(partition, now);
    }
    Atomics.store(progress, PROGRESS.taken, this.#taken.total);
    Atomics.store(progress, PROGRESS.received, this.#recorder.counted('events_received'));
    Atomics.store(progress, PROGRESS.waiting, this.#consumer.waiting);
    Atomics.store(progress, PROGRESS.away, this.#consumer.away ? 1 : 0);
  }
}

type End = Pick<ConsumerResult, 'partitions' | 'waiting' | 'offsets'>;

type Seams = Pick<
  StockConsumerOptions,
  | 'connection'
  | 'nowUs'
  | 'forecaster'
  | 'atStep'
  | 'onJoin'
  | 'onRebalancing'
  | 'onActive'
  | 'onReleased'
  | 'onFirstApplied'
  | 'onClosed'
  | 'onOverflow'
  | 'onRecordsLost'
  | 'onFatal'
  | 'onTrouble'
  | 'onProgress'
  | 'interactive'
  | 'onTrace'
>;

function consumerOptions(task: ConsumerTask, recorder: Recorder, seams: Seams) {
  const { scenario, maxWaitingEvents, checkpointOrder, plant } = task;
  const { catalogue, history, startMs, endMs } = buildWorld(scenario);
  const { partitions, ordering, shortage, changelog } = scenario.pipeline;
  const { sessionTimeoutMs, rebalanceTimeoutMs } = scenario.pipeline;
  const { runId, groupId, consumerName, groupNames, processed } = task;
  return {
    ...seams,
    ...{ runId, groupId, consumerName, groupNames, processed },
    ...{ catalogue, partitions, changelog, sessionTimeoutMs, rebalanceTimeoutMs },
    pipeline: { history, startMs, endMs, shortage, ordering },
    topics: topicNames(task.topicPrefix),
    partitionOfProduct: partitionOfKeys(
      catalogue.products.map(({ id }) => id),
      partitions,
    ),
    observer: recorder,
    ...(maxWaitingEvents === undefined ? {} : { maxWaitingEvents }),
    ...(checkpointOrder === undefined ? {} : { checkpointOrder }),
    ...(plant === undefined ? {} : plantedSeams(plant, seams)),
  };
}

/** As `kill -9` would: nothing is flushed and nobody is told. In a thread it ends the thread alone. */
function die(): never {
  process.exit(CRASHED);
}

/** Timers, sockets and heartbeats stand still with it. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, forMs);
}

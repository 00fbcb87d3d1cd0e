/** Everything that the server has of one run: it reads along, keeps what pages and API answer from, and writes what people ask for. */
import { clockFrom } from '../../../pipeline/clock.ts';
import { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import { sealConnection } from '../../../pipeline/kafka/connection.ts';
import { createSender } from '../../../pipeline/kafka/leader-sender.ts';
import { LogTail } from '../../../pipeline/kafka/log-tail.ts';
import { dashboardMetrics } from '../../../pipeline/query/answers/metrics.ts';
import { ChangelogFollower } from '../../../pipeline/query/changelog-follower.ts';
import { ReadModel } from '../../../pipeline/query/read-model.ts';
import type { MetricsJson } from '../../../pipeline/query/wire.ts';
import { partitionOfKeys, type TopicNames, topicNames } from '../../../pipeline/topics.ts';
import type { DeadLetterRow } from '../../../reports/live/frames.ts';
import { buildWorld, type World } from '../../world/world.ts';
import type { ToLiveServer } from '../contract.ts';
import { type ClassroomEvent, type ClassroomEvents, saidOfEvent } from '../control-words.ts';
import { LESSONS } from '../lessons.ts';
import { AlertList } from './alert-list.ts';
import { DeadLetterList } from './dead-letter-list.ts';
import { every, type Repetition } from './every.ts';
import type { FrameSource } from './frames.ts';
import { HandWork } from './hand-work.ts';
import { RecordHistory } from './history.ts';
import { RecordInspector } from './inspector.ts';
import { kafkaView } from './kafka-view.ts';
import { EventTrail } from './keep-events.ts';
import { journeyFacts } from './run-journey.ts';
import { RunNews } from './run-news.ts';
import { takeRecord, tappedTopics } from './run-topics.ts';
import { LiveStore } from './store.ts';
import { Tap } from './tap.ts';
import { type Comparison, Truth } from './truth.ts';
import { HandWriter } from './writer.ts';

export type RunBegins = Extract<ToLiveServer, { readonly type: 'run-begins' }>;

export interface WatchOptions {
  readonly begins: RunBegins;
  readonly keepEvents: boolean;
  /** Whether anybody looks just now. */
  readonly isWatched: () => boolean;
  readonly onTrouble: (message: string) => void;
  readonly onActed: (text: string, detail: Readonly<Record<string, string | number>>) => void;
}

const CLIENT_ID = 'streamstock-live';
const LOOK_MS = 250;
const FOLLOW_MS = 500;
/** While nobody looks. */
const IDLE_MS = 1000;
const STARTS_EVERY_MS = 2000;
/** Of a topic-partition, a look. */
const NEWEST = 250;
const NEWEST_IDLE = 50;
const PATIENCE = { maxSilenceMs: 3000 };
const SAY_AGAIN_MS = 1000;
const MAX_DRAIN_LOOKS = 10_000;

export class WatchedRun {
  readonly news: RunNews;
  readonly store: LiveStore;
  readonly inspector: RecordInspector;
  /** undefined: nobody may write. */
  readonly handWork: HandWork | undefined;
  readonly source: FrameSource;
  readonly #options: WatchOptions;
  readonly #topics: TopicNames;
  readonly #world: World;
  readonly #model: ReadModel;
  readonly #history: RecordHistory;
  readonly #deadLetters: DeadLetterList;
  readonly #tail: LogTail;
  readonly #tap: Tap;
  readonly #reader: LogReader;
  readonly #trail: EventTrail | undefined;
  readonly #loops: readonly Repetition[];
  readonly #look: Repetition;
  readonly #follow: Repetition;
  #startsAtMs = performance.now();
  #saidDeadLetterMs = Number.NEGATIVE_INFINITY;
  #isOver = false;
  #closed: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    const { begins, keepEvents, onTrouble } = options;
    const { run, scenario, folder, loadStartedUs } = begins;
    const { partitions } = scenario.pipeline;
    const nowUs = clockFrom(begins.clock);
    const connection = sealConnection(begins.connection);
    const client = { ...connection, clientId: CLIENT_ID };
    this.#options = options;
    this.#topics = topicNames(begins.topicPrefix);
    this.#world = buildWorld(scenario);
    const { catalogue, history, startMs, endMs } = this.#world;
    const partitionOfProduct = partitionOfKeys(
      catalogue.products.map(({ id }) => id),
      partitions,
    );
    this.news = new RunNews(run, () => Math.max(0, (nowUs() - loadStartedUs) / 1000));
    this.#model = new ReadModel({
      ...{ catalogue, history, startMs, endMs, partitions, partitionOfProduct },
      shortage: scenario.pipeline.shortage,
      ordering: scenario.pipeline.ordering,
    });
    this.#history = new RecordHistory(run.runId);
    this.#deadLetters = new DeadLetterList(run.runId, loadStartedUs / 1000);
    const alerts = new AlertList(run.runId, catalogue.warehouses);
    const tapped = tappedTopics(this.#topics, run.isInteractive);
    this.#tail = new LogTail({ connection, clientId: CLIENT_ID, topics: [...tapped.keys()] });
    this.#trail = keepEvents ? new EventTrail(folder, onTrouble) : undefined;
    const takers = {
      ...{ runId: run.runId, topics: this.#topics, history: this.#history, alerts },
      ...{ deadLetters: this.#deadLetters, model: this.#model, warehouses: catalogue.warehouses },
      onDeadLetter: (row: DeadLetterRow) => this.#sayDeadLetter(row),
    };
    this.#tap = new Tap({
      ...{ tail: this.#tail, topics: tapped },
      // The embedded broker is this run's own.
      from: connection.kind === 'embedded' ? 'start' : 'end',
      onRecord: (record) => {
        takeRecord(record, takers);
        return this.#trail?.add(record);
      },
      onLost: (topic, partition, records, why) => {
        this.#trail?.lose(records);
        this.#trouble(`${records} records of ${topic}/${partition} were not read: ${why}`);
      },
    });
    this.store = new LiveStore({
      run: {
        ...{ runId: run.runId, scenario: run.scenario, seed: run.seed, startMs, endMs },
        isInteractive: run.isInteractive,
      },
      warehouses: catalogue.warehouses,
      ...{ model: this.#model, alerts, history: this.#history },
      passedOver: () => this.#tap.passedOver,
    });
    const inspected = [...tapped.keys()];
    this.#reader = new LogReader(client, inspected);
    this.inspector = new RecordInspector({
      ...{ reader: this.#reader, topics: inspected, partitions },
      facts: (topic, partition, record) =>
        journeyFacts(
          {
            ...{ topics: this.#topics, partitions, processed: begins.processed },
            ...{ isInteractive: run.isInteractive, runId: run.runId },
            ...{ group: this.news.group, model: this.#model, store: this.store },
            deadLetters: this.#deadLetters,
          },
          ...[topic, partition, record],
        ),
    });
    this.handWork = run.isInteractive
      ? new HandWork({
          writer: new HandWriter({
            sender: createSender(client, {
              ...{ acks: -1, compression: 'none', idempotent: false, topics: inspected },
            }),
            ...{ runId: run.runId, commandsTopic: this.#topics.commands, nowUs },
            partitionOf: (key) => partitionOfKeys([key], partitions)[0] ?? 0,
          }),
          ...{ catalogue, history: this.#history, poisonTopic: this.#topics.events[0] ?? '' },
          onActed: (text, detail) => {
            this.news.act(text);
            options.onActed(text, detail);
          },
        })
      : undefined;
    this.source = this.#frameSource();
    const follower = new ChangelogFollower({
      ...{ topic: this.#topics.changelog, run: run.runId, groupId: begins.groupId },
      ...{ partitions, model: this.#model, reader: patiently(this.#reader) },
    });
    this.#look = this.#loop('its topics', LOOK_MS, () => this.#lookOnce());
    this.#follow = this.#loop('its state', FOLLOW_MS, () => follower.follow());
    this.#loops = [this.#look, this.#follow];
  }

  hear(message: ToLiveServer): void {
    this.news.hear(message);
    // What is still there is read before the topics go.
    if (message.type === 'phase' && message.phase === 'auditing') void this.#readToEnd();
    if (message.type === 'run-ended') void this.close();
  }

  /** What was seen until now is still answered from. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#isOver = true;
    this.#tap.stop();
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    await Promise.all([this.#tail.close(), this.#reader.close(), this.handWork?.close()]);
    await this.#trail?.close();
  }

  async #readToEnd(): Promise<void> {
    await Promise.all([this.#look.now(), this.#follow.now()]).catch(() => undefined);
  }

  async #lookOnce(): Promise<void> {
    const isWatched = this.#options.isWatched();
    if (this.#trail === undefined) await this.#tap.look(isWatched ? NEWEST : NEWEST_IDLE);
    else await this.#lookAtAll();
    if (!isWatched || performance.now() - this.#startsAtMs < STARTS_EVERY_MS) return;
    this.#startsAtMs = performance.now();
    await this.#tap.lookAtStarts();
  }

  /** Nothing is passed over: until it has caught up, or the run is over. */
  async #lookAtAll(): Promise<void> {
    for (let look = 0; look < MAX_DRAIN_LOOKS; look += 1) {
      if ((await this.#tap.look(Number.POSITIVE_INFINITY)) || this.#isOver) return;
    }
  }

  #loop(what: string, intervalMs: number, work: () => Promise<void>): Repetition {
    return every(work, {
      intervalMs: () => (this.#options.isWatched() ? intervalMs : Math.max(intervalMs, IDLE_MS)),
      onTrouble: (error) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#trouble(`The live page cannot follow ${what} just now: ${reason}`);
      },
    });
  }

  /** At the end the broker and its topics go, and that is no trouble. */
  #trouble(message: string): void {
    const { phase } = this.news;
    if (!this.#isOver && phase !== 'auditing' && phase !== 'ended')
      this.#options.onTrouble(message);
  }

  /** Poison by the hundred is no news. */
  #sayDeadLetter({ reason }: DeadLetterRow): void {
    const nowMs = performance.now();
    if (nowMs - this.#saidDeadLetterMs < SAY_AGAIN_MS) return;
    this.#saidDeadLetterMs = nowMs;
    this.#sayEvent('dead-letter', { reason });
  }

  /** To a class; a run that is measured needs no words. */
  #sayEvent<Event extends ClassroomEvent>(event: Event, facts: ClassroomEvents[Event]): void {
    if (!this.news.run.isInteractive) return;
    const { text, why } = saidOfEvent(event, facts);
    this.news.say(text, why);
  }

  #frameSource(): FrameSource {
    const { begins } = this.#options;
    const { run, groupId, scenario, processed } = begins;
    const deadLetters = this.#deadLetters;
    return {
      ...{ news: this.news, history: this.#history },
      metrics: this.#metrics(),
      lesson: (id) => LESSONS.find(({ view }) => view.id === id)?.view,
      passedOver: () => this.#tap.passedOver,
      kafka: () =>
        kafkaView({
          ...{ groupId, topics: this.#topics, partitions: scenario.pipeline.partitions },
          ...{ isInteractive: run.isInteractive, logs: this.#tap, processed },
          ...{ group: this.news.group, counters: this.news.counters },
          ...{ deadLetters: deadLetters.rows, deadLetterCount: deadLetters.count },
        }),
      comparison: run.isInteractive ? this.#comparing() : undefined,
    };
  }

  /** Frames ask more often than the state changes. */
  #metrics(): () => MetricsJson {
    let last: { readonly version: number; readonly metrics: MetricsJson } | undefined;
    return () => {
      const version = this.store.stateVersion();
      if (last?.version !== version) last = { version, metrics: dashboardMetrics(this.store) };
      return last.metrics;
    };
  }

  #comparing(): () => Comparison {
    const truth = new Truth(this.#world);
    let last: { readonly version: number; readonly comparison: Comparison } | undefined;
    return () => {
      const { version } = this.#model;
      if (last?.version !== version) {
        const comparison = truth.compare(this.#model.products());
        const products = comparison.wrongStock.length;
        const wasRight = (last?.comparison.wrongStock.length ?? 0) === 0;
        if (products > 0 && wasRight) this.#sayEvent('wrong-stock', { products });
        last = { version, comparison };
      }
      return last.comparison;
    };
  }
}

function patiently(reader: LogReader): Pick<LogReader, 'read' | 'start' | 'committed'> {
  return {
    read: (topic, partition, from, to, onRecord) =>
      reader.read(topic, partition, from, to, onRecord, PATIENCE),
    start: (topic, partition) => reader.start(topic, partition, PATIENCE),
    committed: (groupId, topic, partitions) =>
      reader.committed(groupId, topic, partitions, PATIENCE),
  };
}

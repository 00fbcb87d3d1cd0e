/** Everything that the server has of one run: it reads along, keeps what pages and API answer from, and writes what people ask for. */
import { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import type { KafkaOptions } from '../../../pipeline/kafka/client.ts';
import { sealConnection } from '../../../pipeline/kafka/connection.ts';
import { createSender } from '../../../pipeline/kafka/leader-sender.ts';
import { LogTail } from '../../../pipeline/kafka/log-tail.ts';
import { ChangelogFollower } from '../../../pipeline/query/changelog-follower.ts';
import { partitionOfKeys } from '../../../pipeline/topics.ts';
import type { DeadLetterRow } from '../../../reports/live/frames.ts';
import type { ToLiveServer } from '../contract.ts';
import { type ClassroomEvent, type ClassroomEvents, saidOfEvent } from '../control-words.ts';
import { every, type Repetition } from './every.ts';
import type { FrameSource } from './frames.ts';
import { HandWork } from './hand-work.ts';
import { RecordInspector } from './inspector.ts';
import { EventTrail } from './keep-events.ts';
import { openBooks, type RunBegins, type RunBooks, runInfo } from './run-books.ts';
import { frameSource } from './run-frames.ts';
import { journeyFacts } from './run-journey.ts';
import type { RunNews } from './run-news.ts';
import { takeRecord, tappedTopics } from './run-topics.ts';
import { LiveStore } from './store.ts';
import { Tap } from './tap.ts';
import { HandWriter } from './writer.ts';

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
/** Products; with more of them most have changed whenever somebody looks. */
const LARGE_WORLD = 500;
const FOLLOW_LARGE_MS = 1000;
/** While nobody looks. */
const IDLE_MS = 1000;
const STARTS_EVERY_MS = 2000;
/** Of a topic-partition, a look. */
const NEWEST = 250;
const NEWEST_IDLE = 50;
const PATIENCE = { maxSilenceMs: 3000 };
/** Records bear the system's time, the load's start that of the run's steady clock. */
const CLOCKS_DIFFER_MS = 100;
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
  readonly #books: RunBooks;
  /** Of everything that is read. */
  readonly #topics: readonly string[];
  readonly #tail: LogTail;
  readonly #tap: Tap;
  readonly #reader: LogReader;
  readonly #trail: EventTrail | undefined;
  readonly #look: Repetition;
  readonly #follow: Repetition;
  #startsAtMs = performance.now();
  #saidDeadLetterMs = Number.NEGATIVE_INFINITY;
  #isOver = false;
  #closed: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    const { begins, keepEvents, onTrouble } = options;
    const { isInteractive } = begins.run;
    const connection = sealConnection(begins.connection);
    const client = { ...connection, clientId: CLIENT_ID };
    const books = openBooks(begins);
    this.#options = options;
    this.#books = books;
    this.news = books.news;
    const tapped = tappedTopics(books.topics, isInteractive);
    this.#topics = [...tapped.keys()];
    this.#tail = new LogTail({ connection, clientId: CLIENT_ID, topics: this.#topics });
    this.#reader = new LogReader(client, this.#topics);
    this.#trail = keepEvents ? new EventTrail(begins.folder, onTrouble) : undefined;
    this.#tap = this.#tapOn(tapped);
    this.store = this.#storeOf(books);
    this.inspector = this.#inspectorOf(books);
    this.handWork = isInteractive ? this.#handWorkOn(client) : undefined;
    this.source = frameSource(books, this.store, this.#tap, (products) =>
      this.#sayEvent('wrong-stock', { products }),
    );
    const isLarge = begins.scenario.catalogue.products > LARGE_WORLD;
    const followMs = isLarge ? FOLLOW_LARGE_MS : FOLLOW_MS;
    const follower = new ChangelogFollower({
      ...{ topic: books.topics.changelog, run: begins.run.runId, groupId: begins.groupId },
      ...{ partitions: begins.scenario.pipeline.partitions, model: books.model },
      reader: patiently(this.#reader),
    });
    this.#look = this.#loop('its topics', LOOK_MS, () => this.#lookOnce());
    this.#follow = this.#loop('its state', followMs, async () => {
      await follower.follow();
      this.store.renew();
    });
  }

  hear(message: ToLiveServer): void {
    this.news.hear(message);
    // What is still there is read before the topics go.
    if (message.type === 'phase' && message.phase === 'auditing') void this.#lastLook();
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
    await Promise.all([this.#look.stop(), this.#follow.stop()]);
    await Promise.all([this.#tail.close(), this.#reader.close(), this.handWork?.close()]);
    await this.#trail?.close();
  }

  /** An embedded broker goes next, without a word: nobody may go on asking it. */
  async #lastLook(): Promise<void> {
    await Promise.all([this.#look.now(), this.#follow.now()]).catch(() => undefined);
    if (this.#options.begins.connection.kind === 'embedded') await this.close();
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

  #tapOn(topics: ReturnType<typeof tappedTopics>): Tap {
    const { run, connection, loadStartedUs } = this.#options.begins;
    const sinceMs = loadStartedUs / 1000 - CLOCKS_DIFFER_MS;
    const takers = {
      ...{ ...this.#books, runId: run.runId, warehouses: this.#books.world.catalogue.warehouses },
      onDeadLetter: (row: DeadLetterRow) => this.#sayDeadLetter(row),
    };
    return new Tap({
      ...{ tail: this.#tail, topics },
      // The embedded broker is this run's own.
      from: connection.kind === 'embedded' ? 'start' : { sinceMs },
      onRecord: (record) => {
        takeRecord(record, takers);
        return this.#trail?.add(record);
      },
      onLost: (topic, partition, records, why) => {
        this.#trail?.lose(records);
        this.#trouble(`${records} records of ${topic}/${partition} were not read: ${why}`);
      },
    });
  }

  #storeOf(books: RunBooks): LiveStore {
    const { world, model, alerts, history } = books;
    return new LiveStore({
      run: runInfo(books),
      warehouses: world.catalogue.warehouses,
      ...{ model, alerts, history },
      passedOver: () => this.#tap.passedOver,
    });
  }

  #inspectorOf({ begins, topics, model, deadLetters }: RunBooks): RecordInspector {
    const { run, scenario, processed } = begins;
    const { partitions } = scenario.pipeline;
    return new RecordInspector({
      ...{ reader: this.#reader, topics: this.#topics, partitions },
      facts: (topic, partition, record) =>
        journeyFacts(
          {
            ...{ topics, partitions, processed, model, deadLetters, store: this.store },
            ...{ isInteractive: run.isInteractive, runId: run.runId, group: this.news.group },
          },
          ...[topic, partition, record],
        ),
    });
  }

  #handWorkOn(client: KafkaOptions): HandWork {
    const { begins, topics, world, history, nowUs } = this.#books;
    const { partitions } = begins.scenario.pipeline;
    const settings = { acks: -1, compression: 'none', idempotent: false } as const;
    const writer = new HandWriter({
      sender: createSender(client, { ...settings, topics: this.#topics }),
      ...{ runId: begins.run.runId, commandsTopic: topics.commands, nowUs },
      partitionOf: (key) => partitionOfKeys([key], partitions)[0] ?? 0,
    });
    return new HandWork({
      ...{ writer, catalogue: world.catalogue, history, poisonTopic: topics.events[0] ?? '' },
      onActed: (text, detail) => {
        this.news.act(text);
        this.#options.onActed(text, detail);
      },
    });
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

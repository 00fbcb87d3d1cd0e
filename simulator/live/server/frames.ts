/** What pages are told: frames of what is new, and for who comes later a hello with the recent of everything. */
import { eventJson } from '../../../pipeline/query/answers/events.ts';
import type { QueryStore } from '../../../pipeline/query/views.ts';
import type { MetricsJson } from '../../../pipeline/query/wire.ts';
import type {
  ClassroomView,
  KafkaView,
  LessonView,
  LiveFrame,
  LiveHello,
} from '../../../reports/live/frames.ts';
import type { RecordHistory } from './history.ts';
import type { RunNews } from './run-news.ts';
import type { Comparison } from './truth.ts';

export interface FrameSource {
  readonly news: RunNews;
  readonly metrics: () => MetricsJson;
  readonly history: RecordHistory;
  readonly passedOver: () => number;
  readonly kafka: () => KafkaView;
  /** undefined: no classroom. */
  readonly comparison: (() => Comparison) | undefined;
  readonly lesson: (id: string) => LessonView | undefined;
}

/** What the server is to every page. */
export interface ServerFacts {
  readonly toolVersion: string;
  readonly needsToken: boolean;
  readonly isClassroom: boolean;
}

const FEED_A_FRAME = 20;
const FEED_OF_HELLO = 50;

export class FrameBuilder {
  readonly #facts: ServerFacts;
  readonly #store: QueryStore;
  #source: FrameSource | undefined;
  #number = 0;
  /** What frames have carried of the present run. */
  #points = 0;
  #marks = 0;
  #records = 0;

  /** @param store of the whole server */
  constructor(facts: ServerFacts, store: QueryStore) {
    this.#facts = facts;
    this.#store = store;
  }

  /** Another run: pages are to be greeted anew. */
  follow(source: FrameSource): void {
    this.#source = source;
    this.#points = 0;
    this.#marks = 0;
    this.#records = 0;
  }

  /** @returns undefined before the first run */
  frame(): LiveFrame | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const { news, history } = source;
    const points = news.points.since(this.#points);
    const marks = news.marks.since(this.#marks);
    const { events, skipped } = history.sample(this.#records, FEED_A_FRAME);
    this.passOver();
    this.#number += 1;
    return {
      ...this.#state(source),
      ...{ points, marks, feed: events.map(eventJson), feedSkipped: skipped },
    };
  }

  /** Nobody listens: what is new by now is told by the next hello. */
  passOver(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#points = source.news.points.count;
    this.#marks = source.news.marks.count;
    this.#records = source.history.newest;
  }

  /** As of the last frame, so that the next one continues it. @returns undefined before the first run */
  hello(): LiveHello | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const { news, history } = source;
    const upTo = <T>(list: readonly T[], told: number, count: number): readonly T[] =>
      list.slice(0, Math.max(0, list.length - (count - told)));
    const feed = history.sample(history.newest - FEED_OF_HELLO, FEED_OF_HELLO).events;
    return {
      ...this.#facts,
      run: news.run,
      mayAct: this.#facts.isClassroom && news.run.isInteractive,
      series: upTo(news.points.latest(), this.#points, news.points.count),
      marks: upTo(news.marks.latest(), this.#marks, news.marks.count),
      feed: feed.filter(({ number }) => number <= this.#records).map(eventJson),
      frame: { ...this.#state(source), points: [], marks: [], feed: [], feedSkipped: 0 },
    };
  }

  #state(source: FrameSource): Omit<LiveFrame, 'points' | 'marks' | 'feed' | 'feedSkipped'> {
    const { news, history } = source;
    const kept = Math.min(history.newest, history.capacity);
    const eventsSeen = history.newest + source.passedOver();
    return {
      number: this.#number,
      runId: news.run.runId,
      phase: news.phase,
      phaseText: news.phaseText,
      elapsedMs: news.elapsedMs,
      storeVersion: this.#store.version(),
      metrics: source.metrics(),
      ...{ eventsSeen, eventsDropped: eventsSeen - kept },
      kafka: source.kafka(),
      classroom: this.#classroom(source),
      ended: news.ended,
    };
  }

  #classroom({ news, comparison, lesson }: FrameSource): ClassroomView | null {
    const { classroom } = news;
    if (comparison === undefined || classroom === undefined) return null;
    const { wrongStock, comparedProducts } = comparison();
    return {
      ratePerSecond: classroom.ratePerSecond,
      isPaused: classroom.isPaused,
      sequencer: classroom.sequencer,
      consumers: (news.group?.members ?? []).map(({ name }) => name),
      said: [...news.said.latest()].reverse(),
      traces: [...news.traces.latest()].reverse(),
      ...{ wrongStock, comparedProducts },
      actions: [...news.actions.latest()].reverse(),
      actionCount: news.actions.count,
      lesson: classroom.lesson === null ? null : (lesson(classroom.lesson) ?? null),
    };
  }
}

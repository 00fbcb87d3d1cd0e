/**
 * What the live page is told while a run goes on. One `hello` when it connects, then `frame`s, a few a second at most; each is made
 * once and sent to every page. What belongs to one page alone (a table with its filters) it asks the API for, whenever a frame says
 * that `storeVersion` has changed.
 */
import type { TurnTrace } from '../../pipeline/kafka/turn-trace.ts';
import type { EventJson, MetricsJson } from '../../pipeline/query/wire.ts';

/** Names of the server-sent events; `id:` is {@link LiveFrame.number}. */
export const LIVE_EVENTS = { hello: 'hello', frame: 'frame', end: 'end' } as const;

/** A page that comes back with `Last-Event-ID` gets a hello with what it missed, as far as it is kept. */
export interface LiveHello {
  readonly toolVersion: string;
  readonly run: LiveRun;
  /** This page may write and control; `false` on the other laptops of a class. */
  readonly mayAct: boolean;
  /** Sent with every request that writes, where the server asks for one. */
  readonly needsToken: boolean;
  readonly isClassroom: boolean;
  /** The last ten minutes at most, oldest first. */
  readonly series: readonly LivePoint[];
  /** The latest of the run, oldest first, bounded. */
  readonly marks: readonly LiveMark[];
  readonly feed: readonly EventJson[];
  readonly frame: LiveFrame;
}

export interface LiveRun {
  readonly runId: string;
  readonly scenario: string;
  readonly description: string;
  readonly seed: string;
  readonly partitions: number;
  readonly ordering: 'sequence' | 'arrival';
  readonly products: number;
  /** `embedded`, or the address of the cluster. */
  readonly broker: string;
  readonly isInteractive: boolean;
  /** What the stage is set for. */
  readonly lesson: string | null;
  /** Length of the load; null: until somebody ends it. */
  readonly durationMs: number | null;
}

export type LivePhase = 'preparing' | 'load' | 'drain' | 'auditing' | 'ended';

export interface LiveFrame {
  /** Counts up over the whole life of the server, across runs. */
  readonly number: number;
  readonly runId: string;
  readonly phase: LivePhase;
  /** What is going on, or why the run has ended, in words. */
  readonly phaseText: string;
  /** Since the load began. */
  readonly elapsedMs: number;
  /** Of the query side: whoever shows a table asks again when it changes. */
  readonly storeVersion: number;
  readonly metrics: MetricsJson | null;
  /** New since the frame before, oldest first, bounded: `feedSkipped` were left out. */
  readonly feed: readonly EventJson[];
  readonly feedSkipped: number;
  /** Of the topics, since the run began; and of these, how many no history has any more. */
  readonly eventsSeen: number;
  readonly eventsDropped: number;
  readonly points: readonly LivePoint[];
  readonly marks: readonly LiveMark[];
  readonly kafka: KafkaView;
  /** null: no classroom. */
  readonly classroom: ClassroomView | null;
  /** Of the run that has ended: where its report is. null before. */
  readonly ended: {
    readonly verdict: string;
    readonly reasons: readonly string[];
    readonly reportUrl: string | null;
  } | null;
}

/** One second. */
export interface LivePoint {
  /** Since the load began, the end of the second. */
  readonly atMs: number;
  readonly duePerSecond: number;
  readonly acknowledgedPerSecond: number;
  readonly appliedPerSecond: number;
  /** null: no sample in this second. */
  readonly endToEndP50Us: number | null;
  readonly endToEndP99Us: number | null;
  readonly alertP99Us: number | null;
  readonly lagRecords: number | null;
  readonly waitingEvents: number;
  readonly onHandUnits: number | null;
  readonly lostUnits: number | null;
  /** Since the run began, as `lostUnits`; left out where nobody knows. */
  readonly soldUnits?: number | null;
  /** Share of one core, 0 to 1 and more, by thread group; null where the platform does not tell. */
  readonly cpu: Readonly<Record<string, number>> | null;
}

export interface LiveMark {
  readonly number: number;
  readonly atMs: number;
  readonly kind: 'fault' | 'rebalance' | 'action' | 'trouble' | 'phase';
  readonly text: string;
}

export interface KafkaView {
  readonly groupId: string;
  /** null before the group has one. */
  readonly generation: number | null;
  readonly isRebalancing: boolean;
  readonly topics: readonly TopicRow[];
  readonly members: readonly MemberRow[];
  readonly producers: readonly ProducerRow[];
  /** Events that were sent and not applied yet, records that the group has not read yet, and events in the sequencer. */
  readonly lagRecords: number | null;
  readonly sequencerWaiting: number;
  readonly rebalances: readonly RebalanceRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  /** All of the run; `deadLetters` has the latest. */
  readonly deadLetterCount: number;
  readonly counters: {
    readonly duplicatesDropped: number;
    readonly foreignRecords: number;
    readonly withoutEnvelope: number;
    readonly sendFailures: number;
    readonly reprocessed: number;
    readonly changelogCuts: number;
  };
}

export interface TopicRow {
  readonly topic: string;
  /** `events`, `alerts`, `commands`, `changelog`, `dead-letters`. */
  readonly role: string;
  readonly partitions: readonly PartitionCell[];
}

export interface PartitionCell {
  readonly partition: number;
  /** First offset that is kept, and the one behind the last; null: not known yet. */
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  /** Where its consumer is; null where nobody consumes the topic. */
  readonly position: number | null;
  readonly lagRecords: number | null;
  /** Name of the consumer. */
  readonly owner: string | null;
}

export interface MemberRow {
  readonly name: string;
  readonly kind: 'thread' | 'process';
  readonly state:
    | 'joining'
    | 'restoring'
    | 'consuming'
    | 'rebalancing'
    | 'idle'
    | 'stalled'
    | 'away';
  readonly partitions: readonly number[];
  readonly appliedPerSecond: number;
  /** null: as fast as it can. */
  readonly throttlePerSecond: number | null;
}

export interface ProducerRow {
  readonly name: string;
  readonly sentPerSecond: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly inFlight: number;
}

export interface RebalanceRow {
  readonly generation: number;
  readonly atMs: number;
  /** null: not over yet. */
  readonly pauseMs: number | null;
  readonly members: readonly string[];
  readonly moved: readonly number[];
}

export interface DeadLetterRow {
  readonly number: number;
  readonly reason: string;
  readonly detail: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly attempts: number;
  readonly key: string | null;
  readonly atMs: number;
}

/** `GET /live/records/:topic/:partition/:offset`: the `data` of an answer like those of the API. */
export interface RecordView {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Wall clock, ISO 8601. */
  readonly timestamp: string;
  readonly key: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Cut after 16 KiB; `json` where it is JSON. */
  readonly value: string | null;
  readonly valueBytes: number;
  readonly json: unknown;
  /** Where it is now, in order; the last one reached is where it is. */
  readonly journey: readonly JourneyStep[];
  readonly previousOffset: number | null;
  readonly nextOffset: number | null;
}

export interface JourneyStep {
  readonly stage: TraceStage;
  readonly state: 'done' | 'here' | 'ahead' | 'never';
  readonly text: string;
}

export const TRACE_STAGES = [
  'produced',
  'stored',
  'received',
  'sequenced',
  'applied',
  'alerted',
  'durable',
] as const;
export type TraceStage = (typeof TRACE_STAGES)[number];

/** What became of one event in the pipeline, told by the consumer that took it; at most a few a second. */
export type EventTrace = TurnTrace;

export interface ClassroomView {
  /** What the slider says; the plan's own rate where nobody moved it. */
  readonly ratePerSecond: number;
  readonly isPaused: boolean;
  readonly sequencer: 'on' | 'off';
  readonly consumers: readonly string[];
  /** What is happening and why, in plain sentences, the newest first; bounded. */
  readonly said: readonly {
    readonly number: number;
    readonly atMs: number;
    readonly text: string;
    readonly why: string;
  }[];
  /** Newest first, bounded. */
  readonly traces: readonly EventTrace[];
  /** Products whose stock is not what it should be although every event of theirs took its turn. */
  readonly wrongStock: readonly {
    readonly productId: string;
    readonly onHandUnits: number;
    readonly expectedUnits: number;
  }[];
  readonly comparedProducts: number;
  /** What was done by hand, the newest first, bounded; `actionCount` of all. */
  readonly actions: readonly {
    readonly number: number;
    readonly atMs: number;
    readonly text: string;
  }[];
  readonly actionCount: number;
  readonly lesson: LessonView | null;
}

export interface LessonView {
  readonly id: string;
  readonly title: string;
  readonly view: ViewId;
  readonly goal: string;
  /** What to do, and what to see. */
  readonly steps: readonly { readonly act: string; readonly see: string }[];
  readonly questions: readonly string[];
}

export const VIEWS = ['dashboard', 'inventory', 'analytics', 'alerts', 'events', 'kafka'] as const;
export type ViewId = (typeof VIEWS)[number];

/**
 * The pipeline's side of a run, whoever it is that consumes: the project's own consumer threads, or a group of somebody
 * else's that is only watched. Load, recording, abortion and interruption are the same for both.
 */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { LagSampler } from '../../pipeline/kafka/lag.ts';
import type { RightWanted } from '../../pipeline/kafka/rights.ts';
import type { GroupReport } from '../../reports/group-report.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import type { PipelineUsed, ResultsReport } from '../../reports/pipeline-used.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { TopicSettings } from '../cluster/cluster.ts';
import type { ProducerResult } from '../producers/messages.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PipelineEvidence } from './audit-task.ts';
import type { ThreadCpu } from './facts.ts';
import type { Interruption } from './interruption.ts';
import type { Trouble } from './trouble.ts';
import type { OwnConsumers } from './watcher.ts';

/** What both kinds need to know of the run that they take part in. */
export interface PipelineContext {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly topicPrefix: string;
  /** How topics that are missing come about. */
  readonly topics: Pick<TopicSettings, 'create' | 'replicationFactor'>;
  readonly clock: ClockAnchor;
  /** Intervals keep topics apart. */
  readonly intervalsByTopic: boolean;
  readonly interruption: Interruption;
  readonly trouble: Trouble;
  readonly onInterval: (name: string, group: string, interval: ThreadInterval) => void;
  /** A thread that answered ticks is there no more. */
  readonly onGone: (name: string) => void;
  /** What is waited for, in a sentence without a full stop. */
  readonly onWaiting: (text: string) => void;
  /** To be kept on the screen. */
  readonly onTold: (text: string) => void;
  /** Whether other processes can find the broker: not one that is embedded at a port of chance. */
  readonly isReachable: boolean;
  readonly toolVersion: string;
  /** People may write: consumers read `inventory.commands` too, and what they are told by hand is applied on arrival. */
  readonly interactive: boolean;
  /** What became of single events; interactive runs alone tell. */
  readonly onTrace: (trace: EventTrace) => void;
}

export interface Pipeline {
  /** What the run must be allowed to do beside making its topics. */
  readonly rights: readonly RightWanted[];
  /** Looks, and changes nothing: before anything is created. */
  check?(): Promise<void>;
  /** What must stand before anybody starts; may be left alone in the middle. */
  prepare(): Promise<void>;
  /** Called once, when that is done. */
  start(): PipelineSide;
}

export interface PipelineSide {
  /** Nothing is sent before. Rejects with a StreamstockError. */
  readonly ready: Promise<void>;
  /** As far as it is known when the load begins. */
  used(): PipelineUsed;
  /** How many threads of the harness answer a tick, as things are. */
  readonly threads: number;
  /** For who watches or plays with them; absent: somebody else's. */
  readonly own?: OwnConsumers;
  /** Known when it is ready. */
  lag(): LagSampler;
  begin(instants: LoadInstants): void;
  /** Asks every thread for what it recorded since it was last asked. */
  tick(index: number): void;
  progress(): SideProgress;
  /** Everything is sent: waits until it is worked off, or will not be. Why it was not is said as trouble. */
  drained(produced: readonly ProducerResult[]): Promise<void>;
  /** Closes the books. @param timeoutMs how long somebody who wants to leave waits for it */
  finish(timeoutMs: number | undefined): Promise<SideResult>;
  /** Ends every thread. May be called again. */
  close(): Promise<void>;
}

export interface SideProgress {
  /** Events that took their turn; null when the harness cannot see that. */
  readonly applied: number | null;
  /** Events waiting for one that is missing. */
  readonly waiting: number;
}

export interface SideResult {
  readonly measurements: readonly RecorderSnapshot[];
  /** CPU of the harness's own threads since the load began. */
  readonly threads: readonly ThreadCpu[];
  /** For the audit. */
  readonly evidence: PipelineEvidence;
  /** Events that took effect, each once; absent: as many as the measurements count. */
  readonly applied?: number;
  /** null: a foreign pipeline, whose members nobody asked. */
  readonly group: GroupReport | null;
  /** @param results what the audit made of the results topic; null when none was named */
  used(results: ResultsReport | null): PipelineUsed;
}

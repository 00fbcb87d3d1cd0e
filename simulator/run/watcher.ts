/** Who follows a run while it goes on, and may take part in it: the live page. A run without one is played the same way. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { Interaction } from '../../reports/interaction.ts';
import type { ClosedInterval } from '../../reports/interval-collector.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import type { BrokerUsed, RunMark } from '../../reports/record.ts';
import type { ConsumerPool } from '../consumers/pool.ts';
import type { PlaybackOrder } from '../producers/playback.ts';
import type { ProducerPool } from '../producers/pool.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface RunWatcher {
  /** A person may write and play; absent: the run is only looked at. */
  readonly handsOn?: HandsOn;
  /** Everybody is ready, and the load is about to begin. */
  begins(run: WatchedRun): void;
  /** A second has come together. What it holds is used again after the call. */
  second(interval: ClosedInterval): void;
  mark(mark: RunMark): void;
  trace(trace: EventTrace): void;
  /** Everything is sent, or nothing more will be: what is under way is worked off. */
  drains(): void;
}

/** What makes a run interactive: it proves nothing afterwards, and its record tells what was done. */
export interface HandsOn {
  /** How the plan is played from the start on. */
  readonly playback: PlaybackOrder;
  /** What was done by hand until now. */
  interaction(): Interaction;
}

/** A run that has begun. Its parts are gone when the watcher's run has ended. */
export interface WatchedRun {
  readonly runId: string;
  readonly scenario: Scenario;
  /** The plan in a sentence. */
  readonly description: string;
  /** Absolute; the run's own folder. */
  readonly folder: string;
  readonly connection: Connection;
  readonly topicPrefix: string;
  readonly broker: BrokerUsed;
  readonly clock: ClockAnchor;
  readonly loadStartedUs: number;
  readonly producers: ProducerPool;
  /** undefined: a pipeline of somebody else's. */
  readonly consumers: OwnConsumers | undefined;
  /** Plans nothing more; what was sent is worked off, and the run ends in order. */
  readonly stop: () => void;
  /** On the time axes of the run's reports. */
  readonly mark: (text: string) => void;
}

export interface OwnConsumers {
  readonly groupId: string;
  readonly pool: ConsumerPool;
}

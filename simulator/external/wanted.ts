/** Which pipeline a run loads: the project's own, or a consumer group of somebody else's. */
import type { Plant } from '../comparison/plant.ts';

export type PipelineWanted = OwnWanted | ExternalWanted;

export interface OwnWanted {
  readonly kind: 'own';
  /** Name of its consumer group; absent: one of the run's own. */
  readonly group?: string;
  /** No consumer threads: so many processes are waited for. */
  readonly processes?: number;
  /** How long they may take to come. */
  readonly processWaitMs?: number;
  /** No process may join: one run of many, that are over before anybody could. */
  readonly isClosed?: boolean;
  /** Only for tests of the regression gate: what its consumer threads do wrong. */
  readonly plant?: Plant;
}

export interface ExternalWanted {
  readonly kind: 'external';
  /** The consumer group of the service under test, as its owner named it. */
  readonly group: string;
  /** Where the service says what it did with each event; absent: it says nothing. */
  readonly resultsTopic?: string;
  /** How long the group may take to own every partition before the load begins. */
  readonly groupWaitMs: number;
  /** How long it may work on after the last acknowledgement. */
  readonly drainMs: number;
}

/** What one thread of the harness has to say of the last second. Structured-cloneable. */
import type { Standing } from '../pipeline/stages/standing.ts';
import type { IntervalSnapshot } from './recorder.ts';
import type { ThreadSample } from './thread-probe.ts';

export interface ThreadInterval {
  /** That of the question; the last word of a thread answers none. */
  readonly index?: number;
  readonly thread: ThreadSample;
  /** Of threads that record: producers and consumers. */
  readonly recorded?: IntervalSnapshot;
  /** Of consumers. */
  readonly standing?: Standing;
}

/** What one thread of the harness has to say of the last second. Structured-cloneable. */
import type { Standing } from '../pipeline/stages/standing.ts';
import type { IntervalSnapshot, Recorder } from './recorder.ts';
import type { ThreadProbe, ThreadSample } from './thread-probe.ts';

export interface ThreadInterval {
  /** That of the question; the last word of a thread answers none. */
  readonly index?: number;
  readonly thread: ThreadSample;
  /** Of threads that record: producers and consumers. */
  readonly recorded?: IntervalSnapshot;
  /** Of consumers. */
  readonly standing?: Standing;
}

/**
 * What a thread that records answers: how it fared, and what it recorded, since it was last asked.
 * @param index of the question; absent: the last word
 */
export function takeInterval(
  probe: Pick<ThreadProbe, 'sample'>,
  recorder: Pick<Recorder, 'takeInterval'>,
  index?: number,
): ThreadInterval {
  return {
    ...(index === undefined ? {} : { index }),
    thread: probe.sample(),
    recorded: recorder.takeInterval(),
  };
}

/** The processes of a run, from its preparation to its end: who is there at the start, who comes later, and how they are let in. */
import { groupTimeouts } from '../../../pipeline/kafka/group-timeouts.ts';
import { topicNames } from '../../../pipeline/topics.ts';
import type { OwnWanted } from '../../external/wanted.ts';
import type { PipelineContext } from '../../run/pipeline-side.ts';
import type { ConsumerPool } from '../pool.ts';
import type { ConsumerPoolOptions } from '../pool-contract.ts';
import { machineClock } from './machine.ts';
import { RunDesk } from './run-desk.ts';

export interface Processes {
  /** Those that the run begins with; undefined: it begins with threads. */
  readonly initial: ConsumerPoolOptions['processes'];
  /** Newcomers go there from now on. */
  admitTo(pool: ConsumerPool): void;
  /** The group has a new generation: whoever is not in it and silent is lost. */
  rebalanced(generation: number): void;
  /** Nobody is let in any more, and who is silent now is lost. */
  endAdmission(): void;
  /** Tells everybody that the run is over. */
  close(): Promise<void>;
}

/** What the run calls its threads: no process may. */
const THREAD_NAME = /^consumer-[0-9]+$/;

/**
 * Waits until all processes that the run is to begin with are there.
 * @returns undefined when nobody else is to join, or could find the broker
 * @throws StreamstockError GROUP_NOT_READY when they take too long
 */
export async function gatherProcesses(
  context: PipelineContext,
  wanted: OwnWanted,
  groupId: string,
): Promise<Processes | undefined> {
  if (!context.isReachable || wanted.isClosed === true) return undefined;
  let pool: ConsumerPool | undefined;
  const desk = deskOf(context, wanted, groupId, (name) => {
    return THREAD_NAME.test(name) || (pool?.isTaken(name) ?? false);
  });
  // Whoever interrupts leaves the preparation alone in the middle.
  context.interruption.onInterrupt(() => {
    if (pool === undefined) void desk.close();
  });
  try {
    await desk.open();
    if (wanted.processes === undefined) context.onTold(`More consumers: ${desk.command()}`);
    const names = await desk.gathered;
    return {
      initial: wanted.processes === undefined ? undefined : { names, start: desk.start },
      admitTo: (consumers) => {
        pool = consumers;
        desk.onNewcomer((name) =>
          consumers.admit(name, (place, listener) => desk.start(name, place, listener)),
        );
      },
      rebalanced: (generation) => desk.rebalanced(generation),
      endAdmission: () => desk.endAdmission(),
      close: () => desk.close(),
    };
  } catch (error) {
    await desk.close();
    throw error;
  }
}

function deskOf(
  context: PipelineContext,
  { processes = 0, processWaitMs = 0 }: OwnWanted,
  group: string,
  isTaken: (name: string) => boolean,
): RunDesk {
  const { scenario, connection, runId, topicPrefix, intervalsByTopic, clock, trouble } = context;
  const { sessionTimeoutMs } = groupTimeouts(connection.kind, scenario.pipeline);
  const { toolVersion, onWaiting } = context;
  return new RunDesk({
    ...{ connection, group, toolVersion, isTaken, sessionTimeoutMs, onWaiting },
    topic: topicNames(topicPrefix).members,
    expected: processes,
    waitMs: processWaitMs,
    clock: machineClock(clock),
    welcome: { scenario, runId, topicPrefix, intervalsByTopic, kind: connection.kind },
    onNote: (text) => trouble.note(text),
  });
}

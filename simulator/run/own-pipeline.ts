/** The project's own pipeline as one side of a run: consumer threads in a group of the run's own. */
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { topicRights } from '../../pipeline/kafka/rights.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { whole } from '../../reports/numbers.ts';
import type { PipelineUsed } from '../../reports/pipeline-used.ts';
import { startConsumers } from '../consumers/pool.ts';
import { ownGroupId } from './own-group.ts';
import type { Pipeline, PipelineContext, PipelineSide, SideResult } from './pipeline-side.ts';
import { wereReadToTheEnd } from './read-to-end.ts';
import { untilApplied } from './waits.ts';

const OWN: PipelineUsed = { kind: 'own' };

export function ownPipeline(context: PipelineContext): Pipeline {
  const { connection } = context;
  const groupId = ownGroupId(context.runId);
  const { events, deadLetters } = topicNames(context.topicPrefix);
  return {
    rights: [
      ...topicRights(events, ['Read', 'Write']),
      ...topicRights([deadLetters], ['Write']),
      { resource: 'group', name: groupId, operations: ['Read'] },
    ],
    prepare: () =>
      withAdmin(connection, (admin) => commitStartOffsets(admin, groupId, events, connection)),
    start: () => startSide(context, groupId, events),
  };
}

function startSide(
  context: PipelineContext,
  groupId: string,
  events: readonly string[],
): PipelineSide {
  const { scenario, connection, trouble, interruption, onInterval } = context;
  const { runId, topicPrefix, clock, intervalsByTopic } = context;
  const consumers = startConsumers({
    ...{ scenario, connection, runId, topicPrefix, clock, intervalsByTopic },
    groupId,
    onEvent: (event) => trouble.ofConsumer(event),
    onInterval: (name, interval) => onInterval(name, 'consumers', interval),
  });
  const lag = new LagSampler({ connection, groupId, topics: events });
  let drainState: Awaited<ReturnType<typeof untilApplied>> = 'given-up';
  return {
    ready: consumers.ready,
    used: () => OWN,
    threads: scenario.pipeline.consumers,
    lag: () => lag,
    begin: (instants) => consumers.begin(instants),
    tick: (index) => consumers.tick(index),
    progress: () => {
      const { applied, deadLettered, waiting } = consumers.progress();
      return { applied: applied + deadLettered, waiting };
    },
    drained: async (produced) => {
      drainState = await untilApplied(produced, consumers, trouble, interruption);
    },
    finish: async (timeoutMs): Promise<SideResult> => {
      const forecastUs = await consumers.forecastCpuUs();
      await lag.holdEnds();
      const consumed = await consumers.finish(timeoutMs);
      const unpublished = consumed.reduce((sum, result) => sum + result.unpublished, 0);
      if (unpublished > 0) {
        trouble.add(
          `${whole(unpublished)} alerts and dead letters of the pipeline were not acknowledged in time`,
        );
      }
      const offsets = consumed.flatMap((result) => result.offsets);
      const drained =
        drainState === 'drained' ||
        (drainState === 'stalled' &&
          (await wereReadToTheEnd(connection, groupId, events, offsets)));
      return {
        measurements: consumed.map(({ measurements }) => measurements),
        threads: [
          ...consumed.map(({ cpuUs }) => ({ group: 'consumers', cpuUs })),
          { group: 'forecast', cpuUs: forecastUs },
        ],
        evidence: {
          kind: 'own',
          applied: consumed.map(({ applied }) => applied),
          deadLettered: consumed.map(({ deadLettered }) => deadLettered),
          parts: consumed.map(({ outcome }) => outcome),
          drained,
        },
        used: () => OWN,
      };
    },
    close: async () => {
      await lag.close();
      await consumers.terminate();
    },
  };
}

/** From a run's settings to what its topics must be like. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { topicNameFault } from '../../pipeline/kafka/topic-names.ts';
import type { TopicPlan, TopicWanted } from '../../pipeline/kafka/topic-plan.ts';
import { consumedTopics, topicNames } from '../../pipeline/topics.ts';
import { DRAIN_DEADLINE_MS } from '../run/drain.ts';
import type { TopicSettings } from './cluster.ts';

export interface RunTopicsNeeded {
  /** Put before every name in this run. */
  readonly prefix: string;
  readonly partitions: number;
  readonly settings: TopicSettings;
  /** How long the load lasts. */
  readonly durationMs: number;
  /** The run consumes what it produces; false: somebody else's pipeline does, which keeps its state as it likes. */
  readonly ownPipeline: boolean;
  /** People may write to the run: there is a topic for what they ask. */
  readonly interactive?: boolean;
}

/** @throws StreamstockError USAGE when a name is none that Kafka takes */
export function topicPlan({
  prefix,
  partitions,
  settings,
  durationMs,
  ownPipeline,
  interactive = false,
}: RunTopicsNeeded): TopicPlan {
  const topics = topicsWanted(prefix, ownPipeline, interactive);
  for (const { name } of topics) {
    const fault = topicNameFault(name);
    if (fault === undefined) continue;
    throw new StreamstockError('USAGE', `--topic-prefix: the topic name ${name} ${fault}.`, {
      hint: 'Choose another prefix, or a shorter one.',
    });
  }
  const { replicationFactor, minInSyncReplicas, retentionMs } = settings;
  return {
    topics,
    partitions,
    replicationFactor,
    ...(minInSyncReplicas === undefined ? {} : { minInSyncReplicas }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
    neededMs: durationMs + DRAIN_DEADLINE_MS,
  };
}

function topicsWanted(prefix: string, ownPipeline: boolean, interactive: boolean): TopicWanted[] {
  const names = topicNames(prefix);
  const { events, deadLetters, changelog, members } = names;
  if (!ownPipeline) {
    const logs = events.map((name): TopicWanted => ({ name, use: 'log' }));
    return [...logs, { name: deadLetters, use: 'output' }];
  }
  return [
    ...consumedTopics(names, interactive).map((name): TopicWanted => ({ name, use: 'log' })),
    { name: deadLetters, use: 'log' },
    { name: changelog, use: 'changelog' },
    { name: members, use: 'messages' },
  ];
}

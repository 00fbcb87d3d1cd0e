/** From a run's settings to what its topics must be like. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { topicNameFault } from '../../pipeline/kafka/topic-names.ts';
import type { TopicPlan } from '../../pipeline/kafka/topic-plan.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { DRAIN_DEADLINE_MS } from '../run/drain.ts';
import type { TopicSettings } from './cluster.ts';

export interface RunTopicsNeeded {
  /** Put before every name in this run. */
  readonly prefix: string;
  readonly partitions: number;
  readonly settings: TopicSettings;
  /** How long the load lasts. */
  readonly durationMs: number;
}

/** @throws StreamstockError USAGE when a name is none that Kafka takes */
export function topicPlan({
  prefix,
  partitions,
  settings,
  durationMs,
}: RunTopicsNeeded): TopicPlan {
  const { events, deadLetters } = topicNames(prefix);
  const topics = [...events, deadLetters];
  for (const name of topics) {
    const fault = topicNameFault(name);
    if (fault === undefined) continue;
    throw new StreamstockError('USAGE', `--topic-prefix: the topic name ${name} ${fault}.`, {
      hint: 'Choose another prefix, or a shorter one.',
    });
  }
  const { replicationFactor, minInSyncReplicas, retentionMs } = settings;
  return {
    topics,
    eventTopics: events,
    partitions,
    replicationFactor,
    ...(minInSyncReplicas === undefined ? {} : { minInSyncReplicas }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
    neededMs: durationMs + DRAIN_DEADLINE_MS,
  };
}

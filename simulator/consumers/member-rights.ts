/** What a cluster must allow the consumers of the project's own pipeline, and the run that goes with them. */
import { type Operation, type RightWanted, topicRights } from '../../pipeline/kafka/rights.ts';
import type { TopicNames } from '../../pipeline/topics.ts';

export interface RightsOptions {
  /** People may write to the run: commands are written for them, and consumed. */
  readonly interactive?: boolean;
}

/** Of a consumer, in whatever process it runs. */
export function memberRights(
  topics: TopicNames,
  group: string,
  { interactive = false }: RightsOptions = {},
): readonly RightWanted[] {
  return [
    ...rights(topics, group, ['Write']),
    ...(interactive ? topicRights([topics.commands], ['Read']) : []),
  ];
}

/** Of the run: its own consumers', and it concludes from the dead letters what became of every event. */
export function pipelineRights(
  topics: TopicNames,
  group: string,
  { interactive = false }: RightsOptions = {},
): readonly RightWanted[] {
  return [
    ...rights(topics, group, ['Read', 'Write']),
    ...(interactive ? topicRights([topics.commands], ['Read', 'Write']) : []),
  ];
}

function rights(
  { events, deadLetters, changelog, members }: TopicNames,
  group: string,
  ofDeadLetters: readonly Operation[],
): readonly RightWanted[] {
  return [
    ...topicRights(events, ['Read', 'Write']),
    ...topicRights([deadLetters], ofDeadLetters),
    ...topicRights([changelog, members], ['Read', 'Write']),
    { resource: 'group', name: group, operations: ['Read'] },
  ];
}

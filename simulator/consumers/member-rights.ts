/** What a cluster must allow a consumer of the project's own pipeline, in whatever process it runs. */
import { type RightWanted, topicRights } from '../../pipeline/kafka/rights.ts';
import type { TopicNames } from '../../pipeline/topics.ts';

export function memberRights(topics: TopicNames, group: string): readonly RightWanted[] {
  return [
    ...topicRights(topics.events, ['Read', 'Write']),
    ...topicRights([topics.deadLetters], ['Write']),
    ...topicRights([topics.changelog, topics.members], ['Read', 'Write']),
    { resource: 'group', name: group, operations: ['Read'] },
  ];
}

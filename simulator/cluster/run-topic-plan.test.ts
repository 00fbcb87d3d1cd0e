import { describe, expect, it } from 'vitest';
import { everyTopic, topicNames } from '../../pipeline/topics.ts';
import { topicPlan } from './run-topic-plan.ts';

const names = topicNames('p.');
const planned = (options: { ownPipeline?: boolean; interactive?: boolean } = {}) =>
  topicPlan({
    ...{ prefix: 'p.', partitions: 3, durationMs: 1000, ownPipeline: true, ...options },
    settings: {
      ...{ prefix: 'p.', create: true, deleteAfter: false, replicationFactor: 1 },
      wait: { skip: true, timeoutMs: 0, intervalMs: 0 },
    },
  }).topics;

describe('the topics of a run', () => {
  it('have a log of commands where people may write, and in no other run', () => {
    expect(planned().map(({ name }) => name)).toEqual(everyTopic(names));
    const interactive = planned({ interactive: true });
    expect(interactive.filter(({ name }) => !everyTopic(names).includes(name))).toEqual([
      { name: names.commands, use: 'log' },
    ]);
  });

  it('are events and dead letters where the pipeline is somebody else’s', () => {
    const found = planned({ ownPipeline: false }).map(({ name }) => name);
    expect(found).toEqual([...names.events, names.deadLetters]);
  });
});

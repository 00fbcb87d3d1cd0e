import { describe, expect, it } from 'vitest';
import type { RightWanted } from '../../pipeline/kafka/rights.ts';
import { everyTopic, topicNames } from '../../pipeline/topics.ts';
import { memberRights, pipelineRights } from './member-rights.ts';

const names = topicNames('p.');
const listed = (rights: readonly RightWanted[]) =>
  rights.flatMap(({ resource, name, operations }) =>
    operations.map((operation) => `${operation} ${resource} ${name}`),
  );

describe('the rights of the project’s own pipeline', () => {
  it('name every topic and the group once', () => {
    const wanted = [...everyTopic(names), 'g'].sort();
    for (const rights of [memberRights(names, 'g'), pipelineRights(names, 'g')]) {
      expect(rights.map(({ name }) => name).sort()).toEqual(wanted);
    }
  });

  it('are those of its consumers, and to read the dead letters', () => {
    const ofMembers = listed(memberRights(names, 'g'));
    const ofRun = listed(pipelineRights(names, 'g'));
    expect(ofMembers.filter((right) => !ofRun.includes(right))).toEqual([]);
    expect(ofRun.filter((right) => !ofMembers.includes(right))).toEqual([
      `Read topic ${names.deadLetters}`,
    ]);
    expect(ofRun.filter((right) => right.includes(' group '))).toEqual(['Read group g']);
  });

  it('are to consume commands as well where people may write, and of the run to write them', () => {
    const added = (rights: typeof memberRights): string[] => {
      const plain = listed(rights(names, 'g'));
      return listed(rights(names, 'g', { interactive: true })).filter(
        (right) => !plain.includes(right),
      );
    };
    expect(added(memberRights)).toEqual([`Read topic ${names.commands}`]);
    expect(added(pipelineRights)).toEqual([
      `Read topic ${names.commands}`,
      `Write topic ${names.commands}`,
    ]);
  });
});

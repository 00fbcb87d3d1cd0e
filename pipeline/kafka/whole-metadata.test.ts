import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { repairWholeMetadata } from './whole-metadata.ts';

interface Parsing {
  protocol(options: { version: number }): (wanted: { topics: string[] }) => {
    response: { parse(answer: unknown): Promise<{ topicMetadata: { topic: string }[] }> };
  };
}

const LEADER_NOT_AVAILABLE = 5;
const topic = (name: string, partitionErrorCode: number, topicErrorCode = 0) => ({
  ...{ topic: name, topicErrorCode },
  partitionMetadata: [{ partitionErrorCode: 0 }, { partitionErrorCode }],
});
const answer = {
  brokers: [{ nodeId: 1 }],
  topicMetadata: [
    topic('sound', 0),
    topic('leaderless', LEADER_NOT_AVAILABLE),
    topic('broken', 0, LEADER_NOT_AVAILABLE),
  ],
};

describe('repairWholeMetadata', () => {
  repairWholeMetadata();
  repairWholeMetadata();
  const api = createRequire(import.meta.url)('kafkajs/src/protocol/requests/metadata') as Parsing;
  const parse = (version: number, topics: string[]) =>
    api.protocol({ version })({ topics }).response.parse(answer);

  it.each([
    0, 1, 2, 3, 4, 5, 6,
  ])('leaves topics without a leader out of an answer about all, version %i', async (version) => {
    const parsed = await parse(version, []);
    expect(parsed).toMatchObject({ brokers: [{ nodeId: 1 }] });
    expect(parsed.topicMetadata.map((one) => one.topic)).toEqual(['sound']);
  });

  it('lets a question about a topic fail as before', async () => {
    await expect(parse(6, ['leaderless'])).rejects.toMatchObject({ type: 'LEADER_NOT_AVAILABLE' });
  });
});

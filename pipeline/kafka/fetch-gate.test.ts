import { describe, expect, it } from 'vitest';
import { createConsumer, createKafka } from './client.ts';
import { FetchGate } from './fetch-gate.ts';

type Named = { topic: string; partitions?: number[] }[];

describe('FetchGate', () => {
  it('names every topic-partition, so that pausing one more opens no other', () => {
    const calls: [string, Named][] = [];
    const gate = new FetchGate(
      {
        pause: (named) => calls.push(['pause', named]),
        resume: (named) => {
          calls.push(['resume', named as Named]);
        },
      },
      ['a', 'b'],
      3,
    );
    gate.closeAll();
    gate.open(1);
    gate.pause(1, 1);
    gate.resume(1, 1);
    expect(calls).toEqual([
      [
        'pause',
        [
          { topic: 'a', partitions: [0, 1, 2] },
          { topic: 'b', partitions: [0, 1, 2] },
        ],
      ],
      [
        'resume',
        [
          { topic: 'a', partitions: [1] },
          { topic: 'b', partitions: [1] },
        ],
      ],
      ['pause', [{ topic: 'b', partitions: [1] }]],
      ['resume', [{ topic: 'b', partitions: [1] }]],
    ]);
  });

  it('may be closed before the consumer has joined', () => {
    const kafka = createKafka({ brokers: ['127.0.0.1:1'], kind: 'embedded', clientId: 'test' });
    const assigner = () => ({
      name: 'none',
      version: 0,
      assign: async () => [],
      protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
    });
    const settings = { kind: 'embedded', groupId: 'g', assigner, maxTopicPartitions: 1 } as const;
    const gate = new FetchGate(createConsumer(kafka, settings), ['a'], 2);
    expect(() => gate.closeAll()).not.toThrow();
  });
});

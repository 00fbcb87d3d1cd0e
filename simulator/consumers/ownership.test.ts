import { describe, expect, it } from 'vitest';
import type { GroupJoin } from '../../pipeline/kafka/consumer-options.ts';
import { Ownership } from './ownership.ts';

const join = (consumerName: string, generation: number, ...partitions: number[]): GroupJoin => ({
  consumerName,
  generation,
  partitions,
  durationMs: 1,
});
const NAMES = ['consumer-1', 'consumer-2'];

describe('Ownership', () => {
  it('is complete when all members share a generation and own every partition once', () => {
    const ownership = new Ownership(NAMES, 3);
    ownership.joined(join('consumer-1', 1, 0, 2));
    expect(ownership.complete).toBe(false);
    ownership.joined(join('consumer-2', 2, 1));
    expect(ownership.complete).toBe(false);
    ownership.joined(join('consumer-1', 2, 0, 2));
    expect(ownership.complete).toBe(true);
  });

  it('is not complete while a partition has two owners or none', () => {
    const twice = new Ownership(NAMES, 2);
    twice.joined(join('consumer-1', 1, 0, 1));
    twice.joined(join('consumer-2', 1, 1));
    expect(twice.complete).toBe(false);
    const none = new Ownership(NAMES, 3);
    none.joined(join('consumer-1', 1, 0));
    none.joined(join('consumer-2', 1, 1));
    expect(none.complete).toBe(false);
  });

  it('accepts members that own nothing', () => {
    const ownership = new Ownership(NAMES, 1);
    ownership.joined(join('consumer-1', 1, 0));
    ownership.joined(join('consumer-2', 1));
    expect(ownership.complete).toBe(true);
  });

  it('says nothing of rejoins that return every partition to its owner', () => {
    const ownership = new Ownership(['consumer-1'], 2);
    ownership.joined(join('consumer-1', 1, 0, 1));
    expect(ownership.joined(join('consumer-1', 2, 0, 1))).toEqual([]);
  });

  it('reports a partition that another consumer got', () => {
    const ownership = new Ownership(NAMES, 2);
    ownership.joined(join('consumer-1', 1, 0));
    ownership.joined(join('consumer-2', 1, 1));
    expect(ownership.joined(join('consumer-1', 2, 0, 1))).toEqual([
      { partition: 1, from: 'consumer-2', to: 'consumer-1', generation: 2 },
    ]);
  });

  it('says who is missing, or who owns what', () => {
    const ownership = new Ownership(NAMES, 2);
    ownership.joined(join('consumer-1', 1, 0));
    expect(ownership.missing()).toBe('consumer-2 did not join');
    ownership.joined(join('consumer-2', 2, 1));
    expect(ownership.missing()).toContain('consumer-2 is in generation 2 with partitions [1]');
  });
});

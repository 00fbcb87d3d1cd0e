import { describe, expect, it } from 'vitest';
import type { PartitionCell } from '../../live/frames.ts';
import { consumerColour, laneText, largestKept, partitionsText } from './kafka-words.ts';

const cell: PartitionCell = {
  partition: 2,
  startOffset: 100,
  endOffset: 1_500,
  position: 1_488,
  lagRecords: 12,
  owner: 'consumer-3',
};

describe('the colour of a consumer', () => {
  it('is that of its number, and stays whoever else comes and goes', () => {
    expect(['consumer-1', 'consumer-8', 'consumer-9'].map(consumerColour)).toEqual([
      'series-1',
      'series-8',
      'series-1',
    ]);
  });

  it('is always the same one for a name without a number', () => {
    expect(consumerColour('kitchen')).toBe(consumerColour('kitchen'));
    expect(consumerColour('kitchen')).toMatch(/^series-[1-8]$/);
  });
});

it('says where a consumer is on its lane, and where nobody is', () => {
  expect(laneText('inventory.sales', cell)).toBe(
    'inventory.sales, partition 2: offsets 100 to 1,500; consumer-3 at 1,488, 12 records behind',
  );
  expect(laneText('t', { ...cell, owner: null })).toContain('nobody now, the group was at 1,488');
  expect(laneText('t', { ...cell, position: null, owner: null })).toContain('nobody has read it');
  expect(laneText('t', { ...cell, endOffset: null })).toContain('not known yet');
});

it('lists partitions as far as there is room', () => {
  expect(partitionsText([0, 3], 4)).toBe('P0, P3');
  expect(partitionsText([0, 1, 2, 3, 4, 5], 4)).toBe('P0, P1, P2, +3');
  expect(partitionsText([], 4)).toBe('no partition');
});

it('counts as kept what a consumer reads', () => {
  const unread = { ...cell, position: null, endOffset: 9_999 };
  expect(largestKept([{ topic: 't', role: 'events', partitions: [cell, unread] }])).toBe(1_400);
});

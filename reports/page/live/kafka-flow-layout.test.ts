import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, type FlowShape, flowLayout } from './kafka-flow-layout.ts';
import { behindPaths, lanePath, producerPaths } from './kafka-links.ts';

const anyShape = fc.record({
  producers: fc.array(fc.string(), { maxLength: 6 }),
  members: fc.array(fc.string(), { maxLength: 16 }),
  topics: fc.array(
    fc.nat(24).map((lanes) => ({
      topic: 'inventory.sales',
      partitions: lanes,
      lanes: Array.from({ length: lanes }, (_, partition) => partition),
    })),
    { maxLength: 6 },
  ),
});
const anyWidth = fc.integer({ min: 300, max: 1_500 });

function boxesOf(shape: FlowShape, widthPx: number): Box[] {
  const { producers, members, behind, topics } = flowLayout(shape, widthPx);
  return [...producers, ...members, ...behind, ...topics.map(({ box }) => box)];
}

function overlap(one: Box, other: Box): boolean {
  const apart =
    one.x + one.width <= other.x + 1e-6 ||
    other.x + other.width <= one.x + 1e-6 ||
    one.y + one.height <= other.y + 1e-6 ||
    other.y + other.height <= one.y + 1e-6;
  return !apart;
}

describe('the picture of the flow', () => {
  it('has every part within its bounds, and none upon another', () => {
    fc.assert(
      fc.property(anyShape, anyWidth, (shape, widthPx) => {
        const { heightPx } = flowLayout(shape, widthPx);
        const boxes = boxesOf(shape, widthPx);
        for (const [at, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(widthPx + 1e-6);
          expect(box.y + box.height).toBeLessThanOrEqual(heightPx + 1e-6);
          for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has a lane for each partition, within its topic and below the lane before', () => {
    fc.assert(
      fc.property(anyShape, anyWidth, (shape, widthPx) => {
        const { topics } = flowLayout(shape, widthPx);
        for (const [at, { box, lanes }] of topics.entries()) {
          expect(lanes.map(({ partition }) => partition)).toEqual(shape.topics[at]?.lanes);
          let above = box.y;
          for (const { tape } of lanes) {
            expect(tape.width).toBeGreaterThan(60);
            expect(tape.y).toBeGreaterThanOrEqual(above);
            above = tape.y + tape.height;
          }
          expect(above).toBeLessThanOrEqual(box.y + box.height);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has lines only where its parts stand side by side', () => {
    const shape: FlowShape = {
      producers: ['producer-0'],
      members: ['consumer-1', 'consumer-2'],
      topics: [{ topic: 'inventory.sales', partitions: 1, lanes: [0] }],
    };
    const wide = flowLayout(shape, 1_100);
    expect(wide.isStacked).toBe(false);
    expect(producerPaths(wide)).toHaveLength(1);
    expect(behindPaths(wide)).toHaveLength(4);
    const narrow = flowLayout(shape, 343);
    expect(narrow.isStacked).toBe(true);
    expect([...producerPaths(narrow), ...behindPaths(narrow)]).toEqual([]);
    const [lane] = wide.topics[0]?.lanes ?? [];
    const [member] = wide.members;
    if (lane === undefined || member === undefined) throw new Error('both are there');
    const numbers =
      lanePath(lane, member, 0.5)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    expect(numbers.at(-2)).toBe(member.x);
    expect(numbers.at(-1)).toBeCloseTo(member.y + member.height / 2, 0);
  });
});

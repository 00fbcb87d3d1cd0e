import { describe, expect, it } from 'vitest';
import type { TracedEvent } from '../stages/decode.ts';
import { START_MS } from '../stages/world.fixture.ts';
import type { RestoredPartition } from './changelog/cut.ts';
import { installState, stateBytesOf } from './install-state.ts';
import { openPartition } from './owned-partition.fixture.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { takeCut } from './take-cut.ts';

const PLAN = { run: 'run', owner: 'consumer-1', generation: 1, changelog: true, nowMs: 0 };

const open = () => openPartition(0, 3);

const sale = (productSeq: number, topicIndex: number, poison = false): TracedEvent => ({
  ...{ kind: 'event', productIndex: 0, productSeq, type: 0, quantityUnits: 3, poison },
  ...{ virtualMs: START_MS + productSeq * 1000, dueUs: 17, handedUs: 18, receivedUs: 19 },
  ...{ topicIndex, slot: 0, ticket: -1 },
});

/** One applied, two waiting from offsets 4 of one topic and 7 of the other. */
function partitionThatWaits() {
  const owned = open();
  const [a, b] = owned.settle;
  if (a === undefined || b === undefined) throw new Error('no topics');
  owned.pipeline.offer(sale(1, 0));
  a.advance(3);
  for (const [event, tracker, offset] of [
    [sale(3, 0), a, 4],
    [sale(4, 1, true), b, 7],
  ] as const) {
    expect(owned.pipeline.offer(event)).toBe('waiting');
    event.ticket = tracker.hold(offset, 1);
    tracker.advance(offset);
  }
  a.advance(5);
  return owned;
}

function restoredFrom(owned: OwnedPartition): RestoredPartition {
  const cut = takeCut(owned, PLAN)?.cut;
  if (cut === undefined) throw new Error('no cut');
  return { ...cut, endOffset: 9, records: 3, bytes: 300, staleCuts: 0 };
}

describe('installState', () => {
  it('goes on with positions, settled offsets and waiting events as they were', () => {
    const before = partitionThatWaits();
    const restored = restoredFrom(before);
    const after = open();
    installState(after, restored, 1000);
    expect(after.positions()).toEqual([6, 8]);
    expect(after.settle.map(({ settledOffset }) => settledOffset)).toEqual([4, 7]);
    expect(after.pipeline.waiting).toBe(2);
    expect(stateBytesOf(restored)).toBeGreaterThan(0);
    // Nothing of it has to be written again.
    expect(after.pipeline.takeTouched()).toEqual({ rows: [], dayBlocks: [] });
    for (const owned of [before, after]) owned.pipeline.offer(sale(2, 0));
    expect([after.pipeline.waiting, after.pipeline.turns]).toEqual([0, 4]);
    expect(after.pipeline.outcome()).toEqual(before.pipeline.outcome());
  });

  it('writes what was restored as it was written before', () => {
    const restored = restoredFrom(partitionThatWaits());
    const after = open();
    installState(after, restored, 1000);
    after.pipeline.touchAll();
    const again = restoredFrom(after);
    for (const [id, state] of restored.products) expect(again.products.get(id)).toEqual(state);
  });

  it('begins as the world opens where there is no head', () => {
    const owned = open();
    const none = { partition: 0, head: undefined, products: new Map(), dayBlocks: new Map() };
    installState(owned, { ...none, endOffset: 0, records: 0, bytes: 0, staleCuts: 0 }, 0);
    expect(owned.positions()).toEqual([-1, -1]);
  });

  it.each([
    [
      'of a product that the partition has not',
      { products: new Map([['PROD-9', Buffer.alloc(1)]]) },
    ],
    ['that is cut short', { products: new Map([['PROD-001', Buffer.of(1, 2)]]) }],
    ['of a day block that does not exist', { dayBlocks: new Map([[99, Buffer.alloc(1)]]) }],
  ])('refuses state %s', (_what, wrong) => {
    const restored = { ...restoredFrom(partitionThatWaits()), ...wrong };
    expect(() => installState(open(), restored, 0)).toThrow(
      expect.objectContaining({ code: 'CHANGELOG_CORRUPT' }),
    );
  });
});

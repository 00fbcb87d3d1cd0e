import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventTrace, TRACE_STAGES } from '../../live/frames.ts';
import { stockBars, waySteps } from './classroom-trace-steps.ts';

const trace: EventTrace = {
  eventId: 'EVT-1',
  productId: 'PROD-007',
  productSeq: 12,
  type: 'SALE',
  quantityUnits: 3,
  consumer: 'consumer-2',
  topic: 'inventory.sales',
  partition: 1,
  offset: 1_204,
  placement: 'applied',
  reason: null,
  stockBeforeUnits: 10,
  stockAfterUnits: 7,
  lostUnits: 0,
  alerts: [],
  receivedAfterUs: 600,
  appliedAfterUs: 900,
};

function textsOf(changes: Partial<EventTrace>): Record<string, string> {
  const steps = waySteps({ ...trace, ...changes });
  return Object.fromEntries(steps.map(({ stage, state, text }) => [stage, `${state}: ${text}`]));
}

describe('the way of an event', () => {
  it('goes through every stage when it is applied', () => {
    expect(textsOf({ alerts: ['low stock raised'] })).toEqual({
      produced: 'done: a sale of 3 units, number 12 of PROD-007',
      stored:
        'done: inventory.sales, partition 1, offset 1,204: the key PROD-007 always leads there',
      received: 'done: consumer-2, which owns partition 1, 0.600 ms after it was due',
      sequenced: 'done: it is the next in turn of its product',
      applied: 'done: stock 10 → 7, 0.900 ms after it was due',
      alerted: 'done: low stock raised',
      durable: 'next: next, the changelog keeps the new stock; then the offset is committed',
    });
  });

  it('ends at the sequencer for what waits, comes twice or cannot be processed', () => {
    expect(textsOf({ placement: 'waiting' })['sequenced']).toMatch(/^stopped: .* waits$/);
    expect(textsOf({ placement: 'duplicate' })['sequenced']).toContain('a duplicate, dropped');
    const rejected = textsOf({ placement: 'rejected', reason: 'unknown_product' });
    expect(rejected['sequenced']).toContain('(unknown_product): a dead letter');
    expect(rejected['applied']).toBe('none: the stock stays as it is');
  });

  it('says what could not be sold, and what nobody measured it leaves out', () => {
    expect(textsOf({ stockAfterUnits: 0, lostUnits: 1, appliedAfterUs: null })['applied']).toBe(
      'done: stock 10 → 0; 1 unit could not be sold',
    );
    expect(textsOf({ offset: null, placement: 'released' })['stored']).toContain('restored');
  });

  it('has every stage once, in order, whatever became of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('applied', 'waiting', 'duplicate', 'rejected', 'released' as const),
        (placement) => {
          const steps = waySteps({ ...trace, placement: placement as EventTrace['placement'] });
          expect(steps.map(({ stage }) => stage)).toEqual([...TRACE_STAGES]);
          // Once stopped, nothing behind it is done.
          const stopped = steps.findIndex(({ state }) => state === 'stopped');
          if (stopped < 0) return;
          expect(steps.slice(stopped + 1).some(({ state }) => state === 'done')).toBe(false);
        },
      ),
    );
  });
});

it('draws the larger stock as the whole bar', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 1e6 }), fc.nat(1e6), (before, after) => {
      const bars = stockBars({ stockBeforeUnits: before, stockAfterUnits: after });
      for (const bar of [bars.before, bars.after]) {
        expect(bar).toBeGreaterThanOrEqual(0);
        expect(bar).toBeLessThanOrEqual(1);
      }
      if (Math.max(before, after) > 0) expect(Math.max(bars.before, bars.after)).toBe(1);
    }),
  );
});

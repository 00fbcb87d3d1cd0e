import { describe, expect, it } from 'vitest';
import type { TracedEvent } from '../stages/decode.ts';
import { PartitionPipeline } from '../stages/partition-pipeline.ts';
import { catalogueOf, DAY_MS, emptyHistory, product, START_MS } from '../stages/world.fixture.ts';
import { OwnedPartition } from './owned-partition.ts';
import { type TurnTrace, TurnTracer } from './turn-trace.ts';

/** A partition that is traced, and a clock that stands still unless it is moved. */
function traced() {
  const clock = { us: 1_000_000 };
  const traces: TurnTrace[] = [];
  const tracer = new TurnTracer({
    consumerName: 'consumer-1',
    topics: ['sales'],
    nowUs: () => clock.us,
    onTrace: (trace) => traces.push(trace),
  });
  const owned = new OwnedPartition(
    3,
    1,
    ({ waitingEvents }) =>
      new PartitionPipeline<TracedEvent>({
        ...{ partition: 3, productIndexes: Int32Array.of(0), waitingEvents: waitingEvents.codec },
        ...{ catalogue: catalogueOf(product(0)), history: emptyHistory() },
        ...{ startMs: START_MS, endMs: START_MS + DAY_MS },
        ...{ shortage: 'reject', ordering: 'sequence' },
        effects: {
          applied: (event) => tracer.applied(event),
          alertChanged: (change) => tracer.alertChanged(change),
          dayClosed() {},
        },
      }),
  );
  const offer = (productSeq: number, fields: Partial<TracedEvent> = {}): void => {
    const event = eventOf(productSeq, fields);
    const place = { owned, topicIndex: 0, offset: productSeq + 100 };
    tracer.begin(place, 0, clock.us, event, fields.poison === true ? 'no good' : null);
    const placement = owned.pipeline.offer(event);
    tracer.end(placement);
    if (placement === 'waiting') event.ticket = owned.settle[0]?.hold(place.offset, 1) ?? -1;
  };
  return { clock, traces, tracer, owned, offer };
}

function eventOf(productSeq: number, fields: Partial<TracedEvent>): TracedEvent {
  return {
    ...{ kind: 'event', productIndex: 0, productSeq, type: 0, quantityUnits: 1, poison: false },
    ...{ virtualMs: START_MS, dueUs: 400_000, handedUs: 0, receivedUs: 900_000 },
    ...{ topicIndex: 0, slot: 0, ticket: -1 },
    ...fields,
  };
}

describe('traces', () => {
  it('say of an event when it came, what it did to the shelf and which alerts it changed', () => {
    const { offer, traces } = traced();
    offer(1, { quantityUnits: 95 });
    offer(2, { quantityUnits: 50 });
    expect(traces[0]).toEqual({
      ...{ eventId: 'EVT-PROD-001-1', productId: 'PROD-001', productSeq: 1, type: 'SALE' },
      ...{ quantityUnits: 95, consumer: 'consumer-1', topic: 'sales', partition: 3, offset: 101 },
      ...{ placement: 'applied', reason: null, stockBeforeUnits: 100, stockAfterUnits: 5 },
      ...{ lostUnits: 0, receivedAfterUs: 500_000, appliedAfterUs: 600_000 },
      alerts: ['raised CRITICAL_LOW_STOCK', 'raised RAPID_DEPLETION'],
    });
    expect(traces[1]).toMatchObject({ lostUnits: 50, stockAfterUnits: 5, alerts: [] });
  });

  it('follow what waits to its turn, with the place that it came from', () => {
    const { offer, traces } = traced();
    for (const productSeq of [3, 2, 1, 1]) offer(productSeq);
    expect(
      traces.map(({ productSeq, placement, offset, appliedAfterUs }) => [
        ...[productSeq, placement, offset, appliedAfterUs !== null],
      ]),
    ).toEqual([
      [3, 'waiting', 103, false],
      [2, 'waiting', 102, false],
      [1, 'applied', 101, true],
      [2, 'released', 102, true],
      [3, 'released', 103, true],
      [1, 'duplicate', 101, false],
    ]);
  });

  it('give the reason of what is rejected, whether it has a turn or not', () => {
    const { offer, traces, tracer, owned } = traced();
    offer(1, { poison: true });
    const place = { owned, topicIndex: 0, offset: 9 };
    tracer.unreadable(place, 1_000_000, Buffer.from('PROD-9'), 'not JSON');
    expect(traces).toMatchObject([
      { eventId: 'EVT-PROD-001-1', placement: 'rejected', reason: 'no good', type: '?' },
      { eventId: 'sales/3/9', productId: 'PROD-9', placement: 'rejected', reason: 'not JSON' },
    ]);
  });

  it('are twenty in a second at most, those that are released included', () => {
    const { offer, traces, clock } = traced();
    for (let productSeq = 40; productSeq > 25; productSeq -= 1) offer(productSeq);
    for (let productSeq = 1; productSeq <= 25; productSeq += 1) offer(productSeq);
    expect(traces).toHaveLength(20);
    clock.us += 999_999;
    offer(41);
    expect(traces).toHaveLength(20);
    clock.us += 1;
    offer(42);
    expect(traces.slice(20)).toMatchObject([{ productSeq: 42, placement: 'applied' }]);
  });
});

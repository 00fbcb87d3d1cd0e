import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRACE_STAGES } from '../../../reports/live/frames.ts';
import { type JourneyFacts, journey } from './journey.ts';

const FACTS: JourneyFacts = {
  ...{ partition: 1, offset: 10, position: 11, owner: 'consumer-1' },
  ...{ productSeq: 5, productId: 'PROD-001', appliedSeq: 5, waitingSeqs: [], alerts: [] },
  ...{ deadLetter: undefined, durablePosition: 11 },
};

function states(facts: Partial<JourneyFacts>): Record<string, string> {
  return Object.fromEntries(
    journey({ ...FACTS, ...facts }).map(({ stage, state }) => [stage, state]),
  );
}

describe('journey', () => {
  it('has every stage once, in order, and is in one place', () => {
    const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
    const facts: fc.Arbitrary<JourneyFacts> = fc.record({
      partition: fc.nat(3),
      offset: fc.nat(20),
      position: maybe(fc.nat(20)),
      owner: maybe(fc.constant('consumer-1')),
      productSeq: maybe(fc.nat(9)),
      productId: maybe(fc.constant('PROD-001')),
      appliedSeq: maybe(fc.nat(9)),
      waitingSeqs: fc.array(fc.nat(9), { maxLength: 3 }),
      deadLetter: maybe(fc.constant('not_json')),
      alerts: fc.subarray(['LOW_STOCK', 'OVERSTOCK']),
      durablePosition: maybe(fc.nat(20)),
    });
    fc.assert(
      fc.property(facts, (each) => {
        const steps = journey(each);
        expect(steps.map(({ stage }) => stage)).toEqual(TRACE_STAGES);
        expect(steps.filter(({ state }) => state === 'here')).toHaveLength(1);
        const place = steps.findIndex(({ state }) => state === 'here');
        expect(steps.slice(place + 1).some(({ state }) => state === 'done')).toBe(false);
      }),
    );
  });

  it('follows a record through the pipeline', () => {
    expect(states({ position: 7, appliedSeq: 3 })).toMatchObject({
      ...{ stored: 'here', received: 'ahead', durable: 'ahead' },
    });
    expect(states({ appliedSeq: 3, waitingSeqs: [5], durablePosition: 10 })).toMatchObject({
      ...{ received: 'here', sequenced: 'ahead', applied: 'ahead' },
    });
    expect(states({ appliedSeq: 4, durablePosition: 10 })).toMatchObject({
      ...{ sequenced: 'here', applied: 'ahead', durable: 'ahead' },
    });
    expect(states({ alerts: ['LOW_STOCK'] })).toMatchObject({
      ...{ applied: 'done', alerted: 'done', durable: 'here' },
    });
    expect(states({ deadLetter: 'not_json', appliedSeq: 4, durablePosition: 0 })).toMatchObject({
      ...{ received: 'here', sequenced: 'never', applied: 'never' },
    });
    expect(states({ position: undefined })).toMatchObject({ stored: 'here', received: 'never' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POISONS } from '../../../reports/live/controls.ts';
import { controlAction, isFault } from './control-body.ts';

const VALID: readonly object[] = [
  { action: 'rate', ratePerSecond: 1 / 6 },
  { action: 'rate', ratePerSecond: 5000 },
  ...['pause', 'resume', 'step', 'add-consumer', 'restart', 'end'].map((action) => ({ action })),
  { action: 'remove-consumer', name: 'consumer-1' },
  { action: 'kill-consumer', name: 'consumer-1' },
  { action: 'slow-consumer', name: 'consumer-1', eventsPerSecond: 5 },
  { action: 'slow-consumer', name: 'consumer-1', eventsPerSecond: null },
  { action: 'stall-consumer', name: 'consumer-1', forMs: 30_000 },
  ...POISONS.map((kind) => ({ action: 'poison', kind })),
  { action: 'duplicate' },
  { action: 'duplicate', productId: 'PROD-001' },
  { action: 'sequencer', on: false },
  { action: 'lesson', id: 'rebalance' },
];

function faultOf(body: unknown): string | undefined {
  const result = controlAction(body);
  return isFault(result) ? result.field : undefined;
}

describe('controlAction', () => {
  it('takes every control as it is', () => {
    for (const body of VALID) expect(controlAction(body)).toEqual(body);
  });

  it('names the field that is wrong', () => {
    expect(faultOf(undefined)).toBe('body');
    expect(faultOf([])).toBe('body');
    expect(faultOf({})).toBe('body.action');
    expect(faultOf({ action: 'constructor' })).toBe('body.action');
    expect(faultOf({ action: 'rate' })).toBe('body.ratePerSecond');
    expect(faultOf({ action: 'rate', ratePerSecond: 0.1 })).toBe('body.ratePerSecond');
    expect(faultOf({ action: 'rate', ratePerSecond: 5001 })).toBe('body.ratePerSecond');
    expect(faultOf({ action: 'rate', ratePerSecond: '5' })).toBe('body.ratePerSecond');
    expect(faultOf({ action: 'pause', name: 'x' })).toBe('body.name');
    expect(faultOf({ action: 'kill-consumer' })).toBe('body.name');
    expect(faultOf({ action: 'kill-consumer', name: '' })).toBe('body.name');
    expect(faultOf({ action: 'slow-consumer', name: 'c' })).toBe('body.eventsPerSecond');
    expect(faultOf({ action: 'slow-consumer', name: 'c', eventsPerSecond: 0 })).toBe(
      'body.eventsPerSecond',
    );
    expect(faultOf({ action: 'stall-consumer', name: 'c', forMs: 999 })).toBe('body.forMs');
    expect(faultOf({ action: 'poison', kind: 'bitter' })).toBe('body.kind');
    expect(faultOf({ action: 'duplicate', productId: 7 })).toBe('body.productId');
    expect(faultOf({ action: 'sequencer', on: 'no' })).toBe('body.on');
    expect(faultOf({ action: 'lesson' })).toBe('body.id');
  });

  it('takes what it takes for what it is, and refuses the rest, whatever comes', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(...VALID).chain((valid) =>
        fc.record({ field: fc.string(), value: fc.jsonValue() }).map(({ field, value }) => ({
          ...valid,
          [field]: value,
        })),
      ),
    );
    fc.assert(
      fc.property(body, (each) => {
        const result = controlAction(each);
        if (isFault(result)) expect(result.field).toMatch(/^body/);
        else expect(result).toBe(each);
      }),
    );
  });
});

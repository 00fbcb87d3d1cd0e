import { describe, expect, it } from 'vitest';
import { type ControlAction, POISONS } from '../../reports/live/controls.ts';
import {
  type ClassroomEvent,
  type ClassroomEvents,
  rateText,
  type Said,
  saidOf,
  saidOfEvent,
} from './control-words.ts';

const name = 'consumer-2';
const ACTIONS: readonly ControlAction[] = [
  { action: 'rate', ratePerSecond: 100 },
  { action: 'pause' },
  { action: 'resume' },
  { action: 'step' },
  { action: 'add-consumer' },
  { action: 'remove-consumer', name },
  { action: 'kill-consumer', name },
  { action: 'slow-consumer', name, eventsPerSecond: 10 },
  { action: 'slow-consumer', name, eventsPerSecond: null },
  { action: 'stall-consumer', name, forMs: 10_000 },
  ...POISONS.map((kind) => ({ action: 'poison', kind }) as const),
  { action: 'duplicate' },
  { action: 'duplicate', productId: 'PROD-007' },
  { action: 'sequencer', on: true },
  { action: 'sequencer', on: false },
  { action: 'restart' },
  { action: 'lesson', id: 'ordering' },
  { action: 'end' },
];

const EVENTS: { readonly [Event in ClassroomEvent]: ClassroomEvents[Event] } = {
  rebalance: { generation: 3, members: ['consumer-1', name] },
  'member-lost': { name },
  'member-left': { name },
  'member-joined': { name },
  'member-idle': { name, partitions: 3 },
  'no-consumer': {},
  'dead-letter': { reason: 'it is not JSON' },
  duplicate: { count: 1 },
  reprocessed: { count: 12 },
  'sequencer-holds': { waitingEvents: 40 },
  'sequencer-released': {},
  'lag-builds': { lagRecords: 300 },
  'caught-up': {},
  'wrong-stock': { products: 7 },
};

describe('what is said of a control', () => {
  it.each(
    ACTIONS.map((action) => [JSON.stringify(action), action] as const),
  )('%s: what happens and why, in sentences', (_, action) => {
    expectSentences(saidOf(action, {}));
    expectSentences(saidOf(action, { isPaused: true, ratePerSecond: 8, consumers: [name] }));
  });

  it('differs between any two actions', () => {
    const texts = ACTIONS.map((action) => saidOf(action, {}).text);
    expect(new Set(texts).size).toBe(ACTIONS.length);
  });

  it('names whom and what it concerns', () => {
    expect(saidOf({ action: 'add-consumer' }, { name, consumers: ['consumer-1', name] }).text).toBe(
      'consumer-2 joins the group: 2 consumers now.',
    );
    expect(saidOf({ action: 'rate', ratePerSecond: 100 }, { ratePerSecond: 8 }).text).toBe(
      'Faster: 100 events a second.',
    );
    expect(saidOf({ action: 'rate', ratePerSecond: 100 }, { isPaused: true }).text).toBe(
      '100 events a second, as soon as you resume.',
    );
    const place = { topic: 'inventory.sales', partition: 1, offset: 1_234 };
    expect(saidOf({ action: 'poison', kind: 'not-json' }, place).text).toBe(
      'A record that is not JSON was written to inventory.sales/1 at offset 1,234.',
    );
    expect(saidOf({ action: 'duplicate', productId: 'PROD-007' }, place).text).toContain(
      'A record of PROD-007 was written once more to inventory.sales/1',
    );
  });

  it.each([
    [1 / 6, '10 events a minute'],
    [1 / 60, '1 event a minute'],
    [1, '1 event a second'],
    [2.5, '2.5 events a second'],
    [5_000, '5,000 events a second'],
  ])('counts %d a second as people do', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});

describe('what is said of what follows', () => {
  it.each(
    Object.keys(EVENTS) as ClassroomEvent[],
  )('%s: what happens and why, in sentences', (event) => {
    expectSentences(saidOfEvent(event, EVENTS[event]));
  });

  it('counts', () => {
    expect(saidOfEvent('duplicate', { count: 1 }).text).toBe(
      '1 record came a second time and was dropped.',
    );
    expect(saidOfEvent('wrong-stock', { products: 7 }).text).toContain('7 products');
  });
});

function expectSentences({ text, why }: Said): void {
  expect(text).toMatch(/^\S.*\.$/);
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(`${text} ${why}`).not.toMatch(/undefined|NaN|\.\./);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowControl, PAUSE_AHEAD_US } from './flow-control.ts';

const MS = 1000;

describe('FlowControl', () => {
  it('pauses a topic that is more than 100 ms ahead of a lagging one, and resumes it below 50 ms', () => {
    const flow = new FlowControl(2, 1);
    flow.noteBatch(0, 0, 0, true);
    expect(flow.noteBatch(1, 0, 101 * MS, false)).toEqual([
      { topicIndex: 1, partition: 0, action: 'pause' },
    ]);
    expect(flow.noteBatch(0, 0, 51 * MS, true)).toEqual([]);
    expect(flow.noteBatch(0, 0, 52 * MS, true)).toEqual([
      { topicIndex: 1, partition: 0, action: 'resume' },
    ]);
  });

  it('leaves a topic alone that is 100 ms ahead and no more', () => {
    const flow = new FlowControl(2, 1);
    flow.noteBatch(0, 0, 0, true);
    expect(flow.noteBatch(1, 0, 100 * MS, true)).toEqual([]);
  });

  it('resumes everything when nothing lags', () => {
    const flow = new FlowControl(3, 1);
    flow.noteBatch(0, 0, 0, true);
    flow.noteBatch(1, 0, 500 * MS, false);
    flow.noteBatch(2, 0, 500 * MS, false);
    expect(flow.noteBatch(0, 0, 10 * MS, false).map(({ action }) => action)).toEqual([
      'resume',
      'resume',
    ]);
  });

  it('lets nobody run ahead of a lagging topic whose due times are unknown', () => {
    const flow = new FlowControl(2, 1);
    flow.noteBatch(1, 0, 5 * MS, false);
    expect(flow.noteBatch(0, 0, undefined, true)).toEqual([
      { topicIndex: 1, partition: 0, action: 'pause' },
    ]);
    expect(flow.isPaused(0, 0)).toBe(false);
  });

  it('keeps partition numbers apart', () => {
    const flow = new FlowControl(2, 2);
    flow.noteBatch(0, 0, 0, true);
    expect(flow.noteBatch(1, 1, 900 * MS, true)).toEqual([]);
    expect(flow.isPaused(1, 1)).toBe(false);
  });

  it('starts clean after a reset', () => {
    const flow = new FlowControl(2, 1);
    flow.noteBatch(0, 0, 0, true);
    flow.noteBatch(1, 0, 900 * MS, true);
    flow.reset();
    expect(flow.isPaused(1, 0)).toBe(false);
    expect(flow.noteBatch(1, 0, 950 * MS, true)).toEqual([]);
  });

  it('never pauses the topic that is furthest behind, whatever happens', () => {
    const note = fc.record({ topic: fc.nat(3), dueMs: fc.nat(2000), lagging: fc.boolean() });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 100 }), (notes) => {
        const flow = new FlowControl(4, 1);
        const due = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
        const lags = [false, false, false, false];
        for (const { topic, dueMs, lagging } of notes) {
          flow.noteBatch(topic, 0, dueMs * MS, lagging);
          due[topic] = dueMs;
          lags[topic] = lagging;
          const lagged = due.filter((_, index) => lags[index]);
          const floor = Math.min(...lagged);
          for (let index = 0; index < 4; index += 1) {
            if (lags[index] && due[index] === floor) expect(flow.isPaused(index, 0)).toBe(false);
            if (lagged.length === 0) expect(flow.isPaused(index, 0)).toBe(false);
          }
        }
      }),
    );
  });

  it('reads every backlog to its end, without letting topics drift apart', () => {
    const backlog = fc.array(fc.nat(20_000), { minLength: 0, maxLength: 200 });
    const backlogs = fc.tuple(backlog, backlog, backlog);
    fc.assert(
      fc.property(backlogs, fc.integer({ min: 1, max: 20 }), (unsorted, batch) => {
        const topics = unsorted.map((dues) => dues.map((ms) => ms * MS).sort((a, b) => a - b));
        const flow = new FlowControl(3, 1);
        const positions = [0, 0, 0];
        const reads = topics.reduce((sum, dues) => sum + dues.length, 0);
        for (let round = 0; round <= reads * 3; round += 1) {
          let progress = false;
          topics.forEach((dues, topic) => {
            const from = positions[topic] ?? 0;
            if (flow.isPaused(topic, 0) || from === dues.length) return;
            const to = Math.min(dues.length, from + batch);
            positions[topic] = to;
            progress = true;
            flow.noteBatch(topic, 0, dues[to - 1], to < dues.length);
          });
          if (!progress) break;
        }
        expect(positions).toEqual(topics.map((dues) => dues.length));
      }),
    );
  });

  it('holds a rare topic back to the hysteresis behind a busy one', () => {
    // The busy topic has an event every millisecond, the rare one every 50 ms; each fetch brings 100.
    const flow = new FlowControl(2, 1);
    let busyMs = 0;
    let rareMs = 0;
    let furthestUs = 0;
    while (busyMs < 20_000) {
      busyMs += 100;
      flow.noteBatch(0, 0, busyMs * MS, busyMs < 20_000);
      if (!flow.isPaused(1, 0) && rareMs < 20_000) {
        rareMs += 50;
        flow.noteBatch(1, 0, rareMs * MS, rareMs < 20_000);
      }
      furthestUs = Math.max(furthestUs, (rareMs - busyMs) * MS);
    }
    expect(furthestUs).toBeLessThanOrEqual(PAUSE_AHEAD_US + 50 * MS);
  });
});

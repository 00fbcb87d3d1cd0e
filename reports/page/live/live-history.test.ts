import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventJson } from '../../../pipeline/query/wire.ts';
import type { LiveFrame, LiveHello, LiveMark, LivePoint } from '../../live/frames.ts';
import { LiveHistory, MOST_EVENTS, MOST_MARKS, MOST_POINTS } from './live-history.ts';

const point = (atMs: number) => ({ atMs }) as LivePoint;
const mark = (number: number) => ({ number, atMs: number, kind: 'fault', text: '' }) as LiveMark;
const event = (number: number) => ({ number }) as EventJson;

function frame(parts: Partial<LiveFrame> = {}): LiveFrame {
  return { points: [], marks: [], feed: [], feedSkipped: 0, ...parts } as unknown as LiveFrame;
}

function hello(parts: Partial<LiveHello> = {}): LiveHello {
  return { series: [], marks: [], feed: [], frame: frame(), ...parts } as unknown as LiveHello;
}

describe('what the page keeps of a run', () => {
  it('begins with what a hello knows of before', () => {
    const history = new LiveHistory();
    history.begin(
      hello({
        series: [point(1_000), point(2_000)],
        marks: [mark(1)],
        feed: [event(7), event(8)],
        frame: frame({ points: [point(3_000)] }),
      }),
    );
    expect(history.points.map(({ atMs }) => atMs)).toEqual([1_000, 2_000, 3_000]);
    expect(history.events.map(({ number }) => number)).toEqual([8, 7]);
  });

  it('forgets a run when another one begins', () => {
    const history = new LiveHistory();
    history.begin(hello({ series: [point(90_000)], marks: [mark(9)], feed: [event(900)] }));
    history.add(frame({ feedSkipped: 40 }));
    history.begin(hello({ series: [point(1_000)] }));
    expect(history).toMatchObject({ points: [{ atMs: 1_000 }], marks: [], events: [] });
    expect(history.skippedEvents).toBe(0);
  });

  it('changes its version with points and marks, not with events', () => {
    const history = new LiveHistory();
    history.begin(hello());
    const before = history.version;
    history.add(frame({ feed: [event(1)], feedSkipped: 3 }));
    expect(history.version).toBe(before);
    history.add(frame({ marks: [mark(1)] }));
    expect(history.version).not.toBe(before);
  });

  it('is the newest of what it was told, each once and in order, however frames overlap', () => {
    const chunks = fc.array(fc.tuple(fc.nat(30), fc.nat(5)), { maxLength: 120 });
    fc.assert(
      fc.property(chunks, (sizes) => {
        const history = new LiveHistory();
        history.begin(hello());
        let last = 0;
        for (const [fresh, repeated] of sizes) {
          const numbers = Array.from(
            { length: fresh + Math.min(repeated, last) },
            (_, at) => last - Math.min(repeated, last) + 1 + at,
          );
          last += fresh;
          history.add(
            frame({
              points: numbers.map((number) => point(number * 1_000)),
              marks: numbers.map(mark),
              feed: numbers.map(event),
            }),
          );
        }
        const newest = (most: number) => {
          const kept = Math.min(most, last);
          return Array.from({ length: kept }, (_, at) => last - kept + 1 + at);
        };
        expect(history.points.map(({ atMs }) => atMs / 1_000)).toEqual(newest(MOST_POINTS));
        expect(history.marks.map(({ number }) => number)).toEqual(newest(MOST_MARKS));
        expect(history.events.map(({ number }) => number)).toEqual(newest(MOST_EVENTS).reverse());
      }),
    );
  });
});

/** What a page keeps of a run while it goes on: the last ten minutes and a few events. Pure; bounded however long it runs. */
import type { EventJson } from '../../../pipeline/query/wire.ts';
import type { LiveFrame, LiveHello, LiveMark, LivePoint } from '../../live/frames.ts';

export const MOST_POINTS = 600;
export const MOST_MARKS = 200;
export const MOST_EVENTS = 60;

export class LiveHistory {
  /** Oldest first. */
  points: readonly LivePoint[] = [];
  marks: readonly LiveMark[] = [];
  /** Newest first. */
  events: readonly EventJson[] = [];
  /** Events that passed by without being shown, since the page was opened or the run began. */
  skippedEvents = 0;
  /** Changes with every point and every mark: whoever draws need not look at them. */
  version = 0;

  /** Everything may be different. */
  begin({ series, marks, feed, frame }: LiveHello): void {
    this.points = series.slice(-MOST_POINTS);
    this.marks = marks.slice(-MOST_MARKS);
    this.events = feed.toReversed().slice(0, MOST_EVENTS);
    this.skippedEvents = 0;
    this.version += 1;
    this.add(frame);
  }

  /** What is known already is left out, so that a frame may repeat the end of a hello. */
  add({ points, marks, feed, feedSkipped }: LiveFrame): void {
    const lastMs = this.points.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    const newPoints = points.filter(({ atMs }) => atMs > lastMs);
    const lastMark = this.marks.at(-1)?.number ?? Number.NEGATIVE_INFINITY;
    const newMarks = marks.filter(({ number }) => number > lastMark);
    const lastEvent = this.events[0]?.number ?? Number.NEGATIVE_INFINITY;
    const newEvents = feed.filter(({ number }) => number > lastEvent);
    if (newPoints.length > 0) this.points = [...this.points, ...newPoints].slice(-MOST_POINTS);
    if (newMarks.length > 0) this.marks = [...this.marks, ...newMarks].slice(-MOST_MARKS);
    if (newEvents.length > 0) {
      this.events = [...newEvents.toReversed(), ...this.events].slice(0, MOST_EVENTS);
    }
    this.skippedEvents += feedSkipped;
    if (newPoints.length + newMarks.length > 0) this.version += 1;
  }
}

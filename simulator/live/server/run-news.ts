/** What the main thread has told of a run, kept in bounds, and what of it no frame has carried yet. */
import type { Counter } from '../../../pipeline/observer.ts';
import type {
  EventTrace,
  KafkaView,
  LiveFrame,
  LiveMark,
  LivePhase,
  LivePoint,
  LiveRun,
} from '../../../reports/live/frames.ts';
import type { ClassroomState, LiveGroup, ToLiveServer } from '../contract.ts';
import { BoundedList } from './bounded-list.ts';

/** Ten minutes. */
const POINTS = 600;
const MARKS = 200;
const SAID = 30;
const TRACES = 30;
const ACTIONS = 50;

export interface Numbered {
  readonly number: number;
  readonly atMs: number;
  readonly text: string;
}

export class RunNews {
  readonly run: LiveRun;
  readonly points = new BoundedList<LivePoint>(POINTS);
  readonly marks = new BoundedList<LiveMark>(MARKS);
  readonly said = new BoundedList<Numbered & { readonly why: string }>(SAID);
  readonly traces = new BoundedList<EventTrace>(TRACES);
  readonly actions = new BoundedList<Numbered>(ACTIONS);
  readonly #elapsedMs: () => number;
  readonly #counts = new Map<Counter, number>();
  phase: LivePhase = 'preparing';
  phaseText = '';
  group: LiveGroup | undefined;
  classroom: ClassroomState | undefined;
  ended: LiveFrame['ended'] = null;
  #endedAtMs: number | undefined;

  /** @param elapsedMs since the load began, never negative */
  constructor(run: LiveRun, elapsedMs: () => number) {
    this.run = run;
    this.#elapsedMs = elapsedMs;
  }

  /** Whole; stands still when the run has ended. */
  get elapsedMs(): number {
    return Math.round(this.#endedAtMs ?? this.#elapsedMs());
  }

  get counters(): KafkaView['counters'] {
    const count = (counter: Counter): number => this.#counts.get(counter) ?? 0;
    return {
      duplicatesDropped: count('records_duplicate'),
      foreignRecords: count('records_foreign'),
      withoutEnvelope: count('records_without_envelope'),
      sendFailures: count('send_failures'),
      reprocessed: Math.max(count('records_reprocessed'), this.group?.reprocessed ?? 0),
      changelogCuts: count('changelog_cuts'),
    };
  }

  hear(message: ToLiveServer): void {
    switch (message.type) {
      case 'phase':
        this.phase = message.phase;
        this.phaseText = message.text;
        return;
      case 'point':
        this.points.add(message.point);
        for (const [counter, by] of Object.entries(message.counters)) {
          const name = counter as Counter;
          this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
        }
        return;
      case 'group':
        this.group = message.group;
        return;
      case 'mark':
        this.marks.add({ number: this.marks.count + 1, ...message.mark });
        return;
      case 'trace':
        this.traces.add(message.trace);
        return;
      case 'classroom':
        this.classroom = message.state;
        return;
      case 'said':
        this.say(message.text, message.why);
        return;
      case 'run-ended':
        this.#end(message);
        return;
      default:
    }
  }

  say(text: string, why: string): void {
    this.said.add({ number: this.said.count + 1, atMs: this.elapsedMs, text, why });
  }

  act(text: string): void {
    this.actions.add({ number: this.actions.count + 1, atMs: this.elapsedMs, text });
  }

  #end({ verdict, reasons, run }: Extract<ToLiveServer, { type: 'run-ended' }>): void {
    this.#endedAtMs = this.#elapsedMs();
    this.phase = 'ended';
    this.phaseText = `The run has ended: ${verdict}`;
    this.ended = { verdict, reasons, reportUrl: `/runs/${encodeURIComponent(run)}/` };
  }
}

/** One run of a classroom: its desk, the log of what was done by hand, and what there is to say of what happens. */
import type { ClosedInterval } from '../../reports/interval-collector.ts';
import type { ControlAction } from '../../reports/live/controls.ts';
import type { RunMark } from '../../reports/record.ts';
import type { RunWatcher, WatchedRun } from '../run/watcher.ts';
import { ActionLog } from './action-log.ts';
import { Commentator } from './commentator.ts';
import type { ClassroomState, ToLiveServer } from './contract.ts';
import { ControlDesk, ControlRefused, type DeskAction } from './control-desk.ts';
import { type Said, saidOf } from './control-words.ts';
import { RunSide } from './run-side.ts';
import type { Stage } from './stages.ts';

export interface ClassroomRunOptions {
  readonly stage: Stage;
  readonly tell: (message: ToLiveServer) => void;
}

type RunAction = Extract<ControlAction, DeskAction | { readonly action: 'end' }>;

export class ClassroomRun {
  readonly #options: ClassroomRunOptions;
  readonly #log = new ActionLog();
  readonly #side: RunSide;
  readonly #commentator: Commentator;
  #run: WatchedRun | undefined;
  #desk: ControlDesk | undefined;

  constructor(options: ClassroomRunOptions) {
    const { stage, tell } = options;
    const { ratePerSecond, isPaused, lesson } = stage;
    this.#options = options;
    this.#commentator = new Commentator((said) => tell({ type: 'said', ...said }));
    this.#side = new RunSide({
      ...{ tell, lesson },
      handsOn: {
        playback: isPaused ? { type: 'pause' } : { type: 'play', eventsPerSecond: ratePerSecond },
        interaction: () => this.#log.interaction(),
      },
      treatments: () => this.#desk?.treatments ?? new Map(),
      onBegin: (run) => this.#begins(run),
      onSecond: (interval) => this.#second(interval),
      onMark: (mark) => this.#marked(mark),
    });
  }

  get watcher(): RunWatcher {
    return this.#side;
  }

  /** @throws ControlRefused */
  carryOut(action: RunAction): Said {
    const desk = this.#desk;
    if (desk === undefined || this.#run === undefined) {
      throw new ControlRefused('NO_RUN', 'The run has not begun yet. Try again in a moment.');
    }
    const { isPaused, ratePerSecond } = desk.state;
    const before = { ...desk.position() };
    let name: string | undefined;
    if (action.action === 'end') this.#run.stop();
    else name = desk.carryOut(action);
    const said = saidOf(action, {
      ...{ isPaused, ratePerSecond },
      ...(name === undefined ? {} : { name }),
      consumers: this.#run.consumers?.pool.present() ?? [],
    });
    this.#note(before, said.text, detailOf(action));
    return said;
  }

  /** Something was written to Kafka by hand. */
  acted(text: string, detail: Readonly<Record<string, string | number>>): void {
    if (this.#desk !== undefined) this.#note(this.#desk.position(), text, detail);
  }

  stop(): void {
    this.#side.stop();
  }

  #note(
    at: { readonly atMs: number; readonly atEvents: number },
    text: string,
    detail: Readonly<Record<string, string | number>>,
  ): void {
    this.#log.add({ ...at, text, detail });
    this.#run?.mark(text);
  }

  #begins(run: WatchedRun): void {
    const { stage, tell } = this.#options;
    const { ordering } = stage.scenario.pipeline;
    const start: ClassroomState = {
      ratePerSecond: stage.ratePerSecond,
      isPaused: stage.isPaused,
      sequencer: ordering === 'sequence' ? 'on' : 'off',
      lesson: stage.lesson,
    };
    this.#run = run;
    this.#desk = new ControlDesk({
      ...{ run, start },
      onState: (state) => tell({ type: 'classroom', state }),
    });
    tell({ type: 'classroom', state: start });
  }

  #second(interval: ClosedInterval): void {
    this.#commentator.second(interval.line, this.#run?.consumers?.pool.standing);
  }

  #marked(mark: RunMark): void {
    this.#commentator.marked(mark, this.#run?.consumers?.pool.standing);
  }
}

/** What the record keeps of an action beside its words. */
function detailOf({ action, ...parameters }: RunAction): Readonly<Record<string, string | number>> {
  const detail: Record<string, string | number> = { action };
  for (const [key, value] of Object.entries(parameters as Readonly<Record<string, unknown>>)) {
    detail[key] = typeof value === 'number' ? value : String(value);
  }
  return detail;
}

/**
 * A classroom: one run after the other on one page. People play with each, and restart it, switch its sequencer or set another stage;
 * until a signal ends all of it.
 */
import type { ControlAction } from '../../reports/live/controls.ts';
import type { Interruption } from '../run/interruption.ts';
import type { PerformedRun } from '../run/perform.ts';
import type { RunWatcher } from '../run/watcher.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ClassroomRun } from './classroom-run.ts';
import type { FromLiveServer } from './contract.ts';
import { ControlRefused } from './control-desk.ts';
import { type Said, saidOf } from './control-words.ts';
import { LESSONS } from './lessons.ts';
import type { LivePage } from './live-page.ts';
import { StageInterruption } from './stage-interruption.ts';
import { type Stage, stageOf } from './stages.ts';

export interface ClassroomOptions {
  readonly page: Pick<LivePage, 'tell' | 'onNews'>;
  /** The world of all stages. */
  readonly base: Scenario;
  readonly interruption: Interruption;
  /** Plays a stage to its end and writes its reports. */
  readonly play: (
    stage: Stage,
    watcher: RunWatcher,
    interruption: Interruption,
  ) => Promise<PerformedRun>;
  readonly onTrouble: (text: string) => void;
}

type Sequencer = 'on' | 'off';

export class Classroom {
  readonly #options: ClassroomOptions;
  #stage: Stage;
  #run: ClassroomRun | undefined;
  #interruption: StageInterruption | undefined;
  /** What comes after the run that goes on. */
  #next: Stage | undefined;
  #wake: () => void = () => undefined;

  constructor(options: ClassroomOptions) {
    this.#options = options;
    this.#stage = stageOf(options.base, null, {});
  }

  /**
   * Until a signal comes.
   * @returns the last run that was played to its end
   * @throws StreamstockError when a run cannot begin
   */
  async play(): Promise<PerformedRun> {
    const { page, interruption } = this.#options;
    page.onNews((news) => this.#heard(news));
    for (;;) {
      const performed = await this.#playOne();
      if (interruption.signal() !== undefined) return performed;
      await this.#untilNext();
      if (this.#next === undefined) return performed;
      this.#stage = this.#next;
      this.#next = undefined;
    }
  }

  async #playOne(): Promise<PerformedRun> {
    const { page, play, interruption } = this.#options;
    const stage = this.#stage;
    const run = new ClassroomRun({ stage, tell: page.tell });
    const ended = new StageInterruption(interruption);
    this.#run = run;
    this.#interruption = ended;
    try {
      return await play(stage, run.watcher, ended);
    } finally {
      run.stop();
      this.#run = undefined;
      this.#interruption = undefined;
    }
  }

  /** A stage, or a signal. */
  async #untilNext(): Promise<void> {
    if (this.#next !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#options.interruption.onInterrupt(() => resolve());
    });
  }

  #heard(news: FromLiveServer): void {
    switch (news.type) {
      case 'control':
        this.#control(news.id, news.action);
        return;
      case 'acted':
        this.#run?.acted(news.text, news.detail);
        return;
      case 'trouble':
        this.#options.onTrouble(news.message);
        return;
      default:
        return;
    }
  }

  #control(id: number, action: ControlAction): void {
    const { tell } = this.#options.page;
    try {
      const said = this.#carryOut(action);
      tell({ type: 'said', ...said });
      tell({ type: 'control-done', id, ...said });
    } catch (error) {
      if (!(error instanceof ControlRefused)) throw error;
      const { code, message, field } = error;
      tell({
        type: 'control-refused',
        id,
        code,
        message,
        ...(field === undefined ? {} : { field }),
      });
    }
  }

  /** @throws ControlRefused */
  #carryOut(action: ControlAction): Said {
    switch (action.action) {
      case 'restart':
        this.#begin(this.#stageAgain(this.#sequencer()));
        return saidOf(action, {});
      case 'sequencer':
        this.#begin(this.#stageAgain(action.on ? 'on' : 'off'));
        return saidOf(action, {});
      case 'lesson':
        this.#begin(this.#lesson(action.id));
        return saidOf(action, {});
      case 'poison':
      case 'duplicate':
        throw new ControlRefused('NOT_HERE', 'The server writes records by itself.');
      default:
        if (this.#run === undefined) {
          throw new ControlRefused('NO_RUN', 'No run goes on just now. Start one again.');
        }
        return this.#run.carryOut(action);
    }
  }

  #sequencer(): Sequencer {
    return this.#stage.scenario.pipeline.ordering === 'sequence' ? 'on' : 'off';
  }

  #stageAgain(sequencer: Sequencer): Stage {
    return stageOf(this.#options.base, this.#stage.lesson, { sequencer });
  }

  #lesson(id: string): Stage {
    if (!LESSONS.some((lesson) => lesson.view.id === id)) {
      const known = LESSONS.map((lesson) => lesson.view.id).join(', ');
      throw new ControlRefused('UNKNOWN_LESSON', `There is no lesson ${id}: ${known}.`, 'body.id');
    }
    return stageOf(this.#options.base, id, {});
  }

  #begin(stage: Stage): void {
    this.#next = stage;
    this.#interruption?.end('another start from the page');
    this.#wake();
  }
}

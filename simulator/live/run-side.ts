/** Tells the live server of one run: what it is, how it stands a few times a second, what happened, and that it is over. */
import { clockFrom } from '../../pipeline/clock.ts';
import { openConnection } from '../../pipeline/kafka/connection.ts';
import type { ClosedInterval } from '../../reports/interval-collector.ts';
import type { LiveMark, LiveRun } from '../../reports/live/frames.ts';
import type { RunMark } from '../../reports/record.ts';
import type { HandsOn, RunWatcher, WatchedRun } from '../run/watcher.ts';
import type { ToLiveServer } from './contract.ts';
import { GroupView, type Treatment } from './group-view.ts';
import { livePoint } from './point.ts';

export interface RunSideOptions {
  readonly tell: (message: ToLiveServer) => void;
  /** A person plays; absent: pages look, and change nothing. */
  readonly handsOn?: HandsOn;
  readonly lesson: string | null;
  /** What was done to members by hand. */
  readonly treatments: () => ReadonlyMap<string, Treatment>;
  readonly onBegin?: (run: WatchedRun) => void;
  /** After the page was told. */
  readonly onSecond?: (interval: ClosedInterval) => void;
  readonly onMark?: (mark: RunMark) => void;
}

const LOOK_EVERY_MS = 250;

export class RunSide implements RunWatcher {
  readonly handsOn?: HandsOn;
  readonly #options: RunSideOptions;
  #looking: NodeJS.Timeout | undefined;

  constructor(options: RunSideOptions) {
    this.#options = options;
    if (options.handsOn !== undefined) this.handsOn = options.handsOn;
  }

  begins(run: WatchedRun): void {
    const { tell, onBegin } = this.#options;
    const { scenario, connection, topicPrefix, clock, loadStartedUs, folder } = run;
    tell({
      type: 'run-begins',
      run: this.#describe(run),
      ...{ scenario, topicPrefix, clock, loadStartedUs, folder },
      connection: openConnection(connection),
      groupId: run.consumers?.groupId ?? '',
      processed: run.consumers?.pool.processed ?? new Float64Array(),
    });
    this.#look(run);
    tell({ type: 'phase', phase: 'load', text: 'The load goes on' });
    onBegin?.(run);
  }

  second(interval: ClosedInterval): void {
    const { tell, onSecond } = this.#options;
    tell({ type: 'point', point: livePoint(interval), counters: interval.line.counters });
    onSecond?.(interval);
  }

  mark(mark: RunMark): void {
    const { atMs, text } = mark;
    this.#options.tell({ type: 'mark', mark: { atMs, text, kind: this.#kindOf(mark) } });
    this.#options.onMark?.(mark);
  }

  trace(trace: Parameters<RunWatcher['trace']>[0]): void {
    this.#options.tell({ type: 'trace', trace });
  }

  drains(): void {
    this.#options.tell({
      type: 'phase',
      phase: 'drain',
      text: 'Nothing more is sent; what is under way is worked off',
    });
  }

  /** Nothing more is told of the run's threads: they are about to end, or have. */
  stop(): void {
    clearInterval(this.#looking);
  }

  #look({ clock, loadStartedUs, scenario, consumers, producers }: WatchedRun): void {
    if (consumers === undefined) return;
    const { tell, treatments } = this.#options;
    const nowUs = clockFrom(clock);
    const view = new GroupView(scenario.pipeline.partitions, loadStartedUs);
    const { pool } = consumers;
    const look = (): void =>
      tell({
        type: 'group',
        group: view.look({
          atUs: nowUs(),
          ...{ standing: pool.standing, progress: pool.progress(), log: pool.log },
          producers: producers.workers(),
          treatments: treatments(),
        }),
      });
    look();
    this.#looking = setInterval(look, LOOK_EVERY_MS);
  }

  #kindOf({ kind }: RunMark): LiveMark['kind'] {
    if (kind === 'rebalance') return kind;
    if (kind !== 'fault') return 'trouble';
    // What a scenario does to its consumers, or what a person does.
    return this.handsOn === undefined ? kind : 'action';
  }

  #describe({ runId, scenario, description, broker }: WatchedRun): LiveRun {
    const { handsOn, lesson } = this.#options;
    const { partitions, ordering } = scenario.pipeline;
    return {
      ...{ runId, description, partitions, ordering, lesson },
      scenario: scenario.name,
      seed: scenario.seed,
      products: scenario.catalogue.products,
      broker: broker.kind === 'embedded' ? 'embedded' : broker.address,
      isInteractive: handsOn !== undefined,
      durationMs: handsOn === undefined ? scenario.load.durationMs : null,
    };
  }
}

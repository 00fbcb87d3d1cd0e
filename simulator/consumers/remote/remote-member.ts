/** One life of a consumer in a process of its own, as the run sees it: from its welcome to its result or its loss. */
import { StreamstockError } from '../../../pipeline/errors.ts';
import { within } from '../../../pipeline/kafka/admin.ts';
import type { RecorderSnapshot } from '../../../reports/recorder.ts';
import type { SeriesSnapshot } from '../../../reports/series-table.ts';
import { deferred } from '../../deferred.ts';
import type { CrashStep } from '../../scenario/consumer-faults.ts';
import type { MemberHandle, MemberListener } from '../member-handle.ts';
import { type ConsumerResult, type FromConsumer, PROGRESS, type ToConsumer } from '../messages.ts';
import type { FromProcess, FromRun } from './words.ts';

export interface RemoteMemberOptions {
  readonly name: string;
  readonly partitions: number;
  readonly listener: MemberListener;
  readonly say: (word: FromRun) => void;
  /** It reads the run's clock; otherwise durations that cross machines may come out negative. */
  readonly sharesClock: boolean;
}

const LEAVE_TIMEOUT_MS = 5_000;

export class RemoteMember implements MemberHandle {
  readonly kind = 'process';
  readonly name: string;
  readonly turns: Float64Array;
  readonly progress = new Int32Array(PROGRESS.slots);
  readonly result: Promise<ConsumerResult | undefined>;
  readonly gone: Promise<void>;
  readonly #options: RemoteMemberOptions;
  readonly #result = deferred<ConsumerResult | undefined>();
  readonly #gone = deferred<void>();
  /** Of the group, as it joined it last. */
  #generation = -1;
  #over = false;
  #isGone = false;

  constructor(options: RemoteMemberOptions) {
    this.#options = options;
    this.name = options.name;
    this.turns = new Float64Array(options.partitions).fill(-1);
    this.result = this.#result.promise;
    this.gone = this.#gone.promise;
  }

  /** It has said its last word, or is lost. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get generation(): number {
    return this.#generation;
  }

  heard(word: FromProcess): void {
    if (this.#isGone) return;
    if (word.type === 'counts') {
      this.turns.set(word.turns.subarray(0, this.turns.length));
      this.progress.set(word.progress.subarray(0, PROGRESS.slots));
    } else if (word.type === 'said') {
      this.#said(word.message);
    } else if (word.type === 'gone') {
      this.lost(word.reason ?? 'it left without having finished');
    }
  }

  /** Nothing more will be heard of it. @param atUs when it was heard last, on the run's clock; absent: now */
  lost(reason: string, atUs?: number): void {
    this.#lose(reason, atUs);
    this.#isGone = true;
    this.#gone.resolve();
  }

  readonly tell = (message: ToConsumer): void => {
    // A process keeps its own time: a question that travels through the broker would measure that way.
    if (this.#isGone || message.type === 'tick') return;
    this.#options.say({ type: 'told', message });
  };

  readonly giveUp = (reason: string): void => this.#lose(reason);

  readonly kill = async (step: CrashStep | null): Promise<void> => {
    this.tell({ type: 'crash-at', step });
    await this.gone;
  };

  readonly end = async (): Promise<void> => {
    if (!this.#isGone) this.#options.say({ type: 'over' });
    await within(LEAVE_TIMEOUT_MS, this.gone).catch(() => undefined);
  };

  #lose(reason: string, atUs?: number): void {
    if (this.#over) return;
    this.#over = true;
    const error = new StreamstockError('WORKER_DIED', `${this.name} was lost: ${reason}`);
    this.#options.listener.onDeath(error, atUs);
    this.#result.resolve(undefined);
  }

  #said(told: FromConsumer): void {
    if (this.#over) return;
    if (told.type === 'joined') this.#generation = told.join.generation;
    const message = this.#options.sharesClock ? told : withoutDefects(told);
    if (message.type === 'finished') this.#over = true;
    this.#options.listener.onMessage(message);
    if (message.type === 'fatal') this.giveUp(message.message);
    if (message.type === 'finished') this.#result.resolve(message.result);
  }
}

/**
 * A negative duration is a defect of the program, unless it begins on one machine's clock and ends on another's: then it is
 * no sample at all. That the clocks are two is noted where the process is let in.
 */
function withoutDefects(message: FromConsumer): FromConsumer {
  if (message.type === 'interval') {
    const { recorded, ...interval } = message.interval;
    if (recorded === undefined) return message;
    return {
      ...message,
      interval: { ...interval, recorded: { ...recorded, series: sound(recorded.series) } },
    };
  }
  if (message.type !== 'finished') return message;
  const { measurements } = message.result;
  const kept: RecorderSnapshot = { ...measurements, series: sound(measurements.series) };
  return { ...message, result: { ...message.result, measurements: kept } };
}

function sound(series: readonly SeriesSnapshot[]): SeriesSnapshot[] {
  return series
    .map((one) => ({ ...one, histogram: { ...one.histogram, defects: 0 } }))
    .filter(({ histogram }) => histogram.count > 0);
}

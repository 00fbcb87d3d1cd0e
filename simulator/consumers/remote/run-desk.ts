/**
 * The run's end of the talk with processes that want to consume: answers their hellos, lets them in, and tells when one falls
 * silent. What they say once they are in goes to their {@link RemoteMember}.
 */
import { randomBytes } from 'node:crypto';
import { clockFrom, type NowUs } from '../../../pipeline/clock.ts';
import { StreamstockError } from '../../../pipeline/errors.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { deferred } from '../../deferred.ts';
import { formatDuration } from '../../scenario/durations.ts';
import type { MemberHandle, MemberListener, MemberPlace } from '../member-handle.ts';
import { type MachineClock, shareClock } from './machine.ts';
import { MembersLine } from './members-line.ts';
import { MembersTrim } from './members-trim.ts';
import type { Word } from './records.ts';
import { RemoteMember } from './remote-member.ts';
import { type Admission, moreProcesses, RollCall, SILENT_MS } from './roll-call.ts';
import {
  ALIVE_EVERY_MS,
  EVERYBODY,
  type FromProcess,
  type FromRun,
  type Hello,
  RUN,
  SESSIONS_UNTIL_LOST,
  SILENT_OUTSIDE_MS,
  type Welcome,
} from './words.ts';

export interface RunDeskOptions {
  readonly connection: Connection;
  readonly topic: string;
  readonly group: string;
  /** So many must have come before the run begins. */
  readonly expected: number;
  /** How long they may take. */
  readonly waitMs: number;
  readonly toolVersion: string;
  /** See `RollCallOptions`. */
  readonly isTaken: (name: string) => boolean;
  readonly clock: MachineClock;
  readonly sessionTimeoutMs: number;
  readonly welcome: Omit<Welcome, 'type' | 'name' | 'groupNames' | 'load' | 'clock'>;
  /** Progress for a person who waits. */
  readonly onWaiting: (text: string) => void;
  readonly onNote: (text: string) => void;
}

/** To a process that was silent for so long that the others have taken over. */
const GIVEN_UP: FromRun = {
  type: 'refused',
  code: 'RUN_LOST',
  text: 'the run had given this process up',
  hint: 'Start it again.',
};

interface Entry {
  readonly member: RemoteMember;
  heardUs: number;
}

const LAST_WORDS_MS = 1_000;

export class RunDesk {
  readonly #options: RunDeskOptions;
  readonly #line: MembersLine;
  readonly #roll: RollCall;
  readonly #trim: MembersTrim;
  readonly #gathered = deferred<readonly string[]>();
  /** Let in, and not started yet: by name. */
  readonly #admitted = new Map<string, Admission>();
  /** By process. */
  readonly #members = new Map<string, Entry>();
  readonly #nowUs: NowUs;
  /** Of the group, the newest that was heard of. */
  #generation = -1;
  readonly #failures = new Set<string>();
  #onNewcomer: ((name: string) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitTimer: NodeJS.Timeout | undefined;
  #saidMs = 0;
  #toldPresent = -1;
  #isClosing = false;
  #over = false;

  constructor(options: RunDeskOptions) {
    this.#options = options;
    this.#nowUs = clockFrom(options.clock.anchor);
    const { connection, topic, group, expected, toolVersion, isTaken } = options;
    this.#roll = new RollCall({ expected, toolVersion, isTaken });
    this.#line = new MembersLine({
      ...{ connection, topic, group },
      // Of several runs that use the group's name one after the other, each is somebody else.
      me: `${RUN}:${options.welcome.runId}:${randomBytes(3).toString('hex')}`,
      alias: RUN,
      onWord: (word) => this.#heard(word),
      onGap: (process) =>
        this.#lost(process, 'something that it said was deleted before it was read'),
      onFailure: (error) => this.#noteOnce(`the talk with other processes: ${error.message}`),
    });
    this.#trim = new MembersTrim(connection, topic);
    this.#gathered.promise.catch(() => {});
  }

  /** From now on processes are heard. @throws what kafkajs throws */
  async open(): Promise<void> {
    await this.#line.open();
    const { expected, waitMs, group } = this.#options;
    this.#timer = setInterval(() => this.#look(), ALIVE_EVERY_MS / 2);
    if (expected === 0) {
      this.#gathered.resolve([]);
      return;
    }
    this.#tellPresent(0);
    this.#waitTimer = setTimeout(() => {
      const present = this.#roll.present(performance.now());
      const missing = moreProcesses(expected - present);
      this.#gathered.reject(
        new StreamstockError(
          'GROUP_NOT_READY',
          `Of ${expected} processes for group ${group}, ${present} came within ${formatDuration(waitMs)}.`,
          {
            hint: `Start ${missing} with: ${this.command()}; or give them more time with --group-wait.`,
          },
        ),
      );
    }, waitMs);
  }

  /** What to type elsewhere to take part. */
  command(): string {
    const { connection, group, welcome } = this.#options;
    const prefix = welcome.topicPrefix === '' ? '' : ` --topic-prefix ${welcome.topicPrefix}`;
    const { brokers, kind } = connection;
    const broker =
      kind === 'embedded' ? `embedded:${brokers[0]?.split(':').at(-1)}` : brokers.join();
    return `streamstock consume --broker ${broker} --group ${group}${prefix}`;
  }

  /**
   * Names of the processes that the run begins with, in order; resolves when all that are expected have come.
   * Rejects with StreamstockError GROUP_NOT_READY when they take too long, INTERRUPTED when the desk is closed.
   */
  get gathered(): Promise<readonly string[]> {
    return this.#gathered.promise;
  }

  /** A process of this name was let in: it is to be started. Those that came before are told at once. */
  onNewcomer(listener: (name: string) => void): void {
    this.#onNewcomer = listener;
    for (const name of this.#admitted.keys()) listener(name);
  }

  /** Welcomes a process that was gathered or is a newcomer. */
  readonly start = (name: string, place: MemberPlace, listener: MemberListener): MemberHandle => {
    const admission = this.#admitted.get(name);
    if (admission === undefined) throw new Error(`no process of the name ${name} was let in`);
    this.#admitted.delete(name);
    const { process, hello } = admission;
    const { clock, welcome, onNote } = this.#options;
    const sharesClock = shareClock(clock, hello.clock);
    if (!sharesClock) {
      onNote(
        `${name} runs on another machine (${hello.host}): its latencies contain the difference between the two clocks, and those that it makes negative are left out`,
      );
    }
    const say = (word: FromRun): void => this.#line.say(process, word);
    const { partitions } = welcome.scenario.pipeline;
    const member = new RemoteMember({ name, partitions, listener, say, sharesClock });
    this.#members.set(process, { member, heardUs: this.#nowUs() });
    say({
      ...{ type: 'welcome', name, ...welcome, ...place },
      clock: sharesClock ? clock.anchor : null,
    });
    return member;
  };

  /** The group has a new generation: who is not in it, and silent, need not be waited for. */
  rebalanced(generation: number): void {
    this.#generation = Math.max(this.#generation, generation);
  }

  /** Nobody is let in any more: there is nothing left to do. Who is silent by now will not say a last word. */
  endAdmission(): void {
    this.#isClosing = true;
    this.#loseThoseSilentFor(() => SILENT_MS);
  }

  /** Tells everybody that the run is over. May be called again. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#waitTimer);
    this.#gathered.reject(
      new StreamstockError('INTERRUPTED', 'Nobody waits for processes any more.'),
    );
    if (this.#over) return;
    this.#over = true;
    this.#line.say(EVERYBODY, { type: 'over' } satisfies FromRun);
    await this.#line.close(LAST_WORDS_MS);
    await this.#trim.close();
  }

  #heard({ from, body }: Word): void {
    const word = body as FromProcess;
    if (word.type === 'hello') {
      this.#greeted(from, word);
      return;
    }
    const entry = this.#members.get(from);
    if (entry === undefined) {
      if (word.type !== 'gone') this.#line.say(from, GIVEN_UP);
      return;
    }
    entry.heardUs = this.#nowUs();
    this.#roll.heard(from, performance.now());
    entry.member.heard(word);
    if (entry.member.isGone) this.#forget(from);
  }

  #greeted(process: string, hello: Hello): void {
    if (this.#isClosing) {
      const text = 'the run is coming to its end; another one may follow';
      this.#line.say(process, { type: 'wait', text } satisfies FromRun);
      return;
    }
    const answer = this.#roll.hello(process, hello, performance.now());
    if (answer.type === 'refused' || answer.type === 'wait') {
      this.#line.say(process, answer satisfies FromRun);
      this.#tellPresent(this.#roll.present(performance.now()));
      return;
    }
    if (answer.type === 'known') return;
    for (const admission of answer.admissions) this.#admitted.set(admission.name, admission);
    clearTimeout(this.#waitTimer);
    this.#gathered.resolve(answer.admissions.map(({ name }) => name));
    for (const { name } of answer.admissions) this.#onNewcomer?.(name);
  }

  #look(): void {
    const nowMs = performance.now();
    if (nowMs - this.#saidMs >= ALIVE_EVERY_MS) {
      this.#saidMs = nowMs;
      this.#line.say(EVERYBODY, { type: 'alive' } satisfies FromRun);
    }
    const limitMs = SESSIONS_UNTIL_LOST * this.#options.sessionTimeoutMs;
    this.#loseThoseSilentFor(({ generation }) =>
      generation < this.#generation ? Math.min(limitMs, SILENT_OUTSIDE_MS) : limitMs,
    );
    this.#trim.passed(this.#line.position, nowMs);
  }

  #loseThoseSilentFor(limitOf: (member: RemoteMember) => number): void {
    const nowUs = this.#nowUs();
    for (const [process, { member, heardUs }] of this.#members) {
      const limitMs = limitOf(member);
      if (nowUs - heardUs < limitMs * 1000) continue;
      const reason = `nothing was heard of its process for ${formatDuration(limitMs)}`;
      this.#lost(process, reason, heardUs);
    }
  }

  #lost(process: string, reason: string, atUs?: number): void {
    this.#members.get(process)?.member.lost(reason, atUs);
    this.#forget(process);
  }

  #forget(process: string): void {
    this.#members.delete(process);
    this.#roll.gone(process);
  }

  #tellPresent(present: number): void {
    const { expected, onWaiting } = this.#options;
    if (present >= expected || present === this.#toldPresent) return;
    this.#toldPresent = present;
    onWaiting(
      `Waiting for ${present === 0 ? `${expected} processes` : moreProcesses(expected - present)}: ${this.command()}`,
    );
  }

  #noteOnce(text: string): void {
    if (this.#failures.has(text) || this.#over) return;
    this.#failures.add(text);
    this.#options.onNote(text);
  }
}

/** Which processes take part in a run, and under which names. Pure: the clock comes with each question. */
import type { ErrorCode } from '../../../pipeline/errors.ts';
import { inWords, whole } from '../../../reports/numbers.ts';
import { inOrderOfName } from '../member-names.ts';
import { type Hello, PROTOCOL_VERSION } from './words.ts';

export interface RollCallOptions {
  /** So many must have come before any of them is let in; 0: whoever comes. */
  readonly expected: number;
  readonly toolVersion: string;
  /** Names that others have: the run's own consumers, whatever became of them. */
  readonly isTaken: (name: string) => boolean;
}

export interface Admission {
  /** How the process is called on the line. */
  readonly process: string;
  readonly name: string;
  readonly hello: Hello;
}

export type Answer =
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly text: string;
      readonly hint: string;
    }
  | { readonly type: 'wait'; readonly text: string }
  /** In order of name; the one that asked is among them. */
  | { readonly type: 'admitted'; readonly admissions: readonly Admission[] }
  /** It was let in before. */
  | { readonly type: 'known' };

/** Whoever says hello does so every second. */
export const SILENT_MS = 3_000;

interface Waiting {
  readonly hello: Hello;
  heardMs: number;
}

interface Member {
  readonly name: string;
  heardMs: number;
}

export class RollCall {
  readonly #options: RollCallOptions;
  readonly #waiting = new Map<string, Waiting>();
  /** By process. */
  readonly #members = new Map<string, Member>();
  #gathered: boolean;

  constructor(options: RollCallOptions) {
    this.#options = options;
    this.#gathered = options.expected === 0;
  }

  /** How many of those that are expected are there. */
  present(nowMs: number): number {
    return this.#gathered ? this.#members.size : this.#alive(nowMs).length;
  }

  hello(process: string, hello: Hello, nowMs: number): Answer {
    if (this.#members.has(process)) return { type: 'known' };
    const refused = this.#versionFault(hello) ?? this.#nameFault(process, hello, nowMs);
    if (refused !== undefined) {
      this.#waiting.delete(process);
      return refused;
    }
    this.#waiting.set(process, { hello, heardMs: nowMs });
    const holder = this.#holder(hello.name);
    if (holder !== undefined) {
      const seconds = inWords(Math.floor((nowMs - holder.heardMs) / 1000), 'second');
      return {
        type: 'wait',
        text: `${holder.name} was there before and has been silent for ${seconds}`,
      };
    }
    if (this.#gathered) return this.#admit([process]);
    const alive = this.#alive(nowMs);
    const missing = this.#options.expected - alive.length;
    if (missing > 0) {
      return { type: 'wait', text: `the run waits for ${moreProcesses(missing)}` };
    }
    this.#gathered = true;
    return this.#admit(alive);
  }

  /** A member was heard. */
  heard(process: string, nowMs: number): void {
    const member = this.#members.get(process);
    if (member !== undefined) member.heardMs = nowMs;
  }

  /** Its name is free again. */
  gone(process: string): void {
    this.#members.delete(process);
    this.#waiting.delete(process);
  }

  #alive(nowMs: number): string[] {
    return [...this.#waiting]
      .filter(([, { heardMs }]) => nowMs - heardMs <= SILENT_MS)
      .map(([process]) => process);
  }

  #versionFault({
    protocol,
    toolVersion,
  }: Hello): Extract<Answer, { type: 'refused' }> | undefined {
    const { toolVersion: ours } = this.#options;
    if (protocol === PROTOCOL_VERSION && toolVersion === ours) return undefined;
    return refused(
      `The run is of version ${ours} (protocol ${PROTOCOL_VERSION}), this process of ${toolVersion} (protocol ${protocol}).`,
      'Use the same version on both sides: it makes the world and the state that consumers hand over.',
    );
  }

  #nameFault(
    process: string,
    { name }: Hello,
    nowMs: number,
  ): Extract<Answer, { type: 'refused' }> | undefined {
    if (name === null) return undefined;
    const isFirst = ![...this.#waiting].some(
      ([other, { hello, heardMs }]) =>
        other !== process && hello.name === name && nowMs - heardMs <= SILENT_MS,
    );
    const holder = this.#holder(name);
    const isHeld = holder !== undefined && nowMs - holder.heardMs <= SILENT_MS;
    const isOfOthers = holder === undefined && this.#options.isTaken(name);
    if (isFirst && !isHeld && !isOfOthers) return undefined;
    return refused(
      `There is a consumer of the name ${name} already.`,
      'Choose another --name, or leave it out.',
    );
  }

  #holder(name: string | null): Member | undefined {
    return [...this.#members.values()].find((member) => member.name === name);
  }

  #admit(processes: readonly string[]): Answer {
    const admissions: Admission[] = [];
    // Those who have a name first, so that nobody is given it.
    const inOrder = processes.toSorted(
      (a, b) => Number(this.#nameOf(a) === null) - Number(this.#nameOf(b) === null),
    );
    for (const process of inOrder) {
      const waiting = this.#waiting.get(process);
      if (waiting === undefined) continue;
      const { hello, heardMs } = waiting;
      const name = hello.name ?? this.#freeName();
      this.#waiting.delete(process);
      this.#members.set(process, { name, heardMs });
      admissions.push({ process, name, hello });
    }
    return {
      type: 'admitted',
      admissions: admissions.sort((a, b) => inOrderOfName(a.name, b.name)),
    };
  }

  #nameOf(process: string): string | null | undefined {
    return this.#waiting.get(process)?.hello.name;
  }

  #freeName(): string {
    for (let number = 1; ; number += 1) {
      const name = `process-${number}`;
      if (this.#holder(name) === undefined && !this.#options.isTaken(name)) return name;
    }
  }
}

/** `1 more process`, `2 more processes`. */
export function moreProcesses(count: number): string {
  return count === 1 ? '1 more process' : `${whole(count)} more processes`;
}

function refused(text: string, hint: string): Extract<Answer, { type: 'refused' }> {
  return { type: 'refused', code: 'MEMBER_REFUSED', text, hint };
}

/**
 * A partition that changes hands, for property tests: owners write cuts, stall, come back, give up half-way and send twice.
 * Beside the log stands what is true: who may follow whom is decided by identity, not by numbers.
 */
import fc from 'fast-check';
import type { CutKind } from './cut.ts';
import { cut, type Logged } from './cuts.fixture.ts';
import { cutRecords } from './records.ts';

/** A step of somebody; numbers choose among those who are there. */
export type Step =
  | {
      readonly kind: 'begin';
      readonly life: number;
      readonly snapshot: boolean;
      readonly changes: readonly number[];
    }
  | { readonly kind: 'append'; readonly life: number; readonly records: number }
  | { readonly kind: 'resend'; readonly life: number; readonly records: number }
  /** The group goes on with another owner: somebody known, or a new life of a name. */
  | {
      readonly kind: 'hand-over';
      readonly life: number;
      readonly isNew: boolean;
      readonly name: number;
    }
  /** The group goes on, and the owner stays; perhaps it never hears that its last cut was written. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'foreign'; readonly generation: number };

const some = fc.nat(5);
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('begin' as const),
        life: some,
        snapshot: fc.boolean(),
        changes: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        life: some,
        records: fc.integer({ min: 1, max: 8 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('resend' as const),
        life: some,
        records: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('hand-over' as const),
        life: some,
        isNew: fc.boolean(),
        name: fc.nat(1),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('foreign' as const), generation: fc.nat(9) }),
    },
  ),
  { minLength: 10, maxLength: 120 },
);

type State = Readonly<Record<string, string>>;

/** A cut as its writer sees it. */
interface Entry {
  readonly kind: CutKind;
  readonly life: Life;
  readonly generation: number;
  /** What its writer knew as the latest. */
  readonly base: Entry | undefined;
  readonly number: number;
  readonly state: State;
}

interface Writing {
  readonly entry: Entry;
  readonly records: Omit<Logged, 'offset'>[];
  appended: number;
  firstIndex: number;
}

interface Life {
  readonly name: string;
  generation: number;
  known: Entry | undefined;
  memory: Record<string, string>;
  touched: Set<string>;
  /** A claim of its own counts. */
  isOwner: boolean;
  writing: Writing | undefined;
  sent: Omit<Logged, 'offset'>[];
}

export interface Truth {
  /** Stamp and owner of the latest cut that counts. */
  readonly latest: string;
  readonly state: State;
}

export const OPEN: Truth = { latest: 'none', state: {} };

export class Writers {
  readonly log: Logged[] = [];
  /** After each record of the log. */
  readonly truths: Truth[] = [];
  /**
   * Where each snapshot begins at which a group lets restores begin: it counts, and was written before anybody of a newer
   * generation wrote, because the commit of an older generation is refused.
   */
  readonly starts: number[] = [];
  readonly #lives: Life[] = [];
  #owner: Life;
  #generation = 1;
  #latest: Entry | undefined;
  #state: State = {};
  readonly #rivals: boolean;
  #changes = 0;
  /** Generation of the newest head in the log. */
  #highest = 0;

  /** @param rivals false: each owner finishes what it writes before the next one comes */
  constructor(all: readonly Step[], rivals = true) {
    this.#rivals = rivals;
    this.#owner = this.#newLife(0);
    this.#claim(this.#owner);
    for (const step of all) this.#play(step);
  }

  #play(step: Step): void {
    const { kind } = step;
    if (kind === 'keep') this.#keep();
    else if (kind === 'foreign') this.#foreign(step.generation);
    else if (kind === 'hand-over') this.#maybeHandOver(step);
    else this.#act(step);
  }

  #act(step: Exclude<Step, { kind: 'keep' | 'foreign' | 'hand-over' }>): void {
    const chosen = this.#lives[step.life % this.#lives.length] as Life;
    const life = this.#rivals ? chosen : this.#owner;
    if (step.kind === 'begin') this.#begin(life, step.snapshot, step.changes);
    else if (step.kind === 'append') this.#append(life, step.records);
    else for (const record of life.sent.slice(-step.records)) this.#push(record);
  }

  #maybeHandOver({ isNew, name, life }: Extract<Step, { kind: 'hand-over' }>): void {
    if (!this.#rivals && this.#owner.writing !== undefined) return;
    const next = this.#lives[life % this.#lives.length] as Life;
    this.#handOver(isNew ? this.#newLife(name) : next);
  }

  #newLife(name: number): Life {
    const life: Life = {
      name: `consumer-${name}`,
      generation: this.#generation,
      known: undefined,
      memory: {},
      touched: new Set(),
      isOwner: false,
      writing: undefined,
      sent: [],
    };
    this.#lives.push(life);
    return life;
  }

  #begin(life: Life, isSnapshot: boolean, changes: readonly number[]): void {
    if (!life.isOwner || life.writing !== undefined) return;
    for (const product of changes) {
      const name = product === 4 ? '#0' : `P${product}`;
      this.#changes += 1;
      life.memory[name] = `${life.name} ${this.#changes}`;
      life.touched.add(name);
    }
    const state = isSnapshot
      ? { ...life.memory }
      : Object.fromEntries([...life.touched].map((name) => [name, life.memory[name] ?? '']));
    this.#write(life, isSnapshot ? 'snapshot' : 'changes', state);
  }

  #write(life: Life, kind: CutKind, state: State): void {
    const { generation, known, name } = life;
    const number = (known?.number ?? 0) + 1;
    const entry: Entry = { kind, life, generation, base: known, number, state };
    const follows =
      known === undefined ? undefined : { generation: known.generation, cut: known.number };
    const fields = { generation, cut: number, follows, kind, owner: name };
    const records = cutRecords(cut(fields, state));
    life.writing = { entry, records, appended: 0, firstIndex: this.log.length };
  }

  #append(life: Life, count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const { writing } = life;
      const record = writing?.records[writing.appended];
      if (writing === undefined || record === undefined) return;
      if (writing.appended === 0) writing.firstIndex = this.log.length;
      writing.appended += 1;
      life.sent.push(record);
      const isHead = writing.appended === writing.records.length;
      if (isHead) this.#arrive(writing);
      this.#push(record);
      if (isHead) this.#heard(life, writing.entry);
    }
  }

  /** A head arrives: does its cut count? */
  #arrive({ entry, firstIndex }: Writing): void {
    this.#highest = Math.max(this.#highest, entry.generation);
    const latest = this.#latest;
    const mayRepeat =
      entry.kind !== 'claim' && latest?.life === entry.life && entry.generation > latest.generation;
    if (entry.base !== latest && !mayRepeat) return;
    this.#latest = entry;
    if (entry.kind === 'snapshot') {
      this.#state = entry.state;
      if (entry.generation >= this.#highest) this.starts.push(firstIndex);
    } else this.#state = { ...this.#state, ...entry.state };
  }

  /** Its writer hears that it was written, and believes that it counts. */
  #heard(life: Life, entry: Entry): void {
    life.writing = undefined;
    if (entry.kind !== 'claim') {
      life.known = entry;
      life.touched.clear();
    } else if (this.#latest === entry) {
      life.known = entry;
      life.isOwner = true;
    } else if (life === this.#owner) this.#claim(life);
  }

  #handOver(life: Life): void {
    this.#generation += 1;
    this.#owner = life;
    life.generation = this.#generation;
    life.sent = [];
    this.#claim(life);
  }

  #claim(life: Life): void {
    const kept = life.isOwner && this.#latest?.life === life;
    if (!kept) {
      life.memory = { ...this.#state };
      life.touched.clear();
    } else for (const name of Object.keys(life.memory)) life.touched.add(name);
    life.known = this.#latest;
    life.isOwner = false;
    this.#write(life, 'claim', {});
  }

  #keep(): void {
    const owner = this.#owner;
    if (!owner.isOwner) return;
    this.#generation += 1;
    owner.generation = this.#generation;
    if (owner.writing !== undefined) {
      for (const name of Object.keys(owner.writing.entry.state)) owner.touched.add(name);
    }
    const { writing } = owner;
    owner.writing = undefined;
    // Its head was on its way, and nobody hears of it.
    if (writing !== undefined && writing.records.length - writing.appended === 1) {
      const record = writing.records.at(-1);
      this.#arrive(writing);
      if (record !== undefined) this.#push(record);
    }
  }

  #foreign(generation: number): void {
    const other = cut({ run: 'run-2', generation, cut: 7 }, { P0: 'other' });
    for (const record of cutRecords(other)) this.#push(record);
  }

  #push(record: Omit<Logged, 'offset'>): void {
    this.log.push({ ...record, offset: this.log.length });
    const latest = this.#latest;
    const name =
      latest === undefined ? 'none' : `${latest.generation} ${latest.number} ${latest.life.name}`;
    this.truths.push({ latest: name, state: this.#state });
  }
}

/** The lives that the members of a group lead, and what is left of them. */
import { IntervalSum } from './interval-sum.ts';
import type { MemberHandle, StartMember } from './member-handle.ts';
import { inOrderOfName } from './member-names.ts';
import { type ConsumerResult, type FromConsumer, PROGRESS, type ToConsumer } from './messages.ts';
import type { LifeResult } from './pool-contract.ts';

export interface Life {
  readonly id: number;
  readonly name: string;
  readonly handle: MemberHandle;
  readonly told: IntervalSum;
  /** A death that somebody asked for. */
  killed: boolean;
}

interface LifeListener {
  onMessage(life: Life, message: FromConsumer): void;
  onDeath(life: Life, error: Error, atUs?: number): void;
}

/** A name leads one life at a time. */
export class Lives {
  readonly #living = new Map<number, Life>();
  /** Of all that ever lived: one that has finished may still be leaving. */
  readonly #handles: MemberHandle[] = [];
  readonly #results: LifeResult[] = [];
  #begun = 0;

  get size(): number {
    return this.#living.size;
  }

  get handles(): readonly MemberHandle[] {
    return this.#handles;
  }

  /** In the order of their ends. */
  get results(): readonly LifeResult[] {
    return this.#results;
  }

  /** Of those who live, in order of name. */
  get names(): string[] {
    return [...this.#living.values()].map(({ name }) => name).sort(inOrderOfName);
  }

  get ids(): Iterable<number> {
    return this.#living.keys();
  }

  living(): Life[] {
    return [...this.#living.values()];
  }

  of(id: number | undefined): Life | undefined {
    return id === undefined ? undefined : this.#living.get(id);
  }

  named(name: string): Life | undefined {
    return this.living().find((life) => life.name === name);
  }

  /** @param listener hears nothing of a life that is over */
  begin(name: string, start: StartMember, listener: LifeListener): Life {
    this.#begun += 1;
    const id = this.#begun;
    const handle = start({
      onMessage: (message) => {
        const life = this.#living.get(id);
        if (life !== undefined) listener.onMessage(life, message);
      },
      onDeath: (error, atUs) => {
        const life = this.#living.get(id);
        if (life !== undefined) listener.onDeath(life, error, atUs);
      },
    });
    const life = { id, name, handle, told: new IntervalSum(), killed: false };
    this.#handles.push(handle);
    this.#living.set(id, life);
    return life;
  }

  /** @param result absent: what it told is all there is */
  end(life: Life, result?: ConsumerResult): void {
    const { id, name, handle, told } = life;
    if (!this.#living.delete(id)) return;
    const measured: Pick<LifeResult, 'measurements' | 'cpuUs'> = result ?? {
      measurements: told.snapshot(),
      cpuUs: told.cpuUs,
    };
    const { measurements, cpuUs } = measured;
    const taken = Atomics.load(handle.progress, PROGRESS.taken);
    this.#results.push({ name, result, measurements, cpuUs, taken });
    told.destroy();
  }

  tellAll(message: ToConsumer): void {
    for (const { handle } of this.#living.values()) handle.tell(message);
  }

  /** Σ over those who live. @param slot of `PROGRESS` */
  total(slot: number): number {
    return this.living().reduce((sum, { handle }) => sum + Atomics.load(handle.progress, slot), 0);
  }
}

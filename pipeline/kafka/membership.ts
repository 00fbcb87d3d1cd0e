/** Being a member of the group in one generation. Over with the next join, or a crash. */

export class Membership {
  readonly memberId: string;
  readonly generation: number;
  readonly #over: Promise<void>;
  #resolveOver: () => void = () => undefined;
  #isCurrent = true;

  constructor(memberId: string, generation: number) {
    this.memberId = memberId;
    this.generation = generation;
    this.#over = new Promise((resolve) => {
      this.#resolveOver = resolve;
    });
  }

  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  end(): void {
    this.#isCurrent = false;
    this.#resolveOver();
  }

  /** Waits for the work or for the end of the membership, whichever comes first. @returns whether it is still current */
  async during(work: Promise<unknown>): Promise<boolean> {
    await Promise.race([work, this.#over]);
    return this.#isCurrent;
  }
}

/** The coordinator knows this member no longer, or not in this generation: it has missed a rebalance. */
export function isFenced(error: unknown): boolean {
  const { type } = error as { readonly type?: unknown };
  return (
    type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION' || type === 'FENCED_INSTANCE_ID'
  );
}

/** The next generation is being made. */
export function isRebalancing(error: unknown): boolean {
  return (error as { readonly type?: unknown }).type === 'REBALANCE_IN_PROGRESS';
}

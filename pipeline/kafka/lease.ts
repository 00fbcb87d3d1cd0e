/** The right to work on a partition number, from one join of the group to the next. */

export class Lease {
  readonly partition: number;
  readonly generation: number;
  #isLive = true;
  /** The state is there: records may be taken. */
  isReady = false;

  constructor(partition: number, generation: number) {
    this.partition = partition;
    this.generation = generation;
  }

  /** Asked after everything that was waited for: what was begun under a lease that is over must not go on. */
  get isLive(): boolean {
    return this.#isLive;
  }

  end(): void {
    this.#isLive = false;
  }
}

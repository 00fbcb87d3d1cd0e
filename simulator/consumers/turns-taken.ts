/** How many turns one consumer took itself, as partitions with turns of others come to it and go. Pure. */
export class TurnsTaken {
  /** By partition: what its state had when one last looked; NaN before it came. */
  readonly #seen: Float64Array;
  #total = 0;

  constructor(partitions: number) {
    this.#seen = new Float64Array(partitions).fill(Number.NaN);
  }

  get total(): number {
    return this.#total;
  }

  /** @param kept its state is the one that was there before: what happened to it since the last look counts */
  came(partition: number, turns: number, kept: boolean): void {
    if (!kept || Number.isNaN(this.#seen[partition])) this.#seen[partition] = turns;
  }

  /** @param turns in the state of a partition; -1 where there is none */
  look(partition: number, turns: number): void {
    const seen = this.#seen[partition] ?? Number.NaN;
    if (turns < 0 || Number.isNaN(seen)) return;
    this.#total += turns - seen;
    this.#seen[partition] = turns;
  }
}

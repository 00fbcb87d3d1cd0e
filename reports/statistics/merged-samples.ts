/**
 * Quantiles of the samples of several runs together, with each run counted as often as a resample drew it. Made once
 * for thousands of questions: a question costs a search, not a merge.
 */

/** A run's samples: ascending values, and how many samples each stands for. */
export interface CountedValues {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Ascending by value; which run saw it, and how often. */
interface Entries {
  readonly values: Float64Array;
  readonly runs: Uint32Array;
  readonly counts: Float64Array;
}

export class MergedSamples {
  readonly #entries: Entries;
  readonly #runs: number;
  /** Samples of each run in all entries before a block: block × runs + run. */
  readonly #before: Float64Array;
  readonly #blockLength: number;
  readonly #blocks: number;

  /** @throws RangeError when values do not ascend or are not finite, or counts are not whole, negative or of another length */
  constructor(runs: readonly CountedValues[]) {
    for (const run of runs) requireCounted(run);
    this.#entries = mergeAll(runs.map(entriesOf));
    this.#runs = runs.length;
    // As many entries a block as there are runs: the sums need no more memory than the entries.
    this.#blockLength = Math.max(1, runs.length);
    this.#blocks = Math.ceil(this.#entries.values.length / this.#blockLength);
    this.#before = this.#sums();
  }

  /**
   * The smallest value that at least the share `q` of all samples does not exceed, as HdrHistogram has it.
   * @param weights by run, whole and not negative
   * @param q from 0 to 1
   * @returns NaN when no sample is left
   * @throws RangeError for another share
   */
  quantile(weights: ArrayLike<number>, q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${q}`);
    const total = this.#samplesBefore(this.#blocks, weights);
    if (!(total > 0)) return Number.NaN;
    const share = q * total;
    // The product may be one rounding above a whole number, which would skip a sample.
    const rank = Math.max(1, Math.ceil(share - share * Number.EPSILON));
    let low = 0;
    let high = this.#blocks - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#samplesBefore(middle, weights) < rank) low = middle;
      else high = middle - 1;
    }
    return this.#valueInBlock(low, rank, weights);
  }

  #valueInBlock(block: number, rank: number, weights: ArrayLike<number>): number {
    const { values, runs, counts } = this.#entries;
    let reached = this.#samplesBefore(block, weights);
    let index = block * this.#blockLength - 1;
    // The bound is for weights that are not whole: their sum may never reach a rank.
    while (reached < rank && index < values.length - 1) {
      index += 1;
      reached += (counts[index] ?? 0) * (weights[runs[index] ?? 0] ?? 0);
    }
    return values[index] ?? Number.NaN;
  }

  #samplesBefore(block: number, weights: ArrayLike<number>): number {
    let samples = 0;
    const first = block * this.#runs;
    for (let run = 0; run < this.#runs; run += 1) {
      samples += (this.#before[first + run] ?? 0) * (weights[run] ?? 0);
    }
    return samples;
  }

  #sums(): Float64Array {
    const { values, runs, counts } = this.#entries;
    const before = new Float64Array((this.#blocks + 1) * this.#runs);
    const reached = new Float64Array(this.#runs);
    values.forEach((_, index) => {
      if (index % this.#blockLength === 0) {
        before.set(reached, (index / this.#blockLength) * this.#runs);
      }
      const run = runs[index] ?? 0;
      reached[run] = (reached[run] ?? 0) + (counts[index] ?? 0);
    });
    before.set(reached, this.#blocks * this.#runs);
    return before;
  }
}

function entriesOf({ values, counts }: CountedValues, run: number): Entries {
  return { values, counts, runs: new Uint32Array(values.length).fill(run) };
}

/** Neighbours in pairs, so that an entry is moved log₂(runs) times. */
function mergeAll(lists: readonly Entries[]): Entries {
  const [only] = lists;
  if (only === undefined)
    return entriesOf({ values: new Float64Array(0), counts: new Float64Array(0) }, 0);
  if (lists.length === 1) return only;
  const middle = lists.length >> 1;
  return mergeTwo(mergeAll(lists.slice(0, middle)), mergeAll(lists.slice(middle)));
}

function mergeTwo(one: Entries, other: Entries): Entries {
  const length = one.values.length + other.values.length;
  const values = new Float64Array(length);
  const runs = new Uint32Array(length);
  const counts = new Float64Array(length);
  let [fromOne, fromOther] = [0, 0];
  for (let index = 0; index < length; index += 1) {
    const isOne =
      (one.values[fromOne] ?? Number.POSITIVE_INFINITY) <=
      (other.values[fromOther] ?? Number.POSITIVE_INFINITY);
    const [source, at] = isOne ? [one, fromOne++] : [other, fromOther++];
    values[index] = source.values[at] ?? 0;
    runs[index] = source.runs[at] ?? 0;
    counts[index] = source.counts[at] ?? 0;
  }
  return { values, runs, counts };
}

function requireCounted({ values, counts }: CountedValues): void {
  const isCounted = (count: number) => Number.isInteger(count) && count >= 0;
  if (values.length !== counts.length || !counts.every(isCounted)) {
    throw new RangeError('every value has a count, which is whole and not negative');
  }
  const ascends = (value: number, index: number) =>
    Number.isFinite(value) && (index === 0 || value >= (values[index - 1] ?? value));
  if (!values.every(ascends)) throw new RangeError('values are finite and ascend');
}

/**
 * How long things took, in memory that does not grow with their number: a log-linear histogram as HdrHistogram's
 * (G. Tene), for whole milliseconds up to a thousand years.
 */

/** Buckets per doubling: values are known to a thousandth, and exactly below 2,048 ms. */
const PER_OCTAVE = 1024;
/** 2⁴⁵ ms is more than a thousand years. */
const BUCKETS = PER_OCTAVE * 36;

export class Durations {
  count = 0;
  sumMs = 0;
  minMs = Number.POSITIVE_INFINITY;
  maxMs = 0;
  readonly #counts = new Uint32Array(BUCKETS);

  add(ms: number): void {
    this.count += 1;
    this.sumMs += ms;
    this.minMs = Math.min(this.minMs, ms);
    this.maxMs = Math.max(this.maxMs, ms);
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  /** Of an even number the mean of the middle two; at most 0.1 % off; null without samples. */
  medianMs(): number | null {
    if (this.count === 0) return null;
    const lower = this.#ofRank(Math.floor((this.count - 1) / 2));
    const upper = this.#ofRank(Math.floor(this.count / 2));
    return (lower + upper) / 2;
  }

  /** @param rank 0 is the shortest */
  #ofRank(rank: number): number {
    if (rank === 0) return this.minMs;
    if (rank === this.count - 1) return this.maxMs;
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (below > rank) return Math.max(this.minMs, Math.min(this.maxMs, middleMs(bucket)));
    }
    return this.maxMs;
  }
}

function bucketOf(ms: number): number {
  let octave = 0;
  let mantissa = ms;
  while (mantissa >= 2 * PER_OCTAVE) {
    mantissa = Math.floor(mantissa / 2);
    octave += 1;
  }
  return Math.min(BUCKETS - 1, octave * PER_OCTAVE + mantissa);
}

function middleMs(bucket: number): number {
  if (bucket < 2 * PER_OCTAVE) return bucket;
  const octave = Math.floor(bucket / PER_OCTAVE) - 1;
  const width = 2 ** octave;
  return (bucket - octave * PER_OCTAVE) * width + Math.floor(width / 2);
}

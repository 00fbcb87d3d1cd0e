/**
 * Latency histogram: HDR (three significant digits, WebAssembly) with what HDR cannot keep exactly beside
 * it: minimum, maximum and sum. No sample is clamped: the histogram grows with what it is given.
 */
import * as hdr from 'hdr-histogram-js';

/** Plain and structured-cloneable; `encoded` is the compressed V2 format of HdrHistogram, in base64. */
export interface HistogramSnapshot {
  readonly count: number;
  /** 0 when there are no samples. */
  readonly minUs: number;
  readonly maxUs: number;
  readonly sumUs: number;
  /** Samples that cannot be durations (negative, NaN, infinite): counted here and nowhere else. */
  readonly defects: number;
  readonly encoded: string;
}

/** Percentiles are HDR values, never outside the exact minimum and maximum. */
export interface LatencySummary {
  readonly count: number;
  readonly minUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
  readonly meanUs: number;
}

/** Once in every thread, before the first histogram is made. */
export async function initHistograms(): Promise<void> {
  await hdr.initWebAssembly();
}

/** Samples in microseconds, from 0 to `Number.MAX_SAFE_INTEGER`; fractions are cut for the percentiles. */
export class LatencyHistogram {
  count = 0;
  defects = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;
  #sumUs = 0;
  readonly #hdr: hdr.Histogram;

  constructor(hdrHistogram: hdr.Histogram = emptyHdr()) {
    this.#hdr = hdrHistogram;
  }

  /** @throws Error when the text is not an encoded histogram or does not hold `count` samples */
  static decode(snapshot: HistogramSnapshot): LatencyHistogram {
    const decoded = hdr.decodeFromCompressedBase64(snapshot.encoded, BUCKET_BITS, true);
    const samples = decoded.totalCount;
    if (samples !== snapshot.count) {
      decoded.destroy();
      throw new Error(
        `encoded histogram holds ${samples} samples, ${snapshot.count} are announced`,
      );
    }
    decoded.autoResize = true;
    const histogram = new LatencyHistogram(decoded);
    histogram.count = snapshot.count;
    histogram.defects = snapshot.defects;
    histogram.#minUs = snapshot.count === 0 ? Number.POSITIVE_INFINITY : snapshot.minUs;
    histogram.#maxUs = snapshot.maxUs;
    histogram.#sumUs = snapshot.sumUs;
    return histogram;
  }

  /**
   * From the encoded form alone, as a log keeps it.
   * @param bounds exact ones, where they are known
   * @throws Error when the text is not an encoded histogram
   */
  static decodeBare(
    encoded: string,
    bounds?: { readonly minUs: number; readonly maxUs: number; readonly sumUs?: number },
  ): LatencyHistogram {
    const decoded = hdr.decodeFromCompressedBase64(encoded, BUCKET_BITS, true);
    decoded.autoResize = true;
    const histogram = new LatencyHistogram(decoded);
    histogram.count = decoded.totalCount;
    histogram.#minUs = bounds?.minUs ?? decoded.getValueAtPercentile(0);
    histogram.#maxUs = bounds?.maxUs ?? decoded.maxValue;
    histogram.#sumUs = bounds?.sumUs ?? decoded.mean * decoded.totalCount;
    return histogram;
  }

  record(us: number): void {
    // Written so that NaN fails it too.
    if (!(us >= 0 && us <= Number.MAX_SAFE_INTEGER)) {
      this.defects += 1;
      return;
    }
    this.#hdr.recordValue(us);
    this.count += 1;
    this.#sumUs += us;
    if (us < this.#minUs) this.#minUs = us;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  /** Adds every sample of `other` to this histogram, without loss. */
  merge(other: LatencyHistogram): void {
    this.#hdr.add(other.#hdr);
    this.count += other.count;
    this.defects += other.defects;
    this.#sumUs += other.#sumUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  get minUs(): number {
    return this.count === 0 ? 0 : this.#minUs;
  }

  get maxUs(): number {
    return this.#maxUs;
  }

  get sumUs(): number {
    return this.#sumUs;
  }

  /** 0 when there are no samples. */
  get meanUs(): number {
    return this.count === 0 ? 0 : this.#sumUs / this.count;
  }

  /**
   * @param percentile from 0 to 100
   * @returns microseconds; 0 when there are no samples
   */
  percentileUs(percentile: number): number {
    if (this.count === 0) return 0;
    if (percentile <= 0) return this.#minUs;
    if (percentile >= 100) return this.#maxUs;
    // HDR answers with the upper end of a bucket, which may lie beyond every sample.
    const us = this.#hdr.getValueAtPercentile(percentile);
    return Math.min(Math.max(us, this.#minUs), this.#maxUs);
  }

  summary(): LatencySummary {
    return {
      count: this.count,
      minUs: this.minUs,
      p50Us: this.percentileUs(50),
      p90Us: this.percentileUs(90),
      p99Us: this.percentileUs(99),
      p999Us: this.percentileUs(99.9),
      maxUs: this.maxUs,
      meanUs: this.meanUs,
    };
  }

  snapshot(): HistogramSnapshot {
    return {
      count: this.count,
      minUs: this.minUs,
      maxUs: this.#maxUs,
      sumUs: this.#sumUs,
      defects: this.defects,
      encoded: hdr.encodeIntoCompressedBase64(this.#hdr),
    };
  }

  /** Forgets every sample, keeping the memory. */
  reset(): void {
    this.#hdr.reset();
    this.count = 0;
    this.defects = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
    this.#sumUs = 0;
  }

  /** Gives the WebAssembly memory back; the histogram must not be used afterwards. */
  destroy(): void {
    this.#hdr.destroy();
  }
}

/** 64: a 32-bit bucket would wrap after 4.3 billion equal samples of a long run. */
const BUCKET_BITS = 64;
/** Where the range starts; larger samples make the histogram grow. */
const FIRST_RANGE_US = 10_000_000;

function emptyHdr(): hdr.Histogram {
  return hdr.build({
    useWebAssembly: true,
    bitBucketSize: BUCKET_BITS,
    lowestDiscernibleValue: 1,
    highestTrackableValue: FIRST_RANGE_US,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
  });
}

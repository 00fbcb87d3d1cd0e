/**
 * The arrival rate λ(t) of a scenario, its integral Λ(t) (events expected before t) and the inverse of
 * that, Λ⁻¹(k): when the k-th event is due.
 *
 *   rate      ┌──────┐                λ is linear in every segment, so Λ is a parabola there
 *             │       \               and its inverse is exact:
 *        ____/         \______
 *   ────┴────┴─┴──────┴──┴─────── t   Δt = 2Δ / (b + √(b² + 2sΔ))
 *
 * b: rate where the segment begins, s: slope, Δ: events wanted beyond those before the segment. The
 * textbook form (−b + √(b² + 2sΔ)) / s subtracts nearly equal numbers at small slopes; this one does not,
 * and covers s = 0 as well.
 *
 * Only + − × ÷ √ are used, which every platform rounds alike: due times are the same everywhere.
 */
import type { LoadStage, Scenario } from '../scenario/scenario.ts';
import { hourOfWeekThousandths, weeklyShape } from './shape.ts';

/** Factors of the rate that are constant within a virtual hour. */
export interface RateShape {
  /** @param virtualHour whole hours since the epoch, UTC */
  readonly factorAt: (virtualHour: number) => number;
  /** Virtual instant of wall offset 0. */
  readonly startMs: number;
  /** Virtual milliseconds per wall millisecond. */
  readonly speed: number;
}

const VIRTUAL_HOUR_MS = 3_600_000;
const US_PER_SECOND = 1_000_000;

/** The curve of a scenario, with its weekly shape when the scenario asks for it. */
export function rateCurveOf(
  scenario: Pick<Scenario, 'load' | 'shapeRate' | 'realism' | 'clock'>,
): RateCurve {
  return scenario.shapeRate
    ? new RateCurve(
        scenario.load.stages,
        weeklyShape(scenario.clock, hourOfWeekThousandths(scenario.realism)),
      )
    : new RateCurve(scenario.load.stages);
}

export class RateCurve {
  readonly durationUs: number;
  /** Λ at the end: events expected in all. */
  readonly total: number;
  /**
   * Events; what rounding may take from the sums. A k that misses the end of a segment by less belongs to
   * that segment, else it would wait for the end of a pause behind it.
   */
  readonly toleranceEvents: number;
  readonly segments: Segments;

  /** @param stages in order; a stage with a duration of 0 is a jump and has no segment */
  constructor(stages: readonly LoadStage[], shape?: RateShape) {
    this.segments = segmentsOf(stages, shape);
    const { count, startUs, eventsBefore } = this.segments;
    this.durationUs = startUs[count] as number;
    this.total = eventsBefore[count] as number;
    this.toleranceEvents = this.total * 2 ** -40 + 2 ** -30;
  }

  /** λ in events per second; at a jump the rate after it, at the end the last rate. */
  ratePerSecondAt(offsetUs: number): number {
    const { startUs, ratePerSecond, slope } = this.segments;
    const segment = this.#segmentAt(offsetUs);
    if (segment < 0) return 0;
    const atUs = Math.min(Math.max(offsetUs, 0), this.durationUs);
    const seconds = (atUs - (startUs[segment] as number)) / US_PER_SECOND;
    return (ratePerSecond[segment] as number) + (slope[segment] as number) * seconds;
  }

  /** Λ: events expected before the offset; 0 before the start, `total` after the end. */
  arrivalsBefore(offsetUs: number): number {
    if (offsetUs <= 0) return 0;
    if (offsetUs >= this.durationUs) return this.total;
    const { startUs, ratePerSecond, slope, eventsBefore } = this.segments;
    const segment = this.#segmentAt(offsetUs);
    const seconds = (offsetUs - (startUs[segment] as number)) / US_PER_SECOND;
    const area =
      seconds * ((ratePerSecond[segment] as number) + ((slope[segment] as number) * seconds) / 2);
    return Math.min((eventsBefore[segment] as number) + area, eventsBefore[segment + 1] as number);
  }

  /** The highest rate anywhere, in events per second. */
  get peakPerSecond(): number {
    const { count, startUs, ratePerSecond, slope } = this.segments;
    let peak = 0;
    for (let segment = 0; segment < count; segment += 1) {
      const seconds =
        ((startUs[segment + 1] as number) - (startUs[segment] as number)) / US_PER_SECOND;
      const first = ratePerSecond[segment] as number;
      peak = Math.max(peak, first, first + (slope[segment] as number) * seconds);
    }
    return peak;
  }

  /**
   * Λ⁻¹: the first offset, in fractional microseconds, with Λ(offset) ≥ k.
   *
   * @param k events, may be fractional; more than `total` counts as `total`
   */
  offsetUsAt(k: number): number {
    const { count, eventsBefore } = this.segments;
    const wanted = Math.min(k, this.total);
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((eventsBefore[middle + 1] as number) + this.toleranceEvents >= wanted) high = middle;
      else low = middle + 1;
    }
    return count === 0 ? 0 : offsetWithin(this.segments, low, wanted);
  }

  /** The segment that contains the offset, -1 when there is none. */
  #segmentAt(offsetUs: number): number {
    const { count, startUs } = this.segments;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((startUs[middle] as number) <= offsetUs) low = middle;
      else high = middle - 1;
    }
    return count === 0 ? -1 : low;
  }
}

/** Λ⁻¹ for k that never decreases: no search, no allocation. */
export class RateCursor {
  readonly #segments: Segments;
  readonly #toleranceEvents: number;
  #segment = 0;

  constructor(curve: RateCurve) {
    this.#segments = curve.segments;
    this.#toleranceEvents = curve.toleranceEvents;
  }

  /** As `RateCurve.offsetUsAt`, for a k not below the one before. */
  offsetUsAt(k: number): number {
    const { count, eventsBefore } = this.#segments;
    if (count === 0) return 0;
    const last = count - 1;
    const wanted = Math.min(k, eventsBefore[count] as number);
    while (
      this.#segment < last &&
      (eventsBefore[this.#segment + 1] as number) + this.#toleranceEvents < wanted
    ) {
      this.#segment += 1;
    }
    return offsetWithin(this.#segments, this.#segment, wanted);
  }
}

/** Structure of arrays; entry `count` of the first and the last array is the end of the curve. */
interface Segments {
  readonly count: number;
  readonly startUs: Float64Array;
  /** Where the segment begins. */
  readonly ratePerSecond: Float64Array;
  /** Events per second, per second. */
  readonly slope: Float64Array;
  readonly eventsBefore: Float64Array;
}

function offsetWithin(segments: Segments, segment: number, k: number): number {
  const startUs = segments.startUs[segment] as number;
  const wanted = k - (segments.eventsBefore[segment] as number);
  const rate = segments.ratePerSecond[segment] as number;
  const discriminant = rate * rate + 2 * (segments.slope[segment] as number) * wanted;
  const denominator = rate + Math.sqrt(Math.max(0, discriminant));
  if (wanted <= 0 || denominator === 0) return startUs;
  const endUs = segments.startUs[segment + 1] as number;
  // Microseconds are multiplied in before the division, so that 1,000 a second gives whole ones.
  const offsetUs = startUs + (2 * US_PER_SECOND * wanted) / denominator;
  return Math.min(offsetUs, endUs);
}

function segmentsOf(stages: readonly LoadStage[], shape: RateShape | undefined): Segments {
  const startUs: number[] = [];
  const ratePerSecond: number[] = [];
  const slope: number[] = [];
  let offsetUs = 0;
  for (const stage of stages) {
    if (stage.durationMs <= 0) continue;
    const first = (stage.startRate * 1000) / stage.timeUnitMs;
    const last = (stage.endRate * 1000) / stage.timeUnitMs;
    const stageSlope = ((last - first) * 1000) / stage.durationMs;
    const endUs = offsetUs + stage.durationMs * 1000;
    for (const piece of constantFactorPieces(offsetUs, endUs, shape)) {
      const seconds = (piece.startUs - offsetUs) / US_PER_SECOND;
      startUs.push(piece.startUs);
      ratePerSecond.push(Math.max(0, first + stageSlope * seconds) * piece.factor);
      slope.push(stageSlope * piece.factor);
    }
    offsetUs = endUs;
  }
  startUs.push(offsetUs);
  return {
    count: ratePerSecond.length,
    startUs: Float64Array.from(startUs),
    ratePerSecond: Float64Array.from(ratePerSecond),
    slope: Float64Array.from(slope),
    eventsBefore: integrate(startUs, ratePerSecond, slope),
  };
}

/** Cuts [startUs, endUs) where the shape's factor changes. */
function* constantFactorPieces(
  startUs: number,
  endUs: number,
  shape: RateShape | undefined,
): Generator<{ readonly startUs: number; readonly factor: number }> {
  if (shape === undefined) {
    yield { startUs, factor: 1 };
    return;
  }
  let hour = Math.floor((shape.startMs + (startUs / 1000) * shape.speed) / VIRTUAL_HOUR_MS);
  let factor = shape.factorAt(hour);
  yield { startUs, factor };
  for (;;) {
    hour += 1;
    const hourStartUs = ((hour * VIRTUAL_HOUR_MS - shape.startMs) * 1000) / shape.speed;
    if (hourStartUs >= endUs) return;
    const next = shape.factorAt(hour);
    if (next === factor || hourStartUs <= startUs) continue;
    factor = next;
    yield { startUs: hourStartUs, factor };
  }
}

/** Running sums with Neumaier's compensation: a century of virtual hours adds up without drift. */
function integrate(
  startUs: readonly number[],
  ratePerSecond: readonly number[],
  slope: readonly number[],
): Float64Array {
  const eventsBefore = new Float64Array(startUs.length);
  let sum = 0;
  let lost = 0;
  for (let segment = 0; segment < ratePerSecond.length; segment += 1) {
    const seconds =
      ((startUs[segment + 1] as number) - (startUs[segment] as number)) / US_PER_SECOND;
    const area = Math.max(
      0,
      seconds * ((ratePerSecond[segment] as number) + ((slope[segment] as number) * seconds) / 2),
    );
    const next = sum + area;
    lost += sum >= area ? sum - next + area : area - next + sum;
    sum = next;
    eventsBefore[segment + 1] = Math.max(eventsBefore[segment] as number, sum + lost);
  }
  return eventsBefore;
}

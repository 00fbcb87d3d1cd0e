/**
 * The three distributions that tests and intervals need, within 1e-12 of R (`distributions.test.ts`). Ours, since the
 * small library for it errs by 7e-9 in Student's quantiles and by two per cent in the normal's far tail.
 */

/** Beyond it, the series loses the digits of a small tail; before it, the fraction converges slowly. */
const SERIES_END = 3;
const FRACTION_TERMS = 200;

/** Φ(z), with all digits in the lower tail too. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > SERIES_END) return 1 - normalTail(z);
  if (z < -SERIES_END) return normalTail(-z);
  // Marsaglia, "Evaluating the Normal Distribution" (2004): z + z³/3 + z⁵/(3·5) + …
  let sum = z;
  for (let term = z, odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

/** 1 − Φ(z) by Laplace's continued fraction, z above {@link SERIES_END}. */
function normalTail(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return 0;
  let fraction = z;
  for (let term = FRACTION_TERMS; term >= 1; term -= 1) fraction = z + term / fraction;
  return normalDensity(z) / fraction;
}

function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Numerator, highest power first, and denominator whose last coefficient is 1. */
type Rational = readonly [readonly number[], readonly number[]];

// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), PPND16;
// its coefficients have more digits than a double.
const CENTRE: Rational = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const TAIL: Rational = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
];
const FAR_TAIL: Rational = [
  [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];

/** Φ⁻¹(p); −∞ at 0, ∞ at 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const fromCentre = p - 0.5;
  if (Math.abs(fromCentre) <= 0.425) {
    return fromCentre * ratio(CENTRE, 0.180625 - fromCentre * fromCentre);
  }
  const root = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = root <= 5 ? ratio(TAIL, root - 1.6) : ratio(FAR_TAIL, root - 5);
  return fromCentre < 0 ? -size : size;
}

function ratio([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * Quantile of Student's t; −∞ at 0, ∞ at 1, NaN outside.
 * @param degrees whole, at least 1
 * @throws RangeError for other degrees of freedom
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) {
    throw new RangeError(`degrees of freedom are a whole number from 1, not ${degrees}`);
  }
  if (!(p > 0 && p < 1)) return normalQuantile(p);
  if (p === 0.5) return 0;
  const inside = 1 - 2 * Math.min(p, 1 - p);
  let low = 0;
  let high = Math.PI / 2;
  // The angle, not t, since it has bounds; halved until no double lies between them.
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentInside(middle, degrees) < inside) low = middle;
    else high = middle;
  }
  const t = Math.tan((low + high) / 2) * Math.sqrt(degrees);
  return p < 0.5 ? -t : t;
}

/** P(|T| < t) for the angle arctan(t/√degrees): Abramowitz & Stegun 26.7.3 and 26.7.4, finite sums. */
function studentInside(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let next = isOdd ? 3 : 2; next < degrees; next += 2) {
    term *= (cosine * cosine * (next - 1)) / next;
    sum += term;
  }
  const sine = Math.sin(angle);
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

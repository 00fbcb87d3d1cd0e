/**
 * Unit exponential gaps for a Poisson process, from + − × ÷ and bit counts alone. `Math.log` may differ in
 * the last bit from one platform to the next, and one microsecond there would change an outcome.
 */

const TWO_POW_32 = 4_294_967_296;

/**
 * −ln(1 − u), exact to about 1e-12.
 *
 * @param u in [0, 1); its first 32 bits count, so the result is at most 32 · ln 2 ≈ 22.2
 */
export function unitExponential(u: number): number {
  // 1 − u = bits / 2³², with bits in 1 … 2³².
  const bits = TWO_POW_32 - Math.floor(u * TWO_POW_32);
  if (bits >= TWO_POW_32) return 0;
  // bits = mantissa · 2^exponent with mantissa in [1, 2); above √2 it is halved for a shorter series.
  let exponent = 31 - Math.clz32(bits);
  let mantissa = bits / (exponent === 31 ? 2_147_483_648 : 1 << exponent);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  return (32 - exponent) * Math.LN2 - lnNearOne(mantissa);
}

/** ln x = 2 · artanh((x − 1)/(x + 1)) as a power series; x in [1/√2, √2]. */
function lnNearOne(x: number): number {
  const z = (x - 1) / (x + 1);
  const q = z * z;
  const series =
    1 +
    q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q / 15))))));
  return 2 * z * series;
}

/**
 * The exact 80/20 rule: the Zipf exponent with which a fifth of the products has four fifths of the
 * events. It depends on how many products there are: 1.334 for 50 of them, less for more.
 */

const MAX_EXPONENT_THOUSANDTHS = 10_000;

/** @returns the exponent in thousandths, rounded to the nearest; 0 for a single product */
export function paretoExponentThousandths(products: number): number {
  if (products < 2) return 0;
  const top = Math.max(1, Math.round(products / 5));
  const isTopHeavy = (thousandths: number): boolean =>
    shareOfTop(top, products, thousandths / 1000) >= 0.8;
  let low = 0;
  let high = MAX_EXPONENT_THOUSANDTHS;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isTopHeavy(middle)) high = middle;
    else low = middle;
  }
  return isTopHeavy(low + 0.5) ? low : high;
}

/** Share of the `top` most popular of `products` products: Σ r^−s over the former ÷ over the latter. */
export function shareOfTop(top: number, products: number, exponent: number): number {
  let topSum = 0;
  let sum = 0;
  for (let rank = 1; rank <= products; rank += 1) {
    sum += rank ** -exponent;
    if (rank === top) topSum = sum;
  }
  return topSum / sum;
}

/** Sojourn times (waiting and service) of single servers with Poisson arrivals, from the literature. */

/**
 * M/M/1: exponential with mean 1 / (μ − λ) (Kleinrock, *Queueing Systems* I, 1975, eq. 5.118).
 * @param load λ / μ
 * @param percentile below 100
 */
export function mm1SojournUs(meanServiceUs: number, load: number, percentile: number): number {
  return (-Math.log(1 - percentile / 100) * meanServiceUs) / (1 - load);
}

/**
 * M/D/1: the wait is at most t with probability (1 − ρ) Σₖ₌₀^⌊t/D⌋ (λ(kD − t))ᵏ/k! · e^(−λ(kD − t))
 * (A. K. Erlang, 1909). The terms alternate in sign: good for waits of some twenty-five services.
 * @param load λ · D
 * @param percentile below 100
 */
export function md1SojournUs(serviceUs: number, load: number, percentile: number): number {
  const share = percentile / 100;
  let [low, high] = [0, 1];
  while (md1WaitAtMost(high, load) < share) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (md1WaitAtMost(middle, load) < share) low = middle;
    else high = middle;
  }
  return serviceUs * (1 + high);
}

/** @param wait in service times */
function md1WaitAtMost(wait: number, load: number): number {
  let sum = 0;
  let factorial = 1;
  for (let k = 0; k <= wait; k += 1) {
    if (k > 0) factorial *= k;
    const x = load * (k - wait);
    sum += (x ** k / factorial) * Math.exp(-x);
  }
  return (1 - load) * sum;
}

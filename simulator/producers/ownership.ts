/** Which worker sends which product: heaviest first to the least loaded worker, the same in every thread. */

/** @param weights expected demand by product index; @returns worker index by product index */
export function assignProducts(weights: Float64Array, workers: number): Uint8Array {
  const owner = new Uint8Array(weights.length);
  const load = new Float64Array(workers);
  const heaviestFirst = Uint32Array.from(weights.keys()).sort(
    (a, b) => (weights[b] as number) - (weights[a] as number) || a - b,
  );
  for (const product of heaviestFirst) {
    let lightest = 0;
    for (let worker = 1; worker < workers; worker += 1) {
      if ((load[worker] as number) < (load[lightest] as number)) lightest = worker;
    }
    owner[product] = lightest;
    load[lightest] = (load[lightest] as number) + (weights[product] as number);
  }
  return owner;
}

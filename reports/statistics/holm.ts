/** Several tests at once: the probability of one false alarm among all of them stays what was agreed. */

/**
 * Adjusted p-values, in the given order, to be compared with the family's α (Holm 1979).
 * @throws RangeError for what is no probability
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((p) => !(p >= 0 && p <= 1));
  if (odd !== undefined) throw new RangeError(`a p-value lies between 0 and 1, not at ${odd}`);
  const smallestFirst = pValues
    .map((pValue, index) => ({ pValue, index }))
    .sort((one, other) => one.pValue - other.pValue);
  const adjusted = pValues.map(() => 1);
  let reached = 0;
  smallestFirst.forEach(({ pValue, index }, position) => {
    // Never below the one before it: a hypothesis is not rejected where a clearer one was kept.
    reached = Math.max(reached, Math.min(1, (pValues.length - position) * pValue));
    adjusted[index] = reached;
  });
  return adjusted;
}

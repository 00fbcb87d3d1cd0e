/** Seeded normal draws for simulations. */
import seedrandom from 'seedrandom';
import { normalQuantile } from './distributions.ts';

export function normalDraws(seed: string): () => number {
  const draw = seedrandom.alea(seed);
  // The middle of one of 2³² equal parts: never 0, of which there is no quantile.
  return () => normalQuantile(draw() + 2 ** -33);
}

/** What R said (`vectors.R`). */
import { readFileSync } from 'node:fs';

interface RankVector {
  readonly name: string;
  readonly statistic: number;
  readonly pValue: number;
  readonly isExact: boolean;
  readonly count: number;
}

interface Vectors {
  /** R's version. */
  readonly r: string;
  readonly normal: readonly { readonly z: number; readonly p: number }[];
  readonly normalQuantiles: readonly { readonly p: number; readonly z: number }[];
  readonly studentQuantiles: readonly {
    readonly p: number;
    readonly degrees: number;
    readonly t: number;
  }[];
  readonly expandedTails: readonly { readonly runs: number; readonly tail: number }[];
  readonly signedRanks: readonly (RankVector & { readonly differences: readonly number[] })[];
  readonly rankSums: readonly (RankVector & {
    readonly one: readonly number[];
    readonly other: readonly number[];
  })[];
  readonly smallestSignedRank: readonly { readonly pairs: number; readonly p: number }[];
  readonly smallestRankSum: readonly {
    readonly ones: number;
    readonly others: number;
    readonly p: number;
  }[];
  readonly holm: readonly {
    readonly pValues: readonly number[];
    readonly adjusted: readonly number[];
  }[];
  readonly power: readonly {
    readonly design: 'paired' | 'unpaired';
    readonly runs: number;
    readonly tests: number;
    readonly change: number;
  }[];
  readonly pettitt: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly u: readonly number[];
  }[];
}

const text = readFileSync(new URL('./vectors.golden.json', import.meta.url), 'utf8');

export const VECTORS: Vectors = JSON.parse(text, (_, value: unknown) =>
  // JSON has no infinite numbers.
  value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
) as Vectors;

/** How far a number is from R's, as a share of R's. */
export function errorShare(ours: number, theirs: number): number {
  return ours === theirs ? 0 : Math.abs(ours - theirs) / Math.abs(theirs);
}

/** Cuts and changelogs for tests. */
import type { CutAssembler } from './assembler.ts';
import type { Cut, CutHead } from './cut.ts';
import { type ChangelogRecord, cutRecords } from './records.ts';

export const RUN = 'run-1';
export const TOPIC = 'inventory.changelog';

/** Any of these may be given; the rest is ordinary. */
export function head(fields: Partial<CutHead> = {}): CutHead {
  return {
    run: RUN,
    generation: 1,
    cut: 1,
    follows: undefined,
    kind: 'changes',
    owner: 'consumer-1',
    positions: [4, -1, 0, 17, -1],
    turns: 3,
    closed: false,
    tallies: Buffer.from([1, 2, 3]),
    ...fields,
  };
}

/** @param state text by product id, or by `#` and the number of a day block */
export function cut(
  fields: Partial<CutHead> = {},
  state: Readonly<Record<string, string>> = {},
): Cut {
  const products = new Map<string, Buffer>();
  const dayBlocks = new Map<number, Buffer>();
  for (const [name, text] of Object.entries(state)) {
    if (name.startsWith('#')) dayBlocks.set(Number(name.slice(1)), Buffer.from(text));
    else products.set(name, Buffer.from(text));
  }
  return { partition: 0, head: head(fields), products, dayBlocks };
}

/** {@link cut}'s state again. */
export function textOf({
  products,
  dayBlocks,
}: Pick<Cut, 'products' | 'dayBlocks'>): Record<string, string> {
  return Object.fromEntries([
    ...[...products].map(([id, state]) => [id, String(state)]),
    ...[...dayBlocks].map(([block, state]) => [`#${block}`, String(state)]),
  ]);
}

/** A record with its place in a log. */
export interface Logged extends ChangelogRecord {
  readonly offset: number;
}

export function logOf(cuts: readonly Cut[], firstOffset = 0): Logged[] {
  return cuts.flatMap(cutRecords).map((record, at) => ({ ...record, offset: firstOffset + at }));
}

/** @returns the cuts that count */
export function feedAll(assembler: CutAssembler, log: readonly Logged[]): Cut[] {
  return log
    .map(({ key, value, offset }) => assembler.feed(Buffer.from(key), value, offset))
    .filter((cut) => cut !== undefined);
}

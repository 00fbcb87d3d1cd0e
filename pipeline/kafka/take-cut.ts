/**
 * What a checkpoint of a partition consists of, taken in one turn of the event loop: what changed since the last one, the
 * positions it belongs to, and how far the offsets may be committed once it is durable.
 */
import type { Touched } from '../stages/partition-pipeline.ts';
import type { Cut, CutHead, CutKind } from './changelog/cut.ts';
import type { OwnedPartition } from './owned-partition.ts';

export interface CutPlan {
  readonly run: string;
  readonly owner: string;
  readonly generation: number;
  /** false: nothing but the closing of the books is written. */
  readonly changelog: boolean;
  readonly nowMs: number;
}

export interface TakenCut {
  readonly owned: OwnedPartition;
  /** undefined: nothing changed that the changelog has to know, only offsets settled. */
  readonly cut: Cut | undefined;
  readonly touched: Touched;
  /** By topic: what may be committed when the cut is durable; -1: nothing new. */
  readonly settled: readonly number[];
}

const NOTHING: Touched = { rows: [], dayBlocks: [] };

/** @returns undefined when the partition is as it was */
export function takeCut(owned: OwnedPartition, plan: CutPlan): TakenCut | undefined {
  const settled = owned.settle.map(({ settledOffset }, topicIndex) =>
    settledOffset > (owned.committed[topicIndex] as number) ? settledOffset : -1,
  );
  const isSnapshot = owned.books === 'closing' || (plan.changelog && isDue(owned, plan.nowMs));
  const isWritten = isSnapshot || (plan.changelog && owned.books === 'open');
  if (!isWritten) return withoutCut(owned, settled);
  const { pipeline } = owned;
  if (isSnapshot) pipeline.touchAll();
  const touched = pipeline.takeTouched();
  if (!isSnapshot && isEmpty(touched) && !hasMoved(owned)) return withoutCut(owned, settled);
  const head = headOf(owned, plan, isSnapshot ? 'snapshot' : 'changes');
  return { owned, cut: { ...stateOf(owned, touched), head }, touched, settled };
}

/** The cut of it did not become durable: the next one has it all again. */
export function giveBack({ owned, touched }: TakenCut): void {
  owned.pipeline.touchAgain(touched);
}

function withoutCut(owned: OwnedPartition, settled: readonly number[]): TakenCut | undefined {
  if (settled.every((offset) => offset < 0)) return undefined;
  return { owned, cut: undefined, touched: NOTHING, settled };
}

function isDue({ books, log }: OwnedPartition, nowMs: number): boolean {
  return books === 'open' && log.isSnapshotDue(nowMs);
}

function isEmpty({ rows, dayBlocks }: Touched): boolean {
  return rows.length === 0 && dayBlocks.length === 0;
}

function hasMoved({ log, settle }: OwnedPartition): boolean {
  return settle.some(({ position }, topic) => position !== (log.positions[topic] ?? -1));
}

function headOf(owned: OwnedPartition, plan: CutPlan, kind: CutKind): CutHead {
  const { run, owner, generation } = plan;
  return {
    ...{ run, owner, generation, kind },
    cut: owned.log.cut + 1,
    follows: owned.log.last,
    positions: owned.positions(),
    turns: owned.pipeline.turns,
    closed: owned.books !== 'open',
    tallies: owned.pipeline.tallies(),
  };
}

function stateOf({ partition, pipeline }: OwnedPartition, touched: Touched): Omit<Cut, 'head'> {
  const products = new Map<string, Buffer>();
  for (const row of touched.rows) {
    const product = pipeline.catalogue.products[row];
    if (product !== undefined) products.set(product.id, pipeline.productState(row));
  }
  const dayBlocks = new Map<number, Buffer>();
  for (const block of touched.dayBlocks) dayBlocks.set(block, pipeline.dayBlock(block));
  return { partition, products, dayBlocks };
}

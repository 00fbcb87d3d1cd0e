/** Puts what was restored into a partition: its products, its sums, its positions and the events that wait. */
import { StreamstockError } from '../errors.ts';
import { StateCorrupt } from '../stages/state-bytes.ts';
import type { RestoredPartition } from './changelog/cut.ts';
import type { OwnedPartition } from './owned-partition.ts';

/** @returns bytes of the state */
export function stateBytesOf({ products, dayBlocks }: RestoredPartition): number {
  let bytes = 0;
  for (const [productId, state] of products) bytes += productId.length + state.length;
  for (const state of dayBlocks.values()) bytes += state.length;
  return bytes;
}

/**
 * @param owned as the world opens; not to be used any more when this throws
 * @param receivedUs from when on the events that wait count their time
 * @throws StreamstockError CHANGELOG_CORRUPT when it is no state of this partition
 */
export function installState(
  owned: OwnedPartition,
  restored: RestoredPartition,
  receivedUs: number,
): void {
  const { pipeline, partition } = owned;
  const rows = new Map(pipeline.catalogue.products.map(({ id, index }) => [id, index]));
  let what = 'its head';
  try {
    if (restored.head !== undefined) pipeline.installTallies(restored.head.tallies);
    for (const [productId, state] of restored.products) {
      what = `the state of ${productId}`;
      const row = rows.get(productId);
      if (row === undefined) throw new StateCorrupt('the partition has no such product');
      pipeline.installProduct(row, state);
    }
    for (const [block, state] of restored.dayBlocks) {
      what = `block ${block} of its days`;
      pipeline.installDayBlock(block, state);
    }
  } catch (error) {
    if (!(error instanceof StateCorrupt)) throw error;
    throw new StreamstockError(
      'CHANGELOG_CORRUPT',
      `The changelog of partition ${partition} cannot be installed: ${what}: ${error.message}.`,
      {
        hint: 'Check that all consumers of the run have the same version and scenario.',
        cause: error,
      },
    );
  }
  for (const [topicIndex, position] of (restored.head?.positions ?? []).entries()) {
    const tracker = owned.settle[topicIndex];
    if (tracker !== undefined) tracker.position = position;
  }
  owned.waitingEvents.hold(receivedUs);
  // What was installed is in the changelog.
  pipeline.takeTouched();
}

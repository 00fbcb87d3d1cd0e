/** Where a restore begins: the group commits the beginning of the latest snapshot as its offset of the changelog. */
import type { LogReader, ReadOptions } from './log-reader.ts';

export interface StartsOptions {
  readonly reader: Pick<LogReader, 'committed' | 'start'>;
  /** Of the changelog. */
  readonly topic: string;
  readonly groupId: string;
}

/**
 * @returns by partition; where the group has committed nothing, where the log begins
 * @throws StreamstockError as `LogReader.read`
 */
export async function restoreStarts(
  { reader, topic, groupId }: StartsOptions,
  partitions: readonly number[],
  options: ReadOptions = {},
): Promise<Map<number, number>> {
  const starts = await reader.committed(groupId, topic, partitions, options);
  for (const partition of partitions) {
    if ((starts.get(partition) ?? -1) >= 0) continue;
    starts.set(partition, await reader.start(topic, partition, options));
  }
  return starts;
}

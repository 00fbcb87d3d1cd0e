/** The end of a run on the pipeline's side: every partition's books are closed, and read from where they were left. */

import { inWords } from '../../reports/numbers.ts';
import type { EndOffsets } from '../consumers/messages.ts';
import type { ConsumerPool } from '../consumers/pool.ts';
import type { Conclusions, ConclusionsReader } from './conclusions.ts';
import type { Trouble } from './trouble.ts';

export interface ClosingOptions {
  readonly consumers: Pick<ConsumerPool, 'close' | 'size'>;
  readonly reader: Pick<ConclusionsReader, 'ends' | 'readOn'>;
  readonly trouble: Pick<Trouble, 'add' | 'hopeless'>;
  /** How long it may take, all in all. */
  readonly limitMs: number;
}

const LOOK_AGAIN_MS = 200;

/** @returns how many partitions nobody closed in time; why is said as trouble */
export async function closeBooks(options: ClosingOptions): Promise<number | undefined> {
  const { consumers, reader, trouble, limitMs } = options;
  const deadlineMs = performance.now() + limitMs;
  try {
    const ends: EndOffsets = await reader.ends();
    for (;;) {
      await consumers.close(ends, Math.max(0, deadlineMs - performance.now()));
      const open = await reader.readOn();
      if (open === 0) return 0;
      const isTooLate = performance.now() >= deadlineMs;
      if (isTooLate || trouble.hopeless || consumers.size === 0) {
        if (!trouble.hopeless)
          trouble.add(`the books of ${inWords(open, 'partition')} were not closed in time`);
        return open;
      }
      // Whoever said so had lost the partition without knowing it; its present owner is still at it.
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  } catch (error) {
    trouble.add(`the books could not be closed: ${textOf(error)}`);
    return undefined;
  }
}

/** @returns undefined when it cannot be read; why is said as trouble */
export async function concludeFrom({
  reader,
  trouble,
}: {
  readonly reader: Pick<ConclusionsReader, 'conclude'>;
  readonly trouble: Pick<Trouble, 'add'>;
}): Promise<Conclusions | undefined> {
  try {
    return await reader.conclude();
  } catch (error) {
    trouble.add(`what the pipeline concluded cannot be read: ${textOf(error)}`);
    return undefined;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

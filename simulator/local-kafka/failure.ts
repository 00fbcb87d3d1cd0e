/** Everything that keeps Apache Kafka from running here is one error: what, where, and what to do. */
import { StreamstockError } from '../../pipeline/errors.ts';

export function localKafkaFailed(message: string, hint: string, cause?: unknown): StreamstockError {
  return new StreamstockError('LOCAL_KAFKA_FAILED', message, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** For work that a signal ends: whoever interrupts wants to leave. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted();
}

export function interrupted(): StreamstockError {
  return new StreamstockError('INTERRUPTED', 'Stopped before Apache Kafka was ready.');
}

const DISK_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it may only be read',
  ENOTDIR: 'a part of the path is not a folder',
};

/** Does the work, and says what the trouble with the disk is if that keeps it from being done. */
export async function onDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code = '', path = folder } = cause as NodeJS.ErrnoException;
    const reason = DISK_REASONS[code];
    if (reason === undefined) throw cause;
    throw localKafkaFailed(
      `${path} cannot be written: ${reason}.`,
      'Make room or set the rights, or name another folder with STREAMSTOCK_LOCAL_KAFKA_DIR.',
      cause,
    );
  }
}

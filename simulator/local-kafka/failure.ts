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

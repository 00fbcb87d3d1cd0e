/** SIGINT or SIGTERM once: stop, drain, keep a partial record. A second time: leave at once. */
import { EXIT_CODES, StreamstockError } from '../../pipeline/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  /** Name of the first signal, undefined while there is none. */
  readonly signal: () => string | undefined;
  /** Called at the first signal, or at once if it has come already. */
  onInterrupt(action: (signal: string) => void): void;
  dispose(): void;
}

export function watchInterruption(): Interruption {
  let signal: string | undefined;
  const actions: Array<(signal: string) => void> = [];
  const heard = (name: string): void => {
    if (signal !== undefined) process.exit(EXIT_CODES.interrupted);
    signal = name;
    for (const action of actions) action(name);
  };
  for (const name of SIGNALS) process.on(name, heard);
  return {
    signal: () => signal,
    onInterrupt(action) {
      actions.push(action);
      if (signal !== undefined) action(signal);
    },
    dispose() {
      for (const name of SIGNALS) process.off(name, heard);
    },
  };
}

/**
 * Until the load begins there is nothing that a drain could save: whoever interrupts wants to leave.
 * @throws StreamstockError INTERRUPTED; the work itself goes on
 */
export async function unlessInterrupted<T>(
  { onInterrupt }: Pick<Interruption, 'onInterrupt'>,
  work: Promise<T>,
): Promise<T> {
  work.catch(() => {});
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      onInterrupt((signal) =>
        reject(new StreamstockError('INTERRUPTED', `Stopped by ${signal} before the load began.`)),
      );
    }),
  ]);
}

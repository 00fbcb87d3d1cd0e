/** Work that ends when somebody interrupts. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { Interruption } from '../run/interruption.ts';
import { type ProgramOptions, type ProgramResult, runProgram } from './program.ts';

export type Heard = Pick<Interruption, 'signal' | 'onInterrupt'>;

/** @throws StreamstockError INTERRUPTED once a signal came */
export function throwIfStopped({ signal }: Heard, what: string): void {
  const name = signal();
  if (name !== undefined) throw new StreamstockError('INTERRUPTED', `Stopped by ${name} ${what}.`);
}

/**
 * A program that has nothing worth keeping, such as a build: it is ended at once.
 * @throws StreamstockError INTERRUPTED
 */
export async function runUnlessStopped(
  heard: Heard,
  command: string,
  words: readonly string[],
  options: Omit<ProgramOptions, 'onStart'>,
): Promise<ProgramResult> {
  throwIfStopped(heard, BEFORE);
  let isRunning = true;
  const result = await runProgram(command, words, {
    ...options,
    onStart: ({ kill }) => heard.onInterrupt(() => (isRunning ? kill() : undefined)),
  });
  isRunning = false;
  throwIfStopped(heard, BEFORE);
  return result;
}

const BEFORE = 'before anything was measured';

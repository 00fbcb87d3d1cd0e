/** Brings one thread of a running command to a standstill, as a long garbage collection or a stopped container would. */
import type { CommandOptions, Workshop } from './command.fixture.ts';

export interface Freeze {
  /** A part of the path of the file that starts the thread, such as `consumers/thread`. */
  readonly creator: string;
  /** Which of its threads, from 0. */
  readonly nth?: number;
  /** Since the first due instant. */
  readonly atMs: number;
  readonly forMs: number;
}

/** @returns options of a command in which that thread does nothing at all for a while: no timer, no socket, no message */
export function freezing(
  workshop: Workshop,
  { creator, nth = 0, atMs, forMs }: Freeze,
): CommandOptions {
  const hook = workshop.file(
    `freezing-${creator.replaceAll('/', '-')}-${nth}-${atMs}-${forMs}.mjs`,
    `
import { subscribe } from 'node:diagnostics_channel';
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads';

// The first word says which thread is to stand still; nobody ever touches the second.
const KEY = 'frozen thread';
if (isMainThread) {
  const cell = new Int32Array(new SharedArrayBuffer(8));
  setEnvironmentData(KEY, cell);
  let started = 0;
  let victim = 0;
  // Node tells of every thread when it is made; who makes it stands in the stack.
  subscribe('worker_threads', ({ worker }) => {
    const { stack } = new Error();
    if (stack.includes('/${creator}.js') && started++ === ${nth}) victim = worker.threadId;
    const { postMessage } = worker;
    worker.postMessage = (message, ...rest) => {
      if (message?.type === 'begin') {
        setTimeout(() => Atomics.store(cell, 0, victim), message.startUs / 1000 + ${atMs} - Date.now());
      }
      return postMessage.call(worker, message, ...rest);
    };
  });
} else {
  const cell = getEnvironmentData(KEY);
  const look = () => {
    if (Atomics.compareExchange(cell, 0, threadId, 0) === threadId) Atomics.wait(cell, 1, 0, ${forMs});
  };
  setInterval(look, 2).unref();
}
`,
  );
  return { nodeFlags: ['--import', hook] };
}

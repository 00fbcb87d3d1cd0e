/** Ends one thread of a running command as a crash would, without any help from the program. */
import type { CommandOptions, Workshop } from './command.fixture.ts';

/**
 * @param creator a part of the path of the file that starts the thread, such as `producers/pool`
 * @param nth which of its threads, from 0
 * @returns options of a command in which that thread ends a second after the load began
 */
export function losing(workshop: Workshop, creator: string, nth = 0): CommandOptions {
  const hook = workshop.file(
    `losing-${creator.replaceAll('/', '-')}-${nth}.mjs`,
    `
import { subscribe } from 'node:diagnostics_channel';
import { isMainThread } from 'node:worker_threads';

let started = 0;
let victim;
// Node tells of every thread when it is made; who makes it stands in the stack.
if (isMainThread) subscribe('worker_threads', ({ worker }) => {
  const { stack } = new Error();
  if (stack.includes('/${creator}.js') && started++ === ${nth}) victim = worker;
  const { postMessage } = worker;
  worker.postMessage = (message, ...rest) => {
    // The first word of the load.
    if (message?.type === 'begin') setTimeout(() => victim?.terminate(), 1000);
    return postMessage.call(worker, message, ...rest);
  };
});
`,
  );
  return { nodeFlags: ['--import', hook] };
}

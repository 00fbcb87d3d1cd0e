import { expect, it } from 'vitest';
import { StageInterruption } from './stage-interruption.ts';

function process() {
  const actions: Array<(signal: string) => void> = [];
  return {
    onInterrupt: (action: (signal: string) => void) => void actions.push(action),
    kill: (signal: string) => {
      for (const action of actions) action(signal);
    },
  };
}

it('ends by a signal of the process', () => {
  const parent = process();
  const stage = new StageInterruption(parent);
  const heard: string[] = [];
  stage.onInterrupt((reason) => heard.push(reason));
  expect(stage.signal()).toBeUndefined();
  parent.kill('SIGINT');
  expect([stage.signal(), heard]).toEqual(['SIGINT', ['SIGINT']]);
});

it('ends by a person, once, and tells whoever asks later', () => {
  const parent = process();
  const stage = new StageInterruption(parent);
  stage.end('a restart');
  parent.kill('SIGINT');
  const heard: string[] = [];
  stage.onInterrupt((reason) => heard.push(reason));
  expect([stage.signal(), heard]).toEqual(['a restart', ['a restart']]);
});

it('leaves the process to go on', () => {
  const parent = process();
  new StageInterruption(parent).end('a restart');
  const next = new StageInterruption(parent);
  expect(next.signal()).toBeUndefined();
});

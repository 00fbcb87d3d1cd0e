import { describe, expect, it } from 'vitest';
import { ProbeInterruptions } from './probe-interruptions.ts';

function signals() {
  let name: string | undefined;
  const actions: Array<(signal: string) => void> = [];
  return {
    interruption: {
      signal: () => name,
      onInterrupt: (action: (signal: string) => void) => actions.push(action),
      dispose() {},
    },
    send: (signal: string): void => {
      name = signal;
      for (const action of actions) action(signal);
    },
  };
}

describe('ProbeInterruptions', () => {
  it('tells a signal to the probe that is under way, and to no other', () => {
    const { interruption, send } = signals();
    const probes = new ProbeInterruptions(interruption);
    const heard: string[] = [];
    probes.next().onInterrupt((signal) => heard.push(`first ${signal}`));
    const second = probes.next();
    second.onInterrupt((signal) => heard.push(`second ${signal}`));
    send('SIGTERM');
    expect(heard).toEqual(['second SIGTERM']);
    expect(second.signal()).toBe('SIGTERM');
  });

  it('tells a probe at once when the signal came before', () => {
    const { interruption, send } = signals();
    const probes = new ProbeInterruptions(interruption);
    send('SIGINT');
    const heard: string[] = [];
    probes.next().onInterrupt((signal) => heard.push(signal));
    expect(heard).toEqual(['SIGINT']);
  });

  it('tells nobody when no probe is under way', () => {
    const { interruption, send } = signals();
    const probes = new ProbeInterruptions(interruption);
    const heard: string[] = [];
    probes.next().onInterrupt((signal) => heard.push(signal));
    probes.end();
    send('SIGINT');
    expect(heard).toEqual([]);
  });
});

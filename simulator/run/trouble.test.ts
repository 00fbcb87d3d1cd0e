import { describe, expect, it } from 'vitest';
import { Trouble } from './trouble.ts';

describe('Trouble', () => {
  it('says once what is missing, and counts what passed', () => {
    const trouble = new Trouble(() => 0);
    trouble.add('the disk is full');
    trouble.add('the disk is full');
    trouble.ofProducer({ type: 'trouble', name: 'producer 1', message: 'again' });
    trouble.ofConsumer({ type: 'trouble', name: 'consumer-1', message: 'slow' });
    trouble.ofConsumer({ type: 'trouble', name: 'consumer-1', message: 'slow' });
    expect(trouble.reasons).toEqual(['the disk is full']);
    expect(trouble.notes).toEqual(['producer 1: again', 'consumer-1: slow (2 times)']);
  });

  it('knows when things happened, once the load has begun', () => {
    let nowUs = 5_000_000;
    const trouble = new Trouble(() => nowUs);
    const seen: string[] = [];
    trouble.mark('trouble', 'before the load');
    trouble.loadBegins(6_000_000, ({ text }) => seen.push(text));
    nowUs = 8_500_000;
    trouble.ofConsumer(lost('consumer-1'));
    for (let count = 0; count < 300; count += 1) trouble.mark('rebalance', `rebalance ${count}`);
    trouble.mark('interrupted', 'stopped by SIGINT');
    expect(trouble.reasons).toEqual([{ text: 'consumer-1 was lost', atMs: 2500 }]);
    expect(trouble.marks[0]).toEqual({ atMs: 2500, kind: 'lost', text: 'consumer-1 was lost' });
    expect(trouble.marks.at(-1)?.kind).toBe('interrupted');
    expect(trouble.marks.length).toBeLessThan(300);
    expect(seen).toHaveLength(trouble.marks.length);
  });

  it('is hopeless when nobody consumes any more', () => {
    const trouble = new Trouble(() => 0);
    let told = 0;
    trouble.onHopeless(() => {
      told += 1;
    });
    trouble.ofConsumer(lost('consumer-1'));
    expect([trouble.hopeless, told]).toEqual([false, 0]);
    trouble.nobodyConsumes();
    expect([trouble.hopeless, told]).toEqual([true, 1]);
    expect(trouble.reasons).toEqual(['consumer-1 was lost']);
  });

  it('says that nobody consumes where no other reason does', () => {
    const trouble = new Trouble(() => 0);
    trouble.nobodyConsumes();
    expect(trouble.reasons).toEqual(['no consumer was left']);
  });

  it('takes the loss of a process for something that happened, not for a reason', () => {
    const trouble = new Trouble(() => 0);
    trouble.loadBegins(0, () => undefined);
    trouble.ofConsumer({ ...lost('kitchen'), kind: 'process' });
    expect(trouble.reasons).toEqual([]);
    expect(trouble.notes).toEqual(['kitchen was lost']);
    expect(trouble.marks).toEqual([{ atMs: 0, kind: 'lost', text: 'kitchen was lost' }]);
  });

  it('takes a partition that changes hands for a reason where no changelog stands behind it', () => {
    const trouble = new Trouble(() => 0);
    trouble.stateLeftBehind({ partition: 3, from: 'consumer-1', to: 'consumer-2' });
    trouble.stateLeftBehind({ partition: 4, from: 'consumer-1', to: 'consumer-1' });
    expect(trouble.reasons).toEqual([
      'partition 3 changed hands, from consumer-1 to consumer-2 under load, and without a changelog its state stayed behind',
      'partition 4 came back to consumer-1 under load, and without a changelog its state stayed behind',
    ]);
  });

  it('is hopeless without its broker, also for those who ask later', () => {
    const trouble = new Trouble(() => 0);
    trouble.ofBroker(new Error('the broker is gone'));
    let told = false;
    trouble.onHopeless(() => {
      told = true;
    });
    expect([trouble.hopeless, told, trouble.reasons]).toEqual([true, true, ['the broker is gone']]);
  });

  it('tells once that brokers refuse what is sent, and leaves hope for what they have', () => {
    const trouble = new Trouble(() => 0);
    let told = 0;
    trouble.onRefused(() => {
      told += 1;
    });
    const message = 'the user "bob" may not write to the topics';
    trouble.ofProducer({ type: 'refused', name: 'producer 1', message });
    trouble.ofProducer({ type: 'refused', name: 'producer 2', message });
    expect([told, trouble.hopeless]).toEqual([1, false]);
    expect(trouble.reasons).toEqual([
      `the brokers refuse the events of producer 1: ${message}`,
      `the brokers refuse the events of producer 2: ${message}`,
    ]);
  });

  it('goes on without some of its producers', () => {
    const trouble = new Trouble(() => 0);
    trouble.ofProducer({ type: 'died', name: 'producer 2', error: new Error('out of memory') });
    expect(trouble.hopeless).toBe(false);
    expect(trouble.reasons).toEqual(['producer 2 was lost: out of memory']);
  });
});

function lost(name: string) {
  return { type: 'died', name, kind: 'thread', error: new Error(`${name} was lost`) } as const;
}

import { describe, expect, it } from 'vitest';
import type { PartitionBatch, SendFailure } from './leader-sender.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';

/** Records what arrives; fails as told, and answers only when told to. */
class FakeSender {
  readonly written: string[] = [];
  readonly sends: string[][] = [];
  readonly failures: (Error | { readonly error: Error; readonly partitions: readonly number[] })[] =
    [];
  outstanding = 0;
  mostOutstanding = 0;
  gate: Promise<void> = Promise.resolve();

  async send(batches: readonly PartitionBatch[]): Promise<SendFailure | undefined> {
    this.outstanding += 1;
    this.mostOutstanding = Math.max(this.mostOutstanding, this.outstanding);
    this.sends.push(valuesOf(batches));
    await this.gate;
    this.outstanding -= 1;
    const failure = this.failures.shift();
    if (failure instanceof Error) return { rest: batches, error: failure };
    const rest = batches.filter(({ partition }) => failure?.partitions.includes(partition));
    const sent = valuesOf(batches.filter((batch) => !rest.includes(batch)));
    if (sent.some((value) => value.length > 1000)) {
      return {
        rest: batches,
        error: Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' }),
      };
    }
    this.written.push(...sent);
    return failure === undefined ? undefined : { rest, error: failure.error };
  }
}

function valuesOf(batches: readonly PartitionBatch[]): string[] {
  return batches.flatMap(({ messages }) => messages.map(({ value }) => String(value)));
}

function publisher(options: Partial<PublisherOptions> = {}) {
  const producer = new FakeSender();
  const failures: string[] = [];
  const made = new Publisher({
    sender: producer,
    lanes: 'one-broker',
    onFailure: (error) => failures.push(error.message),
    retryDelayMs: 1,
    ...options,
  });
  const publish = (value: string, partition = 0, acknowledged?: () => void) =>
    made.publish({ topic: 't', partition, key: null, value }, acknowledged);
  return { producer, made, publish, failures };
}

describe('Publisher', () => {
  it('sends what was published in one turn together, in order', async () => {
    const { producer, made, publish } = publisher();
    for (const value of ['a', 'b', 'c']) publish(value);
    await made.flushed(made.published);
    expect(producer.sends).toEqual([['a', 'b', 'c']]);
  });

  it('keeps one send outstanding and loses no order', async () => {
    const { producer, made, publish } = publisher();
    for (let number = 0; number < 1200; number += 1) {
      publish(String(number));
      if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await made.flushed(made.published);
    expect(producer.mostOutstanding).toBe(1);
    expect(producer.written).toEqual(Array.from({ length: 1200 }, (_, number) => String(number)));
  });

  it('repeats a failed send until it is acknowledged, before anything newer', async () => {
    const { producer, made, publish, failures } = publisher();
    producer.failures.push(new Error('first'), new Error('second'));
    let acknowledged = 0;
    publish('a', 0, () => {
      acknowledged += 1;
    });
    await new Promise((resolve) => setImmediate(resolve));
    publish('b');
    await made.flushed(made.published);
    expect(producer.written).toEqual(['a', 'b']);
    expect(failures).toEqual(['first', 'second']);
    expect(acknowledged).toBe(1);
    expect(made.pending).toBe(0);
  });

  it('repeats only what was not written of a failed send', async () => {
    const { producer, made, publish } = publisher();
    producer.failures.push({ error: new Error('moved'), partitions: [1] });
    const acknowledged: string[] = [];
    for (const [value, partition] of [
      ['a', 0],
      ['b', 1],
      ['c', 0],
      ['d', 1],
    ] as const) {
      publish(value, partition, () => acknowledged.push(value));
    }
    await made.flushed(made.published);
    expect(producer.sends).toEqual([
      ['a', 'c', 'b', 'd'],
      ['b', 'd'],
    ]);
    expect(acknowledged).toEqual(['a', 'c', 'b', 'd']);
    expect(made.pending).toBe(0);
  });

  it('resolves a watermark only when everything up to it is written', async () => {
    const { producer, made, publish } = publisher();
    let open: () => void = () => undefined;
    producer.gate = new Promise((resolve) => {
      open = resolve;
    });
    publish('a');
    let flushed = false;
    const waiting = made.flushed(made.published).then(() => {
      flushed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(flushed).toBe(false);
    open();
    await waiting;
    expect(producer.written).toEqual(['a']);
  });

  it('has nothing to wait for when nothing was published', async () => {
    await expect(publisher().made.flushed(0)).resolves.toBeUndefined();
  });

  it('sends topic-partitions apart where leaders may differ', async () => {
    const { producer, made, publish } = publisher({ lanes: 'topic-partition' });
    publish('a', 0);
    publish('b', 1);
    publish('c', 0);
    await made.flushed(made.published);
    expect(producer.sends).toContainEqual(['a', 'c']);
    expect(producer.sends).toContainEqual(['b']);
  });

  it('finds the one record that is too large and sends less of it', async () => {
    const { producer, made, publish } = publisher();
    publish('a');
    made.publish({
      topic: 't',
      partition: 0,
      key: null,
      value: 'x'.repeat(2000),
      whenTooLarge: () => ({ value: 'short' }),
    });
    publish('b');
    await made.flushed(made.published);
    expect(producer.written).toEqual(['a', 'short', 'b']);
  });

  it('sends nothing more once closed', async () => {
    const { producer, made, publish } = publisher();
    made.close();
    publish('a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(producer.sends).toEqual([]);
    expect(made.pending).toBe(1);
  });
});

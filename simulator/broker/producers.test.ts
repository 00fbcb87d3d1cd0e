import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR } from './codec/error-codes.ts';
import { PartitionProducers } from './producers.ts';

const batch = (baseSequence: number, recordCount = 1, producerEpoch = 0, producerId = 9) => ({
  recordCount,
  producerId,
  producerEpoch,
  baseSequence,
});

describe('PartitionProducers', () => {
  it('lets batches without a producer id pass', () => {
    const producers = new PartitionProducers();
    for (const sequence of [0, 0, 7]) {
      expect(producers.judge(batch(sequence, 1, 0, -1))).toEqual({ kind: 'append' });
      producers.appended(batch(sequence, 1, 0, -1), 0);
    }
  });

  it('lets an unknown producer begin anywhere', () => {
    expect(new PartitionProducers().judge(batch(123))).toEqual({ kind: 'append' });
  });

  it('gives a repeated batch its first offset again, for the last five batches', () => {
    const producers = new PartitionProducers();
    for (let k = 0; k < 6; k += 1) producers.appended(batch(2 * k, 2), 100 + 2 * k);
    for (let k = 1; k < 6; k += 1) {
      expect(producers.judge(batch(2 * k, 2))).toEqual({
        kind: 'duplicate',
        baseOffset: 100 + 2 * k,
      });
    }
    expect(producers.judge(batch(0, 2))).toEqual({
      kind: 'rejected',
      error: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
  });

  it('does not take a batch of another length for a repetition', () => {
    const producers = new PartitionProducers();
    producers.appended(batch(0, 3), 0);
    expect(producers.judge(batch(0, 2)).kind).toBe('rejected');
  });

  it('rejects a gap', () => {
    const producers = new PartitionProducers();
    producers.appended(batch(0, 3), 0);
    expect(producers.judge(batch(3)).kind).toBe('append');
    expect(producers.judge(batch(4))).toEqual({
      kind: 'rejected',
      error: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
  });

  it('fences an older epoch, and starts a new one at sequence 0 only', () => {
    const producers = new PartitionProducers();
    producers.appended(batch(0, 3, 1), 0);
    expect(producers.judge(batch(3, 1, 0))).toEqual({
      kind: 'rejected',
      error: ERROR.INVALID_PRODUCER_EPOCH,
    });
    expect(producers.judge(batch(3, 1, 2)).kind).toBe('rejected');
    expect(producers.judge(batch(0, 3, 2)).kind).toBe('append');
  });

  it('goes on at 0 after the highest sequence', () => {
    const producers = new PartitionProducers();
    producers.appended(batch(0x7fff_fffe, 2), 0);
    expect(producers.judge(batch(0)).kind).toBe('append');
    producers.appended(batch(0x7fff_ffff, 3), 0);
    expect(producers.judge(batch(2)).kind).toBe('append');
    expect(producers.judge(batch(1)).kind).toBe('rejected');
  });

  it('never writes a record of a producer twice, whatever is repeated and lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 3 })), { maxLength: 60 }),
        (steps) => {
          const producers = new PartitionProducers();
          const sent: { base: number; count: number }[] = [];
          const written: number[] = [];
          let next = 0;
          for (const [back, count] of steps) {
            // Repeats one of the last batches, or sends the next one.
            const repeated = back === 0 ? undefined : sent.at(-back);
            const { base, count: records } = repeated ?? { base: next, count };
            const verdict = producers.judge(batch(base, records));
            if (verdict.kind === 'append') {
              producers.appended(batch(base, records), written.length);
              for (let k = 0; k < records; k += 1) written.push(base + k);
            }
            if (repeated === undefined) {
              expect(verdict.kind).toBe('append');
              sent.push({ base, count: records });
              next += records;
            } else expect(verdict).toEqual({ kind: 'duplicate', baseOffset: base });
          }
          expect(written).toEqual(Array.from({ length: next }, (_, k) => k));
        },
      ),
    );
  });
});

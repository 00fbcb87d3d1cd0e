/** Which events of a run were given up for good: what its dead-letter topic says, whoever wrote it. */
import type { LogReader } from '../../pipeline/kafka/changelog/log-reader.ts';
import { readDeadLetter } from '../../pipeline/kafka/dead-letters.ts';
import type { RecordDecoder } from '../../pipeline/stages/decode.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';

export interface DeadLettersOptions {
  readonly reader: Pick<LogReader, 'read'>;
  /** Of the dead letters. */
  readonly topic: string;
  /** By partition: its end when the run was prepared. */
  readonly from: readonly number[];
  readonly runId: string;
  readonly decoder: Pick<RecordDecoder, 'decode'>;
  /** Of the catalogue. */
  readonly products: number;
}

/**
 * Ids of the events whose dead letter is acknowledged. Letters of other runs, and records that no event stands behind, are
 * passed over; an event that was given up by two owners, one after the other, counts once.
 * @throws StreamstockError as `LogReader.read`
 */
export async function deadLetteredIds(options: DeadLettersOptions): Promise<SeqRanges> {
  const { reader, topic, from, runId, decoder, products } = options;
  const ids = new SeqRanges(products);
  for (const [partition, offset] of from.entries()) {
    await reader.read(topic, partition, offset, 'end', (record) => {
      const letter = readDeadLetter({ ...record, headers: record.headers });
      if (letter === undefined || letter.run !== runId) return;
      const { key, value, headers } = letter;
      const decoded = decoder.decode(key, value, headers, letter.partition);
      // What a handler failed at was an event like any other.
      const turn = decoded.kind === 'event' ? decoded : decoded.kind === 'rejected' && decoded.turn;
      if (turn) ids.add(turn.productIndex, turn.productSeq);
    });
  }
  return ids;
}

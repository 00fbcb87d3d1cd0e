/** One record of a topic of the run, and where it is now. Topics are looked up by name, never used as they are given. */
import { StreamstockError } from '../../../pipeline/errors.ts';
import type { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import type { LogRecord } from '../../../pipeline/kafka/changelog/record-batches.ts';
import { ApiRefusal } from '../../../pipeline/query/api/refusal.ts';
import type { RecordView } from '../../../reports/live/frames.ts';
import { asObject, objectIn } from './event-view.ts';
import { type JourneyFacts, journey } from './journey.ts';

export interface InspectorOptions {
  readonly reader: Pick<LogReader, 'read' | 'start' | 'ends'>;
  readonly topics: readonly string[];
  readonly partitions: number;
  /** What becomes of a record. */
  readonly facts: (topic: string, partition: number, record: LogRecord) => JourneyFacts;
}

const MAX_SHOWN_BYTES = 16 * 1024;
const MAX_HEADERS = 50;
const MAX_HEADER_CHARACTERS = 1000;
const PATIENCE = { maxSilenceMs: 3000 };

export class RecordInspector {
  readonly #options: InspectorOptions;

  constructor(options: InspectorOptions) {
    this.#options = options;
  }

  /**
   * @throws ApiRefusal NOT_FOUND, VALIDATION, GONE; StreamstockError when the broker does not answer
   */
  async record(topicName: string, partitionText: string, offsetText: string): Promise<RecordView> {
    const { topics, partitions, reader } = this.#options;
    const topic = topics.find((each) => each === topicName);
    if (topic === undefined) {
      const hint = `There are ${topics.join(', ')}.`;
      throw new ApiRefusal('NOT_FOUND', 'No topic of this run has that name', {
        ...{ field: 'params.topic', hint },
      });
    }
    const partition = numberOf(partitionText, 'params.partition');
    const offset = numberOf(offsetText, 'params.offset');
    if (partition >= partitions) {
      throw new ApiRefusal('NOT_FOUND', `${topic} has ${partitions} partitions, from 0`, {
        field: 'params.partition',
      });
    }
    const [start, ends] = await Promise.all([
      reader.start(topic, partition, PATIENCE),
      reader.ends(topic, PATIENCE),
    ]);
    const end = ends[partition] ?? 0;
    if (offset < start) throw gone(topic, partition, offset, start);
    if (offset >= end) throw notYet(topic, partition, offset, end);
    const record = await this.#read(topic, partition, offset, start);
    return {
      ...describe(record),
      ...{ topic, partition },
      journey: journey(this.#options.facts(topic, partition, record)),
      previousOffset: offset > start ? offset - 1 : null,
      nextOffset: offset + 1 < end ? offset + 1 : null,
    };
  }

  async #read(topic: string, partition: number, offset: number, start: number): Promise<LogRecord> {
    let found: LogRecord | undefined;
    try {
      await this.#options.reader.read(
        ...[topic, partition, offset, offset + 1],
        (record) => {
          found ??= record;
        },
        PATIENCE,
      );
    } catch (error) {
      if (!(error instanceof StreamstockError) || error.code !== 'LOG_UNREADABLE') throw error;
      throw gone(topic, partition, offset, start);
    }
    if (found !== undefined) return found;
    throw new ApiRefusal('GONE', `Offset ${offset} of ${topic}/${partition} was compacted away`, {
      ...{ field: 'params.offset', hint: 'A newer record has the same key. Look at the next one.' },
    });
  }
}

function describe(
  record: LogRecord,
): Omit<RecordView, 'topic' | 'partition' | 'journey' | 'previousOffset' | 'nextOffset'> {
  const { offset, timestampMs, key, value, headers } = record;
  const isWhole = value !== null && value.length <= MAX_SHOWN_BYTES;
  return {
    offset,
    timestamp: Math.abs(timestampMs) <= 8.64e15 ? new Date(timestampMs).toISOString() : '',
    key: key === null ? null : key.toString('utf8', 0, MAX_HEADER_CHARACTERS),
    headers: Object.entries(headers ?? {})
      .slice(0, MAX_HEADERS)
      .map(([name, header]) => ({
        name: name.slice(0, MAX_HEADER_CHARACTERS),
        value: header.toString('utf8', 0, MAX_HEADER_CHARACTERS),
      })),
    value: value === null ? null : value.toString('utf8', 0, MAX_SHOWN_BYTES),
    valueBytes: value?.length ?? 0,
    json: isWhole ? parsed(value) : null,
  };
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return null;
  }
}

/** @throws ApiRefusal VALIDATION */
function numberOf(text: string, field: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new ApiRefusal('VALIDATION', `${field} must be a whole number from 0`, { field });
}

function gone(topic: string, partition: number, offset: number, start: number): ApiRefusal {
  return new ApiRefusal('GONE', `Offset ${offset} of ${topic}/${partition} is not kept any more`, {
    ...{ field: 'params.offset', hint: `What is kept begins at offset ${start}.` },
  });
}

function notYet(topic: string, partition: number, offset: number, end: number): ApiRefusal {
  const hint = end === 0 ? 'It is empty.' : `Its last record has the offset ${end - 1}.`;
  return new ApiRefusal('NOT_FOUND', `${topic}/${partition} has no offset ${offset} yet`, {
    ...{ field: 'params.offset', hint },
  });
}

/** Of an event record: which product and which turn it is about. */
export function turnOf(record: LogRecord): {
  readonly productId: string | undefined;
  readonly productSeq: number | undefined;
} {
  const value = objectIn(record.value);
  const { seq } = asObject(value['metadata']);
  const productId = value['productId'];
  return {
    productId: typeof productId === 'string' ? productId : record.key?.toString('utf8', 0, 300),
    productSeq: typeof seq === 'number' ? seq : undefined,
  };
}

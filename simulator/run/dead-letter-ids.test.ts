import { describe, expect, it } from 'vitest';
import { deadLetterRecord } from '../../pipeline/kafka/dead-letters.ts';
import { RecordDecoder } from '../../pipeline/stages/decode.ts';
import { partitionOfKeys } from '../../pipeline/topics.ts';
import { handMadeEvents, RecordMaker, TOPICS } from '../consumers/records.fixture.ts';
import { scenarioFixture } from '../scenario/scenario.fixture.ts';
import { buildWorld } from '../world/world.ts';
import { deadLetteredIds } from './dead-letter-ids.ts';

const scenario = scenarioFixture();
const world = buildWorld(scenario);
const { catalogue } = world;
const ids = catalogue.products.map(({ id }) => id);
const runId = 'this-run';
const decoder = new RecordDecoder({
  ...{ catalogue, runId },
  partitionOfProduct: partitionOfKeys(ids, scenario.pipeline.partitions),
  earliestMs: Number.NEGATIVE_INFINITY,
  latestMs: Number.POSITIVE_INFINITY,
});

/** As the topic has it. */
function letter(run: string, event: ReturnType<typeof handMadeEvents>[number], omitted = false) {
  const record = new RecordMaker(world, scenario, run, 1).record(event);
  const source = {
    ...{ topic: record.topic, partition: record.partition ?? 0, offset: '5', timestamp: '1' },
    key: Buffer.from(record.key),
    value: record.value === null ? null : Buffer.from(record.value),
    headers: bytes(record.headers),
  };
  const note = { reason: 'not_json', detail: '', attempts: 1, run, consumer: 'consumer-1' };
  const dead = deadLetterRecord(TOPICS.deadLetters, source, note);
  const small = omitted ? dead.whenTooLarge?.() : undefined;
  return {
    ...{ offset: 0, timestampMs: 1, key: source.key },
    value: small === undefined ? source.value : null,
    headers: bytes(small?.headers ?? dead.headers),
  };
}

function bytes(headers: object | undefined): Record<string, Buffer> {
  const entries = Object.entries(headers ?? {}) as [string, string | Buffer][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value as string)]));
}

async function idsOf(letters: readonly ReturnType<typeof letter>[]) {
  const asked: unknown[] = [];
  const found = await deadLetteredIds({
    reader: {
      read: async (topic, partition, from, to, onRecord) => {
        asked.push([topic, partition, from, to]);
        if (partition === 0) for (const one of letters) onRecord(one, one.offset);
        return 0;
      },
    },
    ...{ topic: 'dlq', from: [7, 9], runId, decoder, products: ids.length },
  });
  return { found, asked };
}

describe('deadLetteredIds', () => {
  const events = handMadeEvents(world, 60, '1');
  const poison = events.filter((event) => event.poison);

  it('reads every partition from where the run began', async () => {
    const { asked } = await idsOf([]);
    expect(asked).toEqual([
      ['dlq', 0, 7, 'end'],
      ['dlq', 1, 9, 'end'],
    ]);
  });

  it('has each event once, however often it was given up', async () => {
    expect(poison.length).toBeGreaterThan(3);
    const letters = poison.map((event) => letter(runId, event));
    const { found } = await idsOf([...letters, ...letters.slice(0, 2)]);
    expect(found.total()).toBe(poison.length);
    for (const { productIndex, productSeq } of poison) {
      expect(found.has(productIndex, productSeq)).toBe(true);
    }
  });

  it('knows events whose value was too large to travel again, and those that a handler failed at', async () => {
    const [first] = poison;
    const sound = events.find((event) => !event.poison);
    if (first === undefined || sound === undefined) throw new Error('no such event');
    const { found } = await idsOf([letter(runId, first, true), letter(runId, sound)]);
    expect(found.has(first.productIndex, first.productSeq)).toBe(true);
    expect(found.has(sound.productIndex, sound.productSeq)).toBe(true);
  });

  it('passes over what is not its own, or no event', async () => {
    const [first] = poison;
    if (first === undefined) throw new Error('no such event');
    const rubbish = { ...letter(runId, first), value: Buffer.from('[]') };
    const withoutEnvelope = Object.fromEntries(
      Object.entries(rubbish.headers).filter(([name]) => name.startsWith('streamstock-dlq-')),
    );
    const { found } = await idsOf([
      ...poison.map((event) => letter('another-run', event)),
      { ...rubbish, headers: withoutEnvelope },
      { ...rubbish, headers: {} },
    ]);
    expect(found.total()).toBe(0);
  });
});

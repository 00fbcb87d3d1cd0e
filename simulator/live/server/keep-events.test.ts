import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EVENTS_FILE } from '../../../reports/run-file-names.ts';
import { EventTrail, trailLine } from './keep-events.ts';
import type { TappedRecord } from './log-cursor.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamstock-trail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));
const record: fc.Arbitrary<TappedRecord> = fc.record({
  topic: fc.constant('inventory.sales'),
  partition: fc.nat(9),
  offset: fc.nat(),
  timestampMs: fc.oneof(fc.nat(), fc.double({ noNaN: true })),
  key: fc.option(bytes),
  value: fc.option(
    fc.oneof(
      bytes,
      fc.json().map((json) => Buffer.from(json)),
    ),
  ),
  headers: fc.option(fc.dictionary(fc.string(), bytes), { nil: undefined }),
});

/** Back to bytes: as text, or from base64. */
function bytesOf(part: Record<string, unknown>, name: string): Buffer | null {
  if (part[name] === null) return null;
  const base64 = part[`${name}Base64`];
  return typeof base64 === 'string'
    ? Buffer.from(base64, 'base64')
    : Buffer.from(part[name] as string);
}

describe('trailLine', () => {
  it('is one line of JSON from which key, headers and value come back, whatever they are', () => {
    fc.assert(
      fc.property(record, (each) => {
        const line = trailLine(each);
        expect(line).not.toContain('\n');
        const read = JSON.parse(line) as Record<string, unknown>;
        expect(read['offset']).toBe(each.offset);
        expect(bytesOf(read, 'key')).toEqual(each.key);
        const headers = (read['headers'] ?? []) as (Record<string, unknown> & { name: string })[];
        expect(headers.map((header) => [header.name, bytesOf(header, 'value')])).toEqual(
          Object.entries(each.headers ?? {}),
        );
        if (each.value === null) expect(read['value']).toBeNull();
        else if (read['value'] === undefined) expect(bytesOf(read, 'value')).toEqual(each.value);
        else expect(read['value']).toEqual(JSON.parse(each.value.toString()));
      }),
    );
  });
});

describe('EventTrail', () => {
  it('says what could not be written, and holds nobody up', async () => {
    mkdirSync(join(folder, EVENTS_FILE));
    const said: string[] = [];
    const trail = new EventTrail(folder, (message) => said.push(message));
    const sale = {
      ...{ topic: 't', partition: 0, timestampMs: 0, key: null, headers: undefined },
      value: Buffer.from(JSON.stringify('x'.repeat(50_000))),
    };
    for (let offset = 0; offset < 10; offset += 1) await trail.add({ ...sale, offset });
    trail.lose(3);
    await trail.close();
    expect(said[0]).toContain(`${EVENTS_FILE} cannot be written`);
    expect(said[1]).toMatch(/^1?\d+ records are not in events\.jsonl/);
  });
});

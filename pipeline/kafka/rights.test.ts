import { describe, expect, it } from 'vitest';
import { missingAmong, topicRights } from './rights.ts';
import { rightsInGroups, rightsInMetadata } from './rights-answers.ts';

const READ = 1 << 3;
const WRITE = 1 << 4;
const NOT_TOLD = -(2 ** 31);

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int16 = (value: number): Buffer => int32(value).subarray(2);
const text = (value: string | null): Buffer =>
  value === null ? int16(-1) : Buffer.concat([int16(value.length), Buffer.from(value)]);
const list = (...items: Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items]);

function metadata(...topics: Buffer[]): Buffer {
  const broker = Buffer.concat([int32(1), text('a.test'), int32(9092), text(null)]);
  return Buffer.concat([
    int32(0),
    list(broker),
    text('cluster'),
    int32(1),
    list(...topics),
    int32(NOT_TOLD),
  ]);
}
function topic(error: number, name: string, partitions: number, rights: number): Buffer {
  const ids = list(int32(1), int32(2));
  const partition = Buffer.concat([Buffer.alloc(14), ids, ids, list()]);
  return Buffer.concat([
    int16(error),
    text(name),
    Buffer.from([0]),
    list(...Array<Buffer>(partitions).fill(partition)),
    int32(rights),
  ]);
}

describe('what a broker tells of rights', () => {
  it('stands behind each topic of its metadata', () => {
    const answer = metadata(
      topic(0, 'a', 3, READ | WRITE),
      topic(29, 'b', 0, NOT_TOLD),
      topic(0, 'c', 1, NOT_TOLD),
    );
    expect([...rightsInMetadata(answer)]).toEqual([
      ['a', READ | WRITE],
      ['b', 0],
      ['c', null],
    ]);
  });

  it('stands behind the members of a group', () => {
    const member = Buffer.concat([
      text('m'),
      text('client'),
      text('/127.0.0.1'),
      int32(2),
      Buffer.alloc(2),
      int32(0),
    ]);
    const group = (error: number, rights: number) =>
      Buffer.concat([
        int32(0),
        list(
          Buffer.concat([
            int16(error),
            text('g'),
            text('Stable'),
            text('consumer'),
            text('x'),
            list(member, member),
            int32(rights),
          ]),
        ),
      ]);
    expect(rightsInGroups(group(0, READ))).toBe(READ);
    expect(rightsInGroups(group(30, NOT_TOLD))).toBe(0);
    expect(rightsInGroups(group(0, NOT_TOLD))).toBeNull();
  });
});

describe('missingAmong', () => {
  const wanted = [
    ...topicRights(['a', 'b'], ['Read', 'Write']),
    { resource: 'group', name: 'a', operations: ['Read'] } as const,
  ];

  it('lists every right that is not held', () => {
    const held = new Map([
      ['topic a', READ],
      ['topic b', 0],
      ['group a', 0],
    ]);
    expect(
      missingAmong(wanted, held).map(
        ({ resource, name, operation }) => `${operation} ${resource} ${name}`,
      ),
    ).toEqual(['Write topic a', 'Read topic b', 'Write topic b', 'Read group a']);
  });

  it('lists nothing of what is not known', () => {
    expect(missingAmong(wanted, new Map<string, number | null>([['topic a', null]]))).toEqual([]);
  });
});

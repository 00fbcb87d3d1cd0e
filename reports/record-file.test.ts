import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../pipeline/errors.ts';
import { passedRecord } from './record.fixture.ts';
import { readRecord, writeRecord } from './record-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('run record', () => {
  it('comes back as it was written, from the file and from the folder', () => {
    const run = join(folder, 'runs', 'one');
    const file = writeRecord(run, passedRecord());
    expect(readRecord(file)).toEqual(passedRecord());
    expect(readRecord(run)).toEqual(passedRecord());
  });

  it('replaces an earlier record and leaves nothing else behind', () => {
    writeRecord(folder, passedRecord());
    writeRecord(folder, passedRecord({ seed: '8' }));
    expect(readRecord(folder).seed).toBe('8');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('says which folder cannot be written', () => {
    const file = join(folder, 'taken');
    writeFileSync(file, '');
    const error = failureOf(() => writeRecord(file, passedRecord()));
    expect(error).toMatchObject({ code: 'RUN_FOLDER_UNWRITABLE', exitCode: 95 });
    expect(error.message).toContain(file);
  });

  it.each<[what: string, text: (record: string) => string, message: RegExp]>([
    ['broken', (record) => record.slice(0, 400), /is broken/],
    ['foreign', () => '{"tool":{"name":"k6"}}', /is not a record of streamstock-bench/],
    ['no object', () => '[1]', /is not a record of streamstock-bench/],
    [
      'newer',
      (record) => record.replace('"recordVersion": 4', '"recordVersion": 5'),
      /has record version 5; this program reads up to 4/,
    ],
    [
      'older',
      (record) => record.replace('"recordVersion": 4', '"recordVersion": 3'),
      /has record version 3; this program reads version 4/,
    ],
    [
      'incomplete',
      (record) => record.replace('"latency"', '"latenzy"').replace('"cpu"', '"cpo"'),
      /is not a complete run record: latency, cpu/,
    ],
  ])('refuses a record that is %s', (_, change, message) => {
    const file = writeRecord(folder, passedRecord());
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const error = failureOf(() => readRecord(file));
    expect(error.code).toBe('RECORD_UNREADABLE');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(file);
    expect(error.hint).toBeDefined();
  });

  it('says which file is missing', () => {
    const error = failureOf(() => readRecord(join(folder, 'nowhere')));
    expect(error).toMatchObject({ code: 'RECORD_UNREADABLE' });
    expect(error.message).toContain(join('nowhere', 'run.json'));
  });
});

function failureOf(action: () => unknown): StreamstockError {
  try {
    action();
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

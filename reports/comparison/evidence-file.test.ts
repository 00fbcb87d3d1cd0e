import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms } from '../histogram.ts';
import { inventedSide } from './evidence.fixture.ts';
import { readEvidenceSet, writeEvidenceSet } from './evidence-file.ts';
import type { EvidenceSet } from './run-evidence.ts';

beforeAll(initHistograms);

const folder = mkdtempSync(join(tmpdir(), 'streamstock-evidence-'));
const file = join(folder, 'baselines', 'spike.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SERIES = {
  intervalMs: 1000,
  appliedPerSecond: [1, null],
  endToEndP50Us: [1, null],
  endToEndP99Us: [1, null],
  cpuCores: [0.5, null],
};
const side = (): EvidenceSet => ({
  ...inventedSide('main', 3, { changes: { series: SERIES } }),
  revision: 'a1b2c3',
});

describe('a baseline file', () => {
  it('gives back what was written, a run a line', () => {
    writeEvidenceSet(file, side());
    expect(readEvidenceSet(file)).toEqual(side());
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('"runId"'))).toHaveLength(3);
  });

  it('is refused where it is missing, cut or something else', () => {
    expect(refusal(join(folder, 'nowhere.json'))).toContain('nowhere.json cannot be read: ENOENT');
    writeEvidenceSet(file, side());
    const text = readFileSync(file, 'utf8');
    for (const length of [0, 1, text.length >> 1, text.length - 3]) {
      expect(refusalOf(text.slice(0, length)), String(length)).toContain(' is broken: ');
    }
    expect(refusalOf('[]')).toContain('is not a baseline of streamstock-bench');
    expect(refusalOf('{"recordVersion":4}')).toContain('is not a baseline of streamstock-bench');
  });

  it('is refused where it is of another version', () => {
    expect(refusalOf(edited((root) => ({ ...root, evidenceVersion: 2 })))).toContain(
      'has evidence version 2; this program reads version 1',
    );
    expect(refusalOf(edited((root) => ({ ...root, evidenceVersion: '\u001b' })))).toContain(
      'has evidence version "\\u001b"',
    );
  });

  it.each<[what: string, change: (run: Json) => void, message: string]>([
    [
      'negative CPU',
      (run) => set(run, ['cpu', 'processUs'], -1),
      'run main-2: cpu.processUs must be >= 0',
    ],
    [
      'a NaN, which JSON has no word for',
      (run) => set(run, ['cpu', 'processUs'], null),
      'run main-2: cpu.processUs must be number',
    ],
    [
      'half an event',
      (run) => set(run, ['eventsApplied'], 0.5),
      'run main-2: eventsApplied must be integer',
    ],
    [
      'a throughput of 0',
      (run) => set(run, ['throughputPerSecond'], 0),
      'run main-2: throughputPerSecond is 0',
    ],
    ['no CPU at all', (run) => set(run, ['cpu'], undefined), 'run main-2: cpu is missing'],
    [
      'an unknown verdict',
      (run) => set(run, ['verdict', 'name'], 'fine'),
      'run main-2: verdict.name must be equal to one of the allowed values',
    ],
    [
      'an unknown stage',
      (run) => set(run, ['latency', 0, 'stage'], 'x'),
      'run main-2: latency.0.stage must be',
    ],
    [
      'no time',
      (run) => set(run, ['startedAt'], 'today'),
      'run main-2: startedAt is no time: today',
    ],
    [
      'a histogram of other samples',
      (run) => set(run, ['latency', 0, 'histogram', 'count'], 7),
      'run main-2: latency of end_to_end and inventory.sales cannot be decoded: it holds 400 samples, 7 are announced',
    ],
    [
      'a cut histogram',
      (run) => set(run, ['latency', 0, 'histogram', 'encoded'], 'HISTFAAA'),
      'run main-2: latency of end_to_end and inventory.sales cannot be decoded',
    ],
    [
      'extremes the wrong way round',
      (run) => set(run, ['latency', 0, 'histogram', 'minUs'], 1e9),
      'its minimum exceeds its maximum',
    ],
    [
      'columns of unequal length',
      (run) => set(run, ['series', 'cpuCores'], [1]),
      'run main-2: series has columns of 2 and 1 intervals',
    ],
    [
      'a machine without speed',
      (run) => set(run, ['machine', 'speedPerSecond'], 0),
      'run main-2: machine.speedPerSecond must be > 0',
    ],
    ['a name twice', (run) => set(run, ['runId'], 'main-1'), 'run main-1 is in it twice'],
    ['no name', (run) => set(run, ['runId'], undefined), 'run 2: runId is missing'],
    [
      'a text instead of a run',
      (run) => void Object.keys(run).map((key) => delete run[key]),
      'run 2: runId is missing',
    ],
  ])('is refused with %s, naming run and key', (_, change, message) => {
    const text = edited((root) => {
      const runs = root['runs'] as Json[];
      change(runs[1] as Json);
      return root;
    });
    expect(refusalOf(text)).toContain(message);
  });

  it('is refused without runs', () => {
    expect(refusalOf(edited((root) => ({ ...root, runs: [] })))).toContain(
      'runs must NOT have fewer',
    );
  });

  it('that cannot be written says so', () => {
    writeFileSync(join(folder, 'taken'), '');
    expect(() => writeEvidenceSet(join(folder, 'taken', 'spike.json'), side())).toThrow(
      expect.objectContaining({ code: 'RUN_FOLDER_UNWRITABLE' }),
    );
  });
});

type Json = Record<string, unknown>;

function edited(change: (root: Json) => Json): string {
  writeEvidenceSet(file, side());
  return JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Json));
}

function set(value: Json, path: readonly (string | number)[], to: unknown): void {
  const [last = '', ...before] = [...path].reverse();
  const at = before.reverse().reduce((inner, key) => inner[key] as Json, value);
  at[last] = to;
}

function refusalOf(text: string): string {
  const path = join(folder, 'edited.json');
  writeFileSync(path, text);
  return refusal(path);
}

function refusal(path: string): string {
  try {
    readEvidenceSet(path);
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    expect(error.code).toBe('EVIDENCE_UNREADABLE');
    expect(error.exitCode).toBe(95);
    return error.message;
  }
  throw new Error('it was read');
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AB_FILE, type AbFile, readAbFile, writeAbFile } from './ab-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamstock-ab-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machine = {
  ...{ probeVersion: 1, speedPerSecond: 500, speedSpread: 0.01 },
  ...{ stolenShare: 0, timerLateP99Ms: 1.5 },
};
const AB: Omit<AbFile, 'abVersion'> = {
  tool: { name: 'streamstock-bench', version: '0.1.0' },
  scenario: 'ci',
  base: { label: 'main', revision: 'a'.repeat(40) },
  head: { label: 'working tree', revision: null },
  pairs: [
    {
      first: 'base',
      base: { folder: 'base/20260105-101500-ci-42', machine },
      head: { folder: 'head/20260105-101515-ci-42', machine: null },
    },
  ],
};

function edited(change: (ab: Record<string, unknown>) => void): string {
  const ab = JSON.parse(JSON.stringify({ abVersion: 1, ...AB })) as Record<string, unknown>;
  change(ab);
  return JSON.stringify(ab);
}

describe('ab.json', () => {
  it('reads back as it was written', () => {
    writeAbFile(folder, AB);
    expect(readAbFile(folder)).toEqual({ abVersion: 1, ...AB });
  });

  it('is undefined where there is none', () => {
    expect(readAbFile(join(folder, 'nowhere'))).toBeUndefined();
  });

  it.each([
    ['cut', JSON.stringify(AB).slice(0, 100)],
    ['empty', ''],
    ['foreign', '{ "version": 3 }'],
    ['newer', edited((ab) => Object.assign(ab, { abVersion: 2 }))],
    ['without a side', edited((ab) => delete ab['head'])],
    ['without pairs', edited((ab) => delete ab['pairs'])],
    ...['../../etc', '/etc', 'base/..', 'base/../../x', 'other/run', 'base/a b'].map((path) => [
      `leading to ${path}`,
      edited((ab) => {
        ab['pairs'] = [
          { first: 'base', base: { folder: path, machine: null }, head: AB.pairs[0]?.head },
        ];
      }),
    ]),
    [
      'with a speed that is none',
      edited((ab) => {
        const run = { folder: 'base/run', machine: { ...machine, speedPerSecond: -1 } };
        ab['pairs'] = [{ first: 'base', base: run, head: AB.pairs[0]?.head }];
      }),
    ],
  ])('is refused when it is %s', (_, text) => {
    writeFileSync(join(folder, AB_FILE), text);
    expect(() => readAbFile(folder)).toThrowError(
      expect.objectContaining({ code: 'EVIDENCE_UNREADABLE' }),
    );
  });
});

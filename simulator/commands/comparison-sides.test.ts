import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { inventedSide } from '../../reports/comparison/evidence.fixture.ts';
import { writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { passedRecord } from '../../reports/record.fixture.ts';
import type { RunRecord } from '../../reports/record.ts';
import { writeRecord } from '../../reports/record-file.ts';
import { type AbFile, writeAbFile } from '../comparison/ab-file.ts';
import { resolveSide, resolveSides } from './comparison-sides.ts';

await initHistograms();
const root = mkdtempSync(join(tmpdir(), 'streamstock-sides-'));
afterAll(() => rmSync(root, { recursive: true }));

let cases = 0;
let runs: string;
beforeEach(() => {
  cases += 1;
  runs = join(root, String(cases));
  mkdirSync(runs);
});

/** @returns the run's folder */
function run(folder: string, runId: string, changes: Partial<RunRecord> = {}): string {
  writeRecord(join(folder, runId), passedRecord({ runId, ...changes }));
  return join(folder, runId);
}

const ids = ({ runs: all }: { runs: readonly { runId: string }[] }) =>
  all.map(({ runId }) => runId);

describe('resolveSide', () => {
  it('finds a run by name, by folder, by its record, and as the last', async () => {
    const folder = run(runs, 'older', { startedAt: '2026-01-03T10:00:00.000Z' });
    run(runs, 'newer', { startedAt: '2026-01-04T11:00:00.000Z' });
    for (const text of ['older', folder, join(folder, 'run.json')]) {
      const { set } = await resolveSide(text, runs);
      expect(set).toMatchObject({ label: text, revision: null });
      expect(ids(set)).toEqual(['older']);
    }
    expect((await resolveSide('last', runs)).set.label).toBe('newer');
  });

  it('takes a record that was given another name for what it is', async () => {
    renameSync(join(run(runs, 'one'), 'run.json'), join(runs, 'kept.json'));
    await expect(resolveSide(join(runs, 'kept.json'), runs)).resolves.toMatchObject({
      set: { runs: [{ runId: 'one' }] },
    });
  });

  it('takes all runs of a folder in the order in which they were made, by path and by name', async () => {
    const folder = join(runs, 'base');
    run(folder, 'b', { startedAt: '2026-01-03T10:00:00.000Z' });
    run(folder, 'a', { startedAt: '2026-01-04T11:00:00.000Z' });
    mkdirSync(join(folder, 'something-else'));
    for (const text of [folder, 'base']) {
      expect(ids((await resolveSide(text, runs)).set)).toEqual(['b', 'a']);
    }
  });

  it('names the runs of a folder that have no record', async () => {
    const folder = join(runs, 'base');
    run(folder, 'a');
    mkdirSync(join(folder, 'killed'));
    writeFileSync(join(folder, 'killed', 'journal.jsonl'), '{}\n');
    const { set, warnings } = await resolveSide(folder, runs);
    expect(ids(set)).toEqual(['a']);
    expect(warnings).toEqual([expect.stringMatching(/killed has no record and is left out/)]);
  });

  it('does not judge by the other runs of a folder when one is broken', async () => {
    const folder = join(runs, 'base');
    run(folder, 'a');
    writeFileSync(join(run(folder, 'b'), 'run.json'), '{ "recordVersion": 4, "tool"');
    await expect(resolveSide(folder, runs)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });

  it('reads a baseline file, and calls it as it was typed', async () => {
    const file = join(runs, 'spike.json');
    writeEvidenceSet(file, inventedSide('baseline', 3));
    const { set } = await resolveSide(file, runs);
    expect({ label: set.label, count: set.runs.length }).toEqual({ label: file, count: 3 });
  });

  it('knows the gate that the scenario of the run declared', async () => {
    const gate = [{ metric: 'end_to_end', selector: {}, percentile: 95, noiseThreshold: 0.2 }];
    const { scenario } = passedRecord();
    const folder = run(runs, 'one', { scenario: { ...scenario, resolved: { gate } } });
    const side = await resolveSide(folder, runs);
    expect(side.gate?.map(({ label }) => label)).toEqual(['end_to_end p(95)']);
  });

  it.each([
    ['nothing of that name', 'nowhere', 'RUN_UNKNOWN'],
    ['a folder without runs', '.', 'RECORD_UNREADABLE'],
  ])('refuses %s', async (_, text, code) => {
    await expect(resolveSide(join(runs, text), runs)).rejects.toMatchObject({ code });
  });
});

describe('resolveSides', () => {
  const pair = (number: number): AbFile['pairs'][number] => ({
    first: 'base',
    base: { folder: `base/${number}`, machine: null },
    head: { folder: `head/${number}`, machine: null },
  });

  function measured(pairs: readonly number[]): { base: string; head: string } {
    for (const number of [1, 2, 3]) {
      run(join(runs, 'base'), String(number));
      run(join(runs, 'head'), String(number));
    }
    writeAbFile(runs, {
      tool: { name: 'streamstock-bench', version: '0.1.0' },
      scenario: 'ci',
      base: { label: 'main', revision: 'a'.repeat(40) },
      head: { label: 'working tree', revision: null },
      pairs: pairs.map(pair),
    });
    return { base: join(runs, 'base'), head: join(runs, 'head') };
  }

  it('compares both folders of measured revisions as the pairs that they are', async () => {
    const { base, head } = measured([2, 1]);
    const sides = await resolveSides(`${base}/`, head, 'runs');
    expect(sides).toMatchObject({ design: 'paired', base: { label: 'main' } });
    expect([ids(sides.base), ids(sides.head)]).toEqual([
      ['2', '1'],
      ['2', '1'],
    ]);
  });

  it('may swap the sides', async () => {
    const { base, head } = measured([1]);
    const sides = await resolveSides(head, base, 'runs');
    expect([sides.design, sides.base.label, sides.head.label]).toEqual([
      ...['paired', 'working tree', 'main'],
    ]);
  });

  it('says so when measuring ended before the first pair', async () => {
    const { base, head } = measured([]);
    await expect(resolveSides(base, head, 'runs')).rejects.toMatchObject({ code: 'NO_EVIDENCE' });
  });

  it('makes no pairs of folders that merely have such names', async () => {
    const { base } = measured([1]);
    run(join(runs, 'elsewhere', 'head'), '1');
    const sides = await resolveSides(base, join(runs, 'elsewhere', 'head'), 'runs');
    expect(sides.design).toBe('unpaired');
  });
});

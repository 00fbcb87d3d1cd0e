/** What `compare`, `baseline` and `ab` refuse before anything is measured. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type InventedRun, inventedSide } from '../../reports/comparison/evidence.fixture.ts';
import { writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { runCommandLine } from '../cli.ts';

await initHistograms();
const folder = mkdtempSync(join(tmpdir(), 'streamstock-refusals-'));
const runs = join(folder, 'runs');
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns the path of a baseline file */
function side(label: string, invented: InventedRun = {}): string {
  const file = join(folder, `${label}.json`);
  writeEvidenceSet(file, inventedSide(label, 3, invented));
  return file;
}

const base = side('base');
const late = { name: 'saturated' as const, reasons: ['the generator was late'] };
const useless = side('useless', { changes: { verdict: late } });
const seed = side('seed', { changes: { seed: '43' } });
const cut = join(folder, 'cut.json');
writeFileSync(cut, readFileSync(base, 'utf8').slice(0, 2000));

describe('what is refused', () => {
  it.each([
    [['compare', base], 2, 'compare needs two sides'],
    [['compare', base, base, '--init'], 2, '--init needs --measure'],
    [['compare', base, base, '--runs', '3'], 2, '--runs needs --measure'],
    [['compare', base, base, '--seed', '7'], 2, '--seed needs --measure'],
    [['compare', base, base, '--measure', 'ci'], 2, '--measure makes the head'],
    [['compare', base, '--measure', 'ci', '--runs', 'x'], 2, '--runs is no whole number'],
    [['compare', base, base, '--gate', 'end_to_ent p(99) 5%'], 2, 'Did you mean end_to_end?'],
    [['compare', base, base, '--gate', 'rss max 5%', '--gate', 'rss max 6%'], 2, 'rss twice'],
    [['compare', base, base, '--noise-threshold', '0'], 2, 'above 0 %'],
    [['compare', base, 'nowhere'], 95, 'there is no run "nowhere"'],
    [['compare', cut, base], 95, 'cut.json'],
    [['compare', base, seed], 95, 'seed'],
    [['compare', base, useless], 92, 'the load generator itself was late'],
    [['compare', '--measure', 'ci'], 92, 'there is no baseline baselines/ci.json'],
    [['compare', folder, '--measure', 'ci'], 92, 'there is no baseline'],
    [['compare', cut, '--measure', 'ci'], 95, 'cut.json'],
    [['baseline', 'nothing'], 104, 'there is no scenario named "nothing"'],
    [['baseline', 'ci', '--runs', '201'], 2, '--runs is no whole number from 1 to 200'],
    [['ab', 'nothing'], 104, 'there is no scenario named "nothing"'],
    [['ab', '--pairs', '0'], 2, '--pairs is no whole number'],
    [['ab', '--budget', 'soon'], 2, '--budget is no duration'],
  ])('%j: %d', async (words, exitCode, text) => {
    let said = '';
    const err = (line: string) => {
      said += line;
    };
    const streams = { out: () => {}, err };
    expect(await runCommandLine([...words, '--runs-dir', runs], streams)).toBe(exitCode);
    expect(said).toContain(text);
    // What was refused leaves nothing.
    expect(readdirSync(folder)).not.toContain('runs');
  });
});

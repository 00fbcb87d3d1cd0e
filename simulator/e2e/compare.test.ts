/** The built `compare`, `baseline` and `ab` on what is there already: verdicts, refusals, and where everything is said. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../reports/comparison/comparison.ts';
import { type InventedRun, inventedSide } from '../../reports/comparison/evidence.fixture.ts';
import { writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { TinyRepository } from '../comparison/repository.fixture.ts';
import { Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal } from './expectations.fixture.ts';

await initHistograms();
const workshop = new Workshop();
const repository = new TinyRepository();
afterAll(() => {
  workshop.close();
  repository.close();
});

/** @returns the path of a baseline file */
function side(label: string, runs: number, invented: InventedRun = {}): string {
  const file = join(workshop.folder, `${label}.json`);
  writeEvidenceSet(file, inventedSide(label, runs, invented));
  return file;
}

const base = side('base', 6);
const lost = { name: 'incorrect' as const, reasons: ['broken: an event was lost'] };
const changed = { digest: { pipeline: 'f'.repeat(64), comparable: true } };

describe('compare', () => {
  it.each([
    ['same', 0, 6, {}],
    ['slower', 91, 6, { cpu: 1.4 }],
    ['inconclusive', 92, 2, { cpu: 1.4 }],
    ['incorrect', 90, 6, { cpu: 0.5, changes: { verdict: lost } }],
  ] as const)('ends with %s: %d', async (name, exitCode, runs, invented) => {
    const head = side(name, runs, invented);
    const result = await workshop.run(['compare', base, head, '--json']);
    expect(result.exitCode, result.stderr).toBe(exitCode);
    expect((JSON.parse(result.stdout) as Comparison).verdict).toMatchObject({ name, exitCode });
    expectReadable(result);
  });

  it('accepts other outcomes when it is told so, and leaves every file in the folder it is told', async () => {
    const head = side('changed', 6, { changes: changed });
    const out = join(workshop.folder, 'accepted');
    const words = ['compare', base, head, '--accept-outcomes', '--out', out];
    const { exitCode, stdout, stderr } = await workshop.run(words);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' });
    const files = ['comparison.html', 'comparison.json', 'comparison.md', 'junit.xml'];
    expect(readdirSync(out).sort()).toEqual(files);
    const kept = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as Comparison;
    expect(kept.outcome.verdict).toBe('accepted');
    expect(kept.replay).toBe(`streamstock compare ${base} ${head} --accept-outcomes`);
  });

  it('judges by every --gate that it is given, with one floor for all', async () => {
    const head = side('gated', 6);
    const gates = ['--gate', 'end_to_end p(95) 20%', '--gate=cpu_per_event value 5%'];
    const words = ['compare', ...gates, base, head, '--noise-threshold', '7%', '--json'];
    const { stdout } = await workshop.run(words);
    const { metrics } = JSON.parse(stdout) as Comparison;
    expect(metrics.map(({ label, noiseThreshold }) => [label, noiseThreshold])).toEqual([
      ['end_to_end p(95)', 0.07],
      ['cpu_per_event', 0.07],
    ]);
  });

  it('writes annotations and the summary of a step where GitHub runs it', async () => {
    const summary = workshop.file('summary.md', '');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const head = side('annotated', 6, { cpu: 1.4 });
    const plain = await workshop.run(['compare', base, head], { env });
    expect(plain.stdout).toMatch(/^::error /);
    expect(readFileSync(summary, 'utf8')).toContain('cpu_per_event');
    const json = await workshop.run(['compare', base, head, '--json'], { env });
    expect(json.stderr).toMatch(/^::error /m);
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict: { exitCode: 91 } });
  });

  it('says of two single runs how they differ, and that this decides nothing', async () => {
    const words = ['compare', side('one', 1), side('two', 1, { cpu: 1.4 }), '--json'];
    const { exitCode, stdout, stderr } = await workshop.run(words);
    expect(exitCode, stderr).toBe(92);
    expect(JSON.parse(stdout)).toMatchObject({ design: 'single' });
    expect(readdirSync(join(workshop.runsFolder, 'comparisons'))).not.toEqual([]);
  });
});

describe('ab', () => {
  const scenario = workshop.scenario(
    'short',
    `
seed: 7
clock: { start: 2026-01-05T00:00:00Z, speed: 2000 }
catalogue: { products: 300 }
load: { executor: constant-arrival-rate, rate: 100, duration: 1s }
`,
  );
  repository.commit();
  repository.commit({ error: 'src/stock.ts(7,1): error TS2304: Cannot find name' });
  repository.git('tag', 'broken');

  it('refuses a revision that does not build, and says what its build said', async () => {
    const words = ['ab', scenario, '--head', 'broken', '--base', 'broken~1'];
    const result = await workshop.run(words, { folder: repository.folder });
    expectRefusal(result, 95, 'broken', 'error TS2304: Cannot find name');
    expect(existsSync(join(repository.folder, 'runs'))).toBe(false);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

/** The built `ab` on revisions of a checkout of their own, and `compare` measuring: whole runs, files and signals. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../reports/comparison/comparison.ts';
import { TinyRepository } from '../comparison/repository.fixture.ts';
import { Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal } from './expectations.fixture.ts';

const workshop = new Workshop();
const repository = new TinyRepository();
afterAll(() => {
  workshop.close();
  repository.close();
});

repository.commit();
repository.git('tag', 'plain');
repository.commit({ plant: 'cpu:3' });
repository.git('tag', 'slow');
repository.commit({ plant: 'lose:1/20' });
repository.git('tag', 'lossy');

const scenario = workshop.scenario(
  'short',
  `
seed: 7
clock: { start: 2026-01-05T00:00:00Z, speed: 2000 }
catalogue: { products: 300 }
load: { executor: constant-arrival-rate, rate: 400, duration: 1s }
`,
);
const GATE = ['--gate', 'cpu_per_event{group:consumers} value 5%'];

const ab = (...words: readonly string[]) =>
  workshop.start(['ab', scenario, ...words], { folder: repository.folder });

describe('ab', () => {
  it('finds a planted slowdown between two revisions, and again in what was kept', async () => {
    const out = join(workshop.folder, 'slow');
    const sides = ['--base', 'plain', '--head', 'slow'];
    const result = await ab(...sides, '--pairs', '6', ...GATE, '--out', out, '--json').result;
    expect(result.exitCode, result.stderr).toBe(91);
    expectReadable(result);
    expect(result.stderr).toMatch(/then 6 pairs; about \d+ (s|min)/);
    expect(result.stderr).toMatch(/The machine is (quiet|noisy): /);
    expect(result.stderr).toMatch(/pair 6 of \d+, head/);

    const comparison = JSON.parse(result.stdout) as Comparison;
    expect(comparison).toMatchObject({
      design: 'paired',
      base: { label: 'plain' },
      head: { label: 'slow', revision: repository.git('rev-parse', 'slow').trim() },
      verdict: { name: 'slower' },
    });
    expect(repository.git('status', '--porcelain')).toBe('');

    const again = ['compare', join(out, 'base'), join(out, 'head'), ...GATE, '--json'];
    const repeated = await workshop.run(again);
    expect(repeated.exitCode, repeated.stderr).toBe(91);
    expect((JSON.parse(repeated.stdout) as Comparison).metrics).toEqual(comparison.metrics);
    const swapped = ['compare', join(out, 'head'), join(out, 'base'), ...GATE];
    expect((await workshop.run(swapped)).exitCode).toBe(0);
  });

  it('ends at the first run of a head that loses events', async () => {
    const result = await ab('--base', 'plain', '--head', 'lossy', '--pairs', '10', '--json').result;
    expect(result.exitCode, result.stderr).toBe(90);
    const { verdict, head } = JSON.parse(result.stdout) as Comparison;
    expect(verdict.name).toBe('incorrect');
    expect(head.runs).toHaveLength(1);
    expect(result.stderr).not.toContain('pair 1');
  });

  it('drains when it is interrupted, leaves no verdict, and says what there is', async () => {
    const out = join(workshop.folder, 'interrupted');
    const running = ab('--base', 'plain', '--head', 'plain', '--pairs', '10', '--out', out);
    await running.says('warm-up, base');
    running.process.kill('SIGINT');
    expectRefusal(await running.result, 105, 'Stopped by SIGINT', 'No pair was complete');
    expect(existsSync(join(out, 'comparison.json'))).toBe(false);
    expect(existsSync(join(out, 'ab.json'))).toBe(false);
  });
});

describe('compare --measure', () => {
  it('saves what it measures where there is no baseline, and is compared with it the next time', async () => {
    const baseline = join(workshop.folder, 'baselines', 'short.json');
    const measure = ['compare', baseline, '--measure', scenario, '--runs', '2'];
    const first = await workshop.run([...measure, '--init']);
    expect({ exitCode: first.exitCode, stdout: first.stdout }, first.stderr).toEqual({
      ...{ exitCode: 0, stdout: '' },
    });
    expect(first.stderr).toContain('Saved 2 runs as the baseline');
    const kept = readFileSync(baseline, 'utf8');

    const other = await workshop.run([...measure, '--seed', '8']);
    expectRefusal(other, 95, 'seed', 'another than that of the baseline');

    const second = await workshop.run([...measure, '--json']);
    expect(second.exitCode, second.stderr).toBe(92);
    expect(second.stderr).toContain('2 runs cannot decide on speed');
    expect(JSON.parse(second.stdout)).toMatchObject({
      design: 'unpaired',
      verdict: { exitCode: 92 },
    });
    expect(readFileSync(baseline, 'utf8')).toBe(kept);
  });
});

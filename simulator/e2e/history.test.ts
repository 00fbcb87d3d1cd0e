/** Every run goes into the history of its folder, with the commit it was made from. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HISTORY_FILE } from '../../reports/comparison/history-file.ts';
import { type HistoryLine, readHistoryLine } from '../../reports/comparison/history-line.ts';
import { Workshop } from './command.fixture.ts';

const SMALL = `
clock: { speed: 100000 }
catalogue: { products: 200 }
load: { executor: constant-arrival-rate, rate: 200, duration: 1s }
gate: { end_to_end: ["p(90) 40%"], cpu_per_event: ["value 30%"] }
`;

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.close());

function git(...words: string[]): string {
  const settings = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  return execFileSync('git', [...settings, ...words], { cwd: workshop.folder, encoding: 'utf8' });
}

function lines(): HistoryLine[] {
  const text = readFileSync(join(workshop.runsFolder, HISTORY_FILE), 'utf8');
  return text.split('\n').flatMap((row) => {
    const read = readHistoryLine(row);
    return read.state === 'read' ? [read.line] : [];
  });
}

describe('the history of a runs folder', () => {
  it('has a line for each run: its commit, its digest, and the figures that its scenario gates', async () => {
    const scenario = workshop.scenario('small', SMALL);
    git('init', '--quiet');
    git('add', 'small.yaml');
    git('commit', '--quiet', '-m', 'one');
    const run = await workshop.bench([scenario]);
    expect(run.exitCode, run.stderr).toBe(0);
    const commit = git('rev-parse', 'HEAD').trim();
    const [first, ...others] = lines();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      runId: run.record?.runId,
      scenario: 'small',
      seed: '42',
      verdict: 'passed',
      digest: run.record?.digest.pipeline,
      revision: { commit, isDirty: false },
    });
    const gated = first?.values
      .slice(0, 2)
      .map(({ label, noiseThreshold }) => [label, noiseThreshold]);
    expect(gated).toEqual([
      ['end_to_end p(90)', 0.4],
      ['cpu_per_event', 0.3],
    ]);
    expect(first?.values).toHaveLength(7);
    for (const { value } of first?.values ?? []) expect(value).toBeGreaterThan(0);
    const shown = await workshop.run(['history', 'small', '--runs-dir', workshop.runsFolder]);
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(shown.stdout).toContain('small · 1 run ');
    expect(shown.stdout).toContain(commit.slice(0, 12));
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sameComparison } from './comparison.fixture.ts';
import type { Comparison } from './comparison.ts';
import { runReports } from './html-run-reports.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('runReports', () => {
  it.each([
    ['runs/comparisons/one', 'runs', '../..'],
    ['runs/comparisons/one', 'runs/comparisons/one/runs', 'runs'],
    ['ab', 'ab/base', 'base'],
    ['anywhere', 'anywhere', '.'],
    ['runs/one', 'runs', '..'],
  ])('links from %s to reports in %s', (page, runs, place) => {
    report(runs, 'base-1');
    mkdirSync(join(folder, page), { recursive: true });
    const found = runReports(join(folder, page), comparing('base-1', 'head-1'));
    expect([...found]).toEqual([['base-1', `${place}/base-1/report.html`]]);
  });

  it.each([
    '..',
    '.',
    '../runs',
    'a/b',
    'a\\b',
    '',
    '.hidden',
    'javascript:alert(1)',
    'a\nb',
  ])('never follows the name %j', (name) => {
    report('runs', 'base-1');
    report('', '');
    expect([...runReports(join(folder, 'runs'), comparing(name, name))]).toEqual([]);
  });
});

function report(runs: string, runId: string): void {
  mkdirSync(join(folder, runs, runId), { recursive: true });
  writeFileSync(join(folder, runs, runId, 'report.html'), '');
}

function comparing(baseRun: string, headRun: string): Comparison {
  const comparison = sameComparison();
  const of = (side: Comparison['base'], runId: string) => ({
    ...side,
    runs: side.runs.slice(0, 1).map((run) => ({ ...run, runId })),
  });
  return {
    ...comparison,
    base: of(comparison.base, baseRun),
    head: of(comparison.head, headRun),
  };
}

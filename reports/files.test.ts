import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runFiles, writeReports } from './files.ts';
import { quietGroup } from './group.fixture.ts';
import { initHistograms } from './histogram.ts';
import { passedRecord } from './record.fixture.ts';
import { richRecord } from './rich-record.fixture.ts';

// The page has tests of its own, and what it is bundled from need not be built here.
vi.mock('./html.ts', () => ({
  renderReportHtml: () => '<!doctype html>',
}));

let folder: string;
const ALL = ['report.html', 'summary.md', 'junit.xml', 'series.csv', 'ownership.csv'];

beforeAll(initHistograms);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeReports', () => {
  it('writes every file and names them', async () => {
    expect(await writeReports(folder, richRecord())).toEqual(ALL);
    expect(readdirSync(folder).sort(undefined)).toEqual([...ALL].sort(undefined));
    expect(textOf('summary.md')).toMatch(/^## /);
    expect(textOf('junit.xml')).toMatch(/^<\?xml/);
    expect(textOf('series.csv')).toMatch(/^from_s,/);
    expect(textOf('ownership.csv')).toMatch(/^partition,member,/);
    expect(textOf('report.html')).toBe('<!doctype html>');
  });

  it('writes no time series where there are none', async () => {
    const written = await writeReports(folder, { ...richRecord(), series: null });
    expect(written).toEqual(ALL.filter((name) => name !== 'series.csv'));
  });

  it('writes nothing of owners where no partition changed hands', async () => {
    const quiet = quietGroup(['consumer-1', 'consumer-2'], 3);
    for (const group of [null, quiet]) {
      const written = await writeReports(folder, { ...richRecord(), group });
      expect(written).toEqual(ALL.filter((name) => name !== 'ownership.csv'));
    }
  });

  it('replaces what was there', async () => {
    await writeReports(folder, passedRecord({ seed: '7' }));
    await writeReports(folder, passedRecord({ seed: '8' }));
    expect(textOf('summary.md')).toContain('seed 8');
  });

  it('warns of a file that cannot be written, and writes the others', async () => {
    mkdirSync(join(folder, 'summary.md'));
    const warnings: string[] = [];
    const warn = (sentence: string) => warnings.push(sentence);
    expect(await writeReports(folder, richRecord(), { warn })).toEqual(
      ALL.filter((name) => name !== 'summary.md'),
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${join(folder, 'summary.md')} was not written: `);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('appends to the summary of a job step', async () => {
    const githubStepSummary = join(folder, 'step.md');
    writeFileSync(githubStepSummary, 'before\n');
    await writeReports(folder, passedRecord(), { githubStepSummary });
    expect(textOf('step.md')).toBe(`before\n${textOf('summary.md')}\n`);
    await writeReports(folder, passedRecord(), { githubStepSummary: '' });
    expect(readdirSync(folder)).not.toContain('');
  });

  it('only warns when the summary of the job step cannot be written', async () => {
    const warn = vi.fn();
    const githubStepSummary = join(folder, 'nowhere', 'step.md');
    const written = await writeReports(folder, richRecord(), { githubStepSummary, warn });
    expect(written).toEqual(ALL);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(githubStepSummary));
  });
});

describe('runFiles', () => {
  it('names what is there, in a fixed order', () => {
    for (const name of ['series.csv', 'run.json', 'else.txt', 'report.html']) {
      writeFileSync(join(folder, name), '');
    }
    expect(runFiles(folder)).toEqual(['run.json', 'report.html', 'series.csv']);
    expect(runFiles(join(folder, 'nowhere'))).toEqual([]);
  });
});

function textOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

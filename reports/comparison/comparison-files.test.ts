import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { slowerComparison } from './comparison.fixture.ts';
import { writeComparison } from './comparison-files.ts';

// The page has tests of its own, and what it is bundled from need not be built here.
vi.mock('./html.ts', () => ({ renderComparisonHtml: () => '<!doctype html>' }));

const ALL = ['comparison.json', 'comparison.html', 'comparison.md', 'junit.xml'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'comparison-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeComparison', () => {
  it('writes every file and names them', async () => {
    expect(await writeComparison(folder, slowerComparison())).toEqual(ALL);
    expect(readdirSync(folder).sort(undefined)).toEqual([...ALL].sort(undefined));
    expect(JSON.parse(textOf('comparison.json'))).toEqual(slowerComparison());
    expect(textOf('comparison.html')).toBe('<!doctype html>');
    expect(textOf('comparison.md')).toMatch(/^## ❌ slower: spike\n/);
    expect(textOf('junit.xml')).toMatch(/^<\?xml/);
  });

  it('warns of a file that cannot be written, and writes the others', async () => {
    mkdirSync(join(folder, 'comparison.json'));
    const warn = vi.fn();
    const written = await writeComparison(folder, slowerComparison(), { warn });
    expect(written).toEqual(ALL.slice(1));
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining(`${join(folder, 'comparison.json')} was not written: `),
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('appends to the summary of a job step, and only warns when it cannot', async () => {
    const githubStepSummary = join(folder, 'step.md');
    writeFileSync(githubStepSummary, 'before\n');
    await writeComparison(folder, slowerComparison(), { githubStepSummary });
    expect(textOf('step.md')).toBe(`before\n${textOf('comparison.md')}\n`);
    const warn = vi.fn();
    const nowhere = join(folder, 'nowhere', 'step.md');
    const options = { githubStepSummary: nowhere, warn };
    expect(await writeComparison(folder, slowerComparison(), options)).toEqual(ALL);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(nowhere));
  });
});

function textOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

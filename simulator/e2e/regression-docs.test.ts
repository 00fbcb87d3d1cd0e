/** `docs/regression.md` names only commands, flags, targets, files and codes that there are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../pipeline/errors.ts';
import { DEFAULT_GATE } from '../../reports/comparison/gated-metrics.ts';
import { historyLine } from '../../reports/comparison/history.fixture.ts';
import { projectRoot } from '../commands/resolve.ts';
import {
  codeIn,
  commandLinesIn,
  flagsIn,
  flagsOf,
  projectFile,
  targetsIn,
  unknownIn,
} from './command-lines.fixture.ts';

const page = projectFile('docs', 'regression.md');
const code = codeIn(page);

describe('docs/regression.md', () => {
  it('calls only commands, flags and targets that there are', async () => {
    const unknown = await Promise.all(code.map(unknownIn));
    expect(unknown.flat()).toEqual([]);
    const commands = code.flatMap(commandLinesIn).map(({ command }) => command);
    expect(new Set(commands)).toEqual(new Set(['ab', 'baseline', 'compare', 'history']));
    const targets = new Set(code.flatMap(targetsIn));
    expect(targets).toEqual(new Set(['ab', 'baseline', 'compare', 'history', 'bench-ci']));
  });

  it('names no flag that none of these commands has', async () => {
    const commands = await Promise.all(['ab', 'baseline', 'compare', 'history'].map(flagsOf));
    const known = new Set(commands.flatMap((flags) => [...(flags ?? [])]));
    const spans = code.filter((text) => text.startsWith('--'));
    expect(spans.length).toBeGreaterThan(3);
    expect(spans.flatMap(flagsIn).filter((flag) => !known.has(flag))).toEqual([]);
  });

  it('names only error codes that there are', () => {
    const codes = code.filter((text) => /^[A-Z]+_[A-Z_]+$/.test(text) && !text.startsWith('GATE_'));
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((one) => !Object.hasOwn(ERROR_CODES, one))).toEqual([]);
  });

  it('has the default gate with its floors', () => {
    const rows = page.split('\n').filter((line) => /^\| `(end_to_end|cpu_per_event)`/.test(line));
    const floors = rows.flatMap((row) =>
      [...row.matchAll(/(\d+) %/g)].map(([, floor]) => Number(floor)),
    );
    const declared = DEFAULT_GATE.map(({ noiseThreshold }) => Math.round(noiseThreshold * 100));
    expect(new Set(floors)).toEqual(new Set(declared));
    expect(rows).toHaveLength(3);
  });

  it('explains every key of a line of the history', () => {
    const [, table = ''] = page.split('## history.jsonl');
    const [rows = ''] = table.split('\n## ');
    const line = historyLine(0);
    const keys = [...Object.keys(line), ...Object.keys(line.values[0] ?? {})];
    expect(keys.filter((key) => !rows.includes(`\`${key}\``))).toEqual([]);
  });

  it('links to files that there are', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(projectRoot(), 'docs', link)))).toEqual([]);
  });
});

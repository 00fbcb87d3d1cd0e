import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { CONNECTION_SETTINGS, connectionOptions, REFUSED_FLAGS } from './settings.ts';

describe('the settings of a connection', () => {
  const rows = readFileSync(join(projectRoot(), 'docs', 'kafka.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `--'));

  it.each(CONNECTION_SETTINGS)('$flag has a row in docs/kafka.md', (setting) => {
    const { flag, variable, fileVariable, properties } = setting;
    const row = rows.find((line) => new RegExp(`\`--${flag}[ \`]`).test(line)) ?? '';
    expect(row).toContain(`\`${variable}\``);
    if (fileVariable !== undefined) expect(row).toContain('`…_FILE`');
    const [first] = properties;
    if (first !== undefined) expect(row).toContain(first);
  });

  it('are explained by --help, but for the flags that are refused', () => {
    for (const [flag, options] of Object.entries(connectionOptions)) {
      const isRefused = REFUSED_FLAGS.some((refused) => refused === flag);
      expect('hidden' in options).toBe(isRefused);
      if ('describe' in options) expect(options.describe).not.toBe('');
    }
    expect(CONNECTION_SETTINGS.map(({ flag }) => flag).toSorted()).toEqual(
      Object.keys(connectionOptions)
        .filter((flag) => !REFUSED_FLAGS.some((refused) => refused === flag))
        .toSorted(),
    );
  });
});

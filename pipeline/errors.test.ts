import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, EXIT_CODES, StreamstockError } from './errors.ts';

const PAGE = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  it('has a row for every error code, with its exit code', () => {
    for (const [code, exitCode] of Object.entries(ERROR_CODES)) {
      expect(PAGE, code).toContain(`| \`${code}\` | ${exitCode} |`);
    }
  });

  it('has no row for a code that does not exist', () => {
    const rows = [...PAGE.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toHaveLength(new Set(rows).size);
    expect(new Set(rows)).toEqual(new Set(Object.keys(ERROR_CODES)));
  });

  it('explains every exit code', () => {
    for (const [name, exitCode] of Object.entries(EXIT_CODES)) {
      expect(PAGE, name).toMatch(new RegExp(`^\\| ${exitCode} \\|`, 'm'));
    }
  });
});

describe('StreamstockError', () => {
  it('knows its exit code, its hint and its cause', () => {
    const cause = new Error('refused');
    const error = new StreamstockError('BROKER_UNREACHABLE', 'nobody answers', {
      hint: 'look',
      cause,
    });
    expect(error).toMatchObject({ exitCode: 95, hint: 'look', cause, message: 'nobody answers' });
  });
});

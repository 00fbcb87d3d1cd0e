/** What end-to-end tests expect of many runs, said once. */
import { expect } from 'vitest';
import type { BenchResult, CommandResult } from './command.fixture.ts';

/**
 * The run is correct and complete, with the digest of the simulation. A machine busy with other tests may delay
 * the generator, which is the one thing that may be wrong: `saturated` says so.
 */
export function expectSound({ exitCode, record, stderr }: BenchResult, digest: string): void {
  expect(['passed', 'saturated'], stderr).toContain(record?.verdict.name);
  expect(exitCode).toBe(record?.verdict.name === 'passed' ? 0 : 93);
  expect(record?.audit.filter(({ holds }) => holds !== true)).toEqual([]);
  expect(record?.digest).toEqual({ pipeline: digest, simulated: digest, comparable: true });
}

/** Nothing that only a terminal or a developer understands. */
export function expectReadable({ stdout, stderr }: CommandResult): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(text).not.toContain('[object Object]');
    expect(text).not.toMatch(/\b(undefined|NaN)\b/);
  }
}

/** The exit code, and each of the texts on stderr; nothing on stdout. */
export function expectRefusal(
  result: CommandResult,
  exitCode: number,
  ...texts: readonly string[]
): void {
  expect({ exitCode: result.exitCode, stdout: result.stdout }, result.stderr).toEqual({
    exitCode,
    stdout: '',
  });
  for (const text of texts) expect(result.stderr).toContain(text);
  expectReadable(result);
}

/** One run as users make it: `bench` in a process of its own, so that no run profits from what another one compiled. */
import { resolve } from 'node:path';
import { EXIT_CODES, StreamstockError } from '../../pipeline/errors.ts';
import type { RunRecord } from '../../reports/record.ts';
import { readRecord } from '../../reports/record-file.ts';
import { type Heard, throwIfStopped } from './interruptible.ts';
import { lastLines, type ProgramResult, runProgram } from './program.ts';

export interface BenchProgram {
  /** For messages: `main (abc1234)`. */
  readonly label: string;
  /** Absolute path of its command. */
  readonly cli: string;
}

export interface BenchWanted {
  /** Path of the scenario file. */
  readonly scenario: string;
  /** Flags of `bench`, as they were typed. */
  readonly flags: readonly string[];
  /** Absolute path; the run's folder is made in here. */
  readonly runsFolder: string;
  readonly heard: Heard;
}

export interface BenchRun {
  readonly record: RunRecord;
  /** Absolute path. */
  readonly folder: string;
}

/** Whatever the verdict, there is a record. */
const WITH_RECORD: ReadonlySet<number | null> = new Set([
  EXIT_CODES.passed,
  EXIT_CODES.incorrect,
  EXIT_CODES.saturated,
  EXIT_CODES.incomplete,
  EXIT_CODES.thresholds,
]);

/**
 * An interruption is passed on: the run drains and ends, and so does this.
 * @throws StreamstockError INTERRUPTED; NOT_COMPARABLE when the program does not take the scenario or its record is of
 *   another version; START_FAILED with what it said, when it made no record for any other reason
 */
export async function runBench(program: BenchProgram, wanted: BenchWanted): Promise<BenchRun> {
  const { scenario, flags, runsFolder, heard } = wanted;
  const words = [program.cli, 'bench', scenario, '--json', '--runs-dir', runsFolder, ...flags];
  let isRunning = true;
  const result = await runProgram(process.execPath, words, {
    folder: process.cwd(),
    env: benchEnvironment(process.env),
    onStart: ({ interrupt }) => {
      heard.onInterrupt((signal) => {
        if (isRunning) interrupt(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
      });
    },
  });
  isRunning = false;
  throwIfStopped(heard, `in a run of ${program.label}`);
  if (!WITH_RECORD.has(result.exitCode)) throw failure(program, result);
  const folder = folderOf(program, result);
  return { record: recordOf(program, folder), folder };
}

/** The summary of a job is about the comparison, not about each of its runs. */
function benchEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GITHUB_STEP_SUMMARY: _, ...rest } = env;
  return rest;
}

/** What a refused scenario or an unknown flag ends with. */
const REFUSED: ReadonlySet<number | null> = new Set([EXIT_CODES.invalidScenario, EXIT_CODES.usage]);

function failure({ label }: BenchProgram, { exitCode, failure: cause, said }: ProgramResult) {
  const end = lastLines(said, 6);
  if (REFUSED.has(exitCode)) {
    return new StreamstockError('NOT_COMPARABLE', `${label} refuses this scenario:\n${end}`, {
      hint: 'Both sides play the same file: use one that both versions understand.',
    });
  }
  const how = cause ?? (exitCode === null ? 'a signal ended it' : `exit code ${exitCode}`);
  return new StreamstockError('START_FAILED', `a run of ${label} made no record (${how}):\n${end}`);
}

function folderOf({ label }: BenchProgram, { stdout, said }: ProgramResult): string {
  try {
    const { runFolder } = JSON.parse(stdout) as { runFolder: unknown };
    if (typeof runFolder === 'string') return resolve(runFolder);
  } catch {
    // Said below.
  }
  throw new StreamstockError(
    'NOT_COMPARABLE',
    `${label} does not say where its record is:\n${lastLines(said, 3)}`,
    { hint: 'It is too old to be compared with this version.' },
  );
}

function recordOf({ label }: BenchProgram, folder: string): RunRecord {
  try {
    return readRecord(folder);
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    throw new StreamstockError('NOT_COMPARABLE', `a record of ${label}: ${error.message}`, {
      hint: 'Its version writes other records than this one reads.',
      cause: error,
    });
  }
}

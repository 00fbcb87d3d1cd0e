/** Programs that measuring needs (git, npm, the command of a revision): started, heard, and ended with us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { inertText } from '../../reports/inert-text.ts';

export interface ProgramResult {
  /** null when a signal ended it, or it could not be started. */
  readonly exitCode: number | null;
  /** Why it could not be started: `ENOENT`; null: it was. */
  readonly failure: string | null;
  readonly stdout: string;
  /** Standard output and error as they came; only the end of it, when it is long. */
  readonly said: string;
}

export interface ProgramOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called with the running process, so that whoever is interrupted can tell it. */
  readonly onStart?: (running: RunningProgram) => void;
}

export interface RunningProgram {
  /** Asks the program itself to end; it may take its time. */
  readonly interrupt: (signal: NodeJS.Signals) => void;
  /** Ends it at once, with everything that it started. */
  readonly kill: () => void;
}

const KEPT_CHARACTERS = 64_000;

/**
 * The program gets a session of its own: Ctrl-C at the terminal reaches only us, and what it hears of it is up to us. It
 * does not outlive us, unless we are killed.
 */
export async function runProgram(
  command: string,
  words: readonly string[],
  { folder, env, onStart }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(command, words, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, said] = ['', ''];
  const hear = (text: string): void => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    hear(text);
  });
  child.stderr.setEncoding('utf8').on('data', hear);
  const kill = (): void => killAll(child);
  process.once('exit', kill);
  onStart?.({ interrupt: (signal) => child.kill(signal), kill });
  try {
    return await new Promise<ProgramResult>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        resolve({ exitCode: null, failure: error.code ?? error.message, stdout, said });
      });
      child.once('close', (exitCode) => resolve({ exitCode, failure: null, stdout, said }));
    });
  } finally {
    process.off('exit', kill);
  }
}

/** npm starts a shell, which starts the build: they are one group of processes. */
function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The end of what a program said, for a message; harmless for a terminal. */
export function lastLines(said: string, lines: number): string {
  const all = said.split('\n').map((line) => inertText(line.trimEnd(), 200));
  return all
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}

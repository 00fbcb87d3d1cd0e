/** Runs the built command as a user does: a process of its own, files and signals, nothing imported. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';

/** Far beyond what any of these runs takes; one that hangs must not hang the tests. */
const LIMIT_MS = 150_000;
const CLI = join(projectRoot(), 'dist', 'simulator', 'cli.js');

export interface CommandResult {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly result: Promise<CommandResult>;
  /** Resolves as soon as stderr holds the text; rejects when the command ends before. */
  says(text: string): Promise<void>;
}

export interface CommandOptions {
  /** Node flags before the program, such as `--import …`. */
  readonly nodeFlags?: readonly string[];
  /** Variables beside those of the shell. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beyond which it hangs: more than all that it serves takes. */
  readonly limitMs?: number;
  /** Where the command works; the workshop's folder when it is left out. */
  readonly folder?: string;
}

/** A folder of its own for scenario files and runs, and commands that work in it. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'streamstock-e2e-'));
  readonly runsFolder = join(this.folder, 'runs');
  readonly #running = new Set<ChildProcess>();

  /** @returns the path of a new scenario file; `text` may leave out the name */
  scenario(name: string, text: string): string {
    return this.file(`${name}.yaml`, `${text.includes('name:') ? '' : `name: ${name}\n`}${text}`);
  }

  /** @returns the path */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  start(words: readonly string[], options: CommandOptions = {}): RunningCommand {
    if (!existsSync(CLI)) throw new Error(`${CLI} is missing: build the project first`);
    const child = spawn(process.execPath, [...(options.nodeFlags ?? []), CLI, ...words], {
      cwd: options.folder ?? this.folder,
      env: { ...environment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    let [stdout, stderr] = ['', ''];
    let heard = (): void => {};
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      heard();
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? LIMIT_MS);
    const result = new Promise<CommandResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        clearTimeout(limit);
        this.#running.delete(child);
        resolve({ exitCode, signal, stdout, stderr });
      });
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        heard = () => {
          if (stderr.includes(text)) resolve();
        };
        heard();
        void result.then(() => reject(new Error(`ended without saying "${text}":\n${stderr}`)));
      });
    return { process: child, result, says };
  }

  run(words: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.start(words, options).result;
  }

  /** `bench` with its record as JSON, into this workshop's runs folder. */
  bench(words: readonly string[], options?: CommandOptions): Promise<BenchResult> {
    return this.startBench(words, options).result;
  }

  startBench(
    words: readonly string[],
    options?: CommandOptions,
  ): Omit<RunningCommand, 'result'> & { readonly result: Promise<BenchResult> } {
    const running = this.start(
      ['bench', ...words, '--json', '--runs-dir', this.runsFolder],
      options,
    );
    return { ...running, result: running.result.then(withRecord) };
  }

  /** Digest of the scenario in virtual time. */
  async digest(words: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(['simulate', ...words, '--json']);
    if (exitCode !== 0) throw new Error(`simulate ended with ${exitCode}:\n${stderr}`);
    return (JSON.parse(stdout) as { digest: string }).digest;
  }

  runFolders(): string[] {
    if (!existsSync(this.runsFolder)) return [];
    const all = readdirSync(this.runsFolder, { withFileTypes: true });
    return all.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  close(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface BenchResult extends CommandResult {
  readonly record: BenchRecord | undefined;
}

/** The parts of the printed record that the tests look at. */
export interface BenchRecord {
  readonly runId: string;
  readonly runFolder: string;
  readonly files: readonly string[];
  readonly verdict: { readonly name: string; readonly reasons: readonly string[] };
  readonly counts: Readonly<Record<string, number>>;
  readonly plan: { readonly events: number };
  readonly audit: readonly { readonly id: string; readonly holds: boolean | null }[];
  readonly digest: {
    readonly pipeline: string | null;
    readonly simulated: string | null;
    readonly comparable: boolean;
  };
  readonly notes: readonly string[];
}

function withRecord(result: CommandResult): BenchResult {
  const { stdout } = result;
  return { ...result, record: stdout === '' ? undefined : (JSON.parse(stdout) as BenchRecord) };
}

/** Ids of the invariants that do not hold. */
export function brokenInvariants(record: BenchRecord | undefined): string[] {
  return record?.audit.filter(({ holds }) => holds === false).map(({ id }) => id) ?? [];
}

/** The record as it was kept on disk. */
export function keptRecord(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Record<string, unknown>;
}

/** What the shell of whoever runs the tests has set must not decide what they see. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(STREAMSTOCK_|KAFKA_|NODE_|VITEST|EVENTS_PER|BOOTSTRAP|FORCE_COLOR|GITHUB_)/.test(name),
    ),
  );
}

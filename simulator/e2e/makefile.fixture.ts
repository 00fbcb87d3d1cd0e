/** The Makefile in a folder of its own, with programs that do nothing but write down how they were called. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';

/** `missing`: no program of that name; `no-compose`, `no-engine`: one without its plugin, without its daemon. */
export type DockerState = 'answers' | 'missing' | 'no-compose' | 'no-engine';

export interface MakeResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** `docker compose up …`, `node dist/…`, in the order in which they were called; questions to Docker left out. */
  readonly calls: readonly string[];
}

/** All that the recipes use beside docker, node and npm. */
const TOOLS = ['awk', 'echo', 'find', 'id', 'mkdir', 'rm', 'touch'] as const;

const RECORD = `#!/bin/sh\necho "\${0##*/} $*" >> "$CALLS"\n`;
const DOCKER: Readonly<Record<Exclude<DockerState, 'missing'>, string>> = {
  answers: `case "$*" in 'compose version' | version) exit 0 ;; esac\n`,
  'no-compose': `case "$*" in 'compose version') exit 1 ;; esac\n`,
  'no-engine': `case "$*" in 'compose version') exit 0 ;; version) exit 1 ;; esac\n`,
};

export class MakeSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'streamstock-make-'));
  readonly #bin = join(this.folder, 'bin');
  readonly #calls = join(this.folder, 'calls');

  constructor(docker: DockerState) {
    mkdirSync(this.#bin);
    for (const tool of TOOLS) symlinkSync(found(tool), join(this.#bin, tool));
    this.#program('node', RECORD);
    this.#program('npm', `${RECORD}mkdir -p dist node_modules\n`);
    if (docker !== 'missing') {
      const [shebang = '', record = ''] = RECORD.split('\n');
      this.#program('docker', `${shebang}\n${DOCKER[docker]}${record}\n`);
    }
    copyFileSync(join(projectRoot(), 'Makefile'), join(this.folder, 'Makefile'));
    for (const name of [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ])
      writeFileSync(join(this.folder, name), '');
  }

  make(...words: string[]): MakeResult {
    writeFileSync(this.#calls, '');
    const { status, stdout, stderr } = spawnSync(found('make'), words, {
      cwd: this.folder,
      encoding: 'utf8',
      // Nothing of the shell that runs the tests, such as BROKER or MAKEFLAGS.
      env: { PATH: this.#bin, CALLS: this.#calls },
    });
    const calls = readFileSync(this.#calls, 'utf8').split('\n').slice(0, -1);
    return { exitCode: status, stdout, stderr, calls };
  }

  /** @returns the path, below the sandbox */
  file(...path: string[]): string {
    const file = join(this.folder, ...path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
    return file;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #program(name: string, text: string): void {
    const path = join(this.#bin, name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
}

function found(tool: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, tool);
    if (existsSync(path)) return path;
  }
  throw new Error(`${tool} is not installed`);
}

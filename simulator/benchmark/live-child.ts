/** `bench --live` in a process of its own, as users start it: whoever measures its server must not share a thread with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { RunRecord } from '../../reports/record.ts';
import { readRecord } from '../../reports/record-file.ts';
import { projectRoot } from '../commands/resolve.ts';

export interface LiveChild {
  /** With a slash at its end. */
  readonly url: string;
  /** Waits for the end of the run. */
  readonly record: () => Promise<RunRecord>;
  /** Interrupts what still runs, and removes what it left behind. */
  readonly end: () => Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 120_000;

/**
 * @param scenario of `scenarios/benchmark/`
 * @param flags of `bench`
 * @throws StreamstockError START_FAILED, with what it said
 */
export async function startLive(scenario: string, flags: readonly string[]): Promise<LiveChild> {
  const root = projectRoot();
  const runsFolder = mkdtempSync(join(tmpdir(), 'streamstock-benchmark-'));
  const path = join(root, 'scenarios', 'benchmark', `${scenario}.yaml`);
  const words = [join(root, 'dist', 'simulator', 'cli.js'), 'bench', path, '--live', '--port', '0'];
  const child = spawn(process.execPath, [...words, '--json', '--runs-dir', runsFolder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((exited) => child.once('exit', () => exited()));
  const heard = listen(child);
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await Promise.race([ended, sleep(END_TIMEOUT_MS, undefined, { ref: false })]);
    rmSync(runsFolder, { recursive: true, force: true });
  };
  try {
    const url = await ready(child, heard);
    const record = async (): Promise<RunRecord> => {
      await ended;
      const { runFolder } = JSON.parse(heard.out.slice(heard.out.indexOf('{'))) as {
        runFolder: string;
      };
      return readRecord(resolve(runFolder));
    };
    return { url, record, end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Heard {
  out: string;
  said: string;
}

function listen(child: ChildProcess): Heard {
  const heard: Heard = { out: '', said: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    heard.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    heard.said = (heard.said + text).slice(-4_000);
  });
  return heard;
}

/** @returns the address, when a run is there to be asked about */
async function ready(child: ChildProcess, heard: Heard): Promise<string> {
  const untilMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < untilMs && child.exitCode === null) {
    const [url] = /^http:\S+/m.exec(heard.out) ?? [];
    if (url !== undefined && (await isReady(url))) return url;
    await sleep(100);
  }
  throw new StreamstockError('START_FAILED', `bench --live did not start:\n${heard.said}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}readyz`);
    return ok;
  } catch {
    return false;
  }
}

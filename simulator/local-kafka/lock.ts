/** One process at a time: a file that names its holder, and is worth nothing once the holder is gone. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from './failure.ts';
import { processStart } from './processes.ts';

const LOOK_AGAIN_MS = 200;

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told once, when somebody else is at it. */
  readonly onWait?: () => void;
}

/** Waits for its turn, works, and lets others in. A holder that was killed holds nothing. */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const holder = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? null });
  for (let waited = false; !take(path, holder); waited = true) {
    if (!waited) options.onWait?.();
    throwIfInterrupted(options.signal);
    await sleep(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

let drafts = 0;

/** A link is made whole or not at all, with its text: nobody ever reads half a holder. */
function take(path: string, holder: string): boolean {
  drafts += 1;
  const draft = `${path}.${process.pid}.${drafts}`;
  writeFileSync(draft, holder);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = textOf(path);
    if (other !== undefined && !isAlive(other)) removeStale(path, other, draft);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moved away first: if in the meantime a living one took its place, that one is put back. */
function removeStale(path: string, stale: string, draft: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== stale) linkSync(aside, path);
  } catch {
    // Somebody else was quicker.
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(holder: string): boolean {
  try {
    const { pid, started } = JSON.parse(holder) as { pid: number; started: string | null };
    const now = processStart(pid);
    return now !== undefined && (started === null || now === started);
  } catch {
    return false;
  }
}

/** Processes that outlive the command that started them: which one a number means, and how to end it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process number may have been given to somebody else since: the words that we started ours with tell. */
export interface OwnProcess {
  readonly pid: number;
  /** Among its arguments. */
  readonly marker: string;
}

export function isRunning({ pid, marker }: OwnProcess): boolean {
  return commandLine(pid).includes(marker);
}

/** @param stopSignal what is sent first; who is still there after `graceMs` is killed */
export async function endProcesses(
  processes: readonly OwnProcess[],
  { stopSignal, graceMs }: { readonly stopSignal: 'SIGTERM' | 'SIGKILL'; readonly graceMs: number },
): Promise<void> {
  for (const own of processes) send(own, stopSignal);
  const graceEndsMs = performance.now() + graceMs;
  let killed = stopSignal === 'SIGKILL';
  for (;;) {
    const left = processes.filter(isRunning);
    if (left.length === 0) return;
    if (!killed && performance.now() > graceEndsMs) {
      killed = true;
      for (const own of left) send(own, 'SIGKILL');
    }
    if (performance.now() > graceEndsMs + KILL_TAKES_MS) return;
    await sleep(LOOK_AGAIN_MS);
  }
}

const LOOK_AGAIN_MS = 50;
/** The kernel frees a large process's memory first. */
const KILL_TAKES_MS = 10_000;

export function send(own: OwnProcess, signal: NodeJS.Signals): void {
  if (!isRunning(own)) return;
  try {
    process.kill(own.pid, signal);
  } catch (error) {
    // It ended by itself in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Arguments with blanks between them; empty when there is no such process, or it has ended and is not yet collected. */
function commandLine(pid: number): string {
  if (existsSync('/proc/self/cmdline')) return readProc(pid, 'cmdline').replaceAll('\0', ' ');
  return ps(pid, 'args=');
}

/** When a process began, in the platform's own words; undefined when there is none of that number. */
export function processStart(pid: number): string | undefined {
  if (!existsSync('/proc/self/stat')) return ps(pid, 'lstart=') || undefined;
  // Field 22, in clock ticks since boot; the name in field 2 may hold blanks and brackets.
  const stat = readProc(pid, 'stat');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || state === 'Z' ? undefined : fields[18];
}

/** CPU time that all threads of a process have used, in µs; undefined where the platform does not tell. */
export function processCpuUs(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * US_PER_TICK : undefined;
}

/** Linux has told user space 100 ticks a second since ever, whatever the kernel's own are. */
const US_PER_TICK = 10_000;

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function ps(pid: number, what: string): string {
  const { stdout } = spawnSync('ps', ['-ww', '-o', what, '-p', String(pid)], { encoding: 'utf8' });
  return (stdout ?? '').trim();
}

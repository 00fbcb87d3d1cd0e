/** How fast and how steady the machine is: a fixed piece of work, done over and over for a moment or beside a run. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineProbe } from '../../reports/comparison/run-evidence.ts';
import { type Piece, summariseProbe } from './probe-summary.ts';

/** Before the first run, for the line that tells how quiet the machine is. */
export const LONG_PROBE_MS = 3_000;
/** Until the compiler is through with the work, nothing is counted. */
const COMPILING_MS = 150;

/** Between two pieces beside a run: they take little more than a hundredth of a core from it. */
const BESIDE_RUN_MS = 50;

/** @param durationMs wall time that it takes, on a machine that has time for it */
export async function probeMachine(durationMs: number): Promise<MachineProbe> {
  await pieces(after(COMPILING_MS), 1);
  return summariseProbe(await pieces(after(durationMs), 1));
}

export interface MachineWatch {
  /** Until now; the watch is over then. */
  readonly stop: () => Promise<MachineProbe>;
}

/** Looks on until it is stopped. */
export async function watchMachine(): Promise<MachineWatch> {
  await pieces(after(COMPILING_MS), 1);
  let isStopped = false;
  const watched = pieces(() => isStopped, BESIDE_RUN_MS);
  return {
    stop: async () => {
      isStopped = true;
      return summariseProbe(await watched);
    },
  };
}

async function pieces(isOver: () => boolean, gapMs: number): Promise<Piece[]> {
  const made: Piece[] = [];
  do {
    const piece = timedPiece();
    const askedAtMs = performance.now();
    await sleep(gapMs);
    made.push({ ...piece, timerLateMs: Math.max(0, performance.now() - askedAtMs - gapMs) });
  } while (!isOver());
  return made;
}

function after(durationMs: number): () => boolean {
  const endsAtMs = performance.now() + durationMs;
  return () => performance.now() >= endsAtMs;
}

function timedPiece(): Pick<Piece, 'cpuUs' | 'wallUs'> {
  const cpuBefore = process.cpuUsage();
  const wallBefore = process.hrtime.bigint();
  work();
  const wallUs = Number(process.hrtime.bigint() - wallBefore) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuUs: user + system, wallUs };
}

/**
 * Half a millisecond or so of what a pipeline does: encode, decode, hash. Constant for ever: whoever changes it gives
 * `PROBE_VERSION` another number, and what was measured before can no longer be compared.
 */
const ROUNDS = 200;

function work(): void {
  let units = 0;
  const hash = createHash('sha256');
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = JSON.stringify({
      eventId: `probe-${round}`,
      type: 'sale',
      productId: `P-${round % 97}`,
      warehouseId: `W-${round % 7}`,
      quantity: (round * 31) % 50,
      occurredAt: 1_767_571_200_000 + round * 977,
      metadata: { runId: 'probe', productSeq: round, dueUs: round * 1000, source: 'probe' },
    });
    hash.update(text);
    const parsed = JSON.parse(text) as { quantity: number; metadata: { productSeq: number } };
    units += parsed.quantity + parsed.metadata.productSeq;
  }
  // Used, so that no compiler may leave the work out.
  hash.update(String(units)).digest();
}

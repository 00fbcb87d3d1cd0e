/** One whole run of a plan: all its points, one after the other, and what is to be said against it. */
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { faultsOf } from './crash-points-evidence.fixture.ts';
import { startCrashGroup } from './crash-points-group.fixture.ts';
import type { CrashPlan } from './crash-points-plan.fixture.ts';
import { playPoint, type StruckPoint } from './crash-points-strike.fixture.ts';
import { crashWorld } from './crash-points-world.fixture.ts';

/** The least that brokers grant. */
export const SESSION_TIMEOUT_MS = 6000;

/** Several are played at the same time, on whatever machine. */
export const PLAN_TIMEOUT_MS = 400_000;

export interface CrashRun {
  readonly points: readonly StruckPoint[];
  readonly faults: readonly string[];
}

export async function playPlan(connection: Connection, plan: CrashPlan): Promise<CrashRun> {
  const group = await startCrashGroup({
    connection,
    world: crashWorld(plan, SESSION_TIMEOUT_MS),
    name: `crash-${plan.seed}`,
  });
  try {
    const points: StruckPoint[] = [];
    const share = Math.ceil(group.length / plan.points.length);
    for (const point of plan.points) points.push(await playPoint(group, point, share));
    return { points, faults: await faultsOf(group, points) };
  } finally {
    await group.stop();
  }
}

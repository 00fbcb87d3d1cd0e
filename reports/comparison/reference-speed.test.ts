import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventedRun } from './evidence.fixture.ts';
import { atOneSpeed } from './reference-speed.ts';
import type { MachineProbe, RunEvidence } from './run-evidence.ts';

const PROBE: MachineProbe = {
  ...{ probeVersion: 1, speedPerSecond: 1000, speedSpread: 0.01, stolenShare: 0 },
  timerLateP99Ms: 1,
};

function run(processUs: number, speedPerSecond: number, changes: Partial<MachineProbe> = {}) {
  const evidence = inventedRun('run');
  return {
    ...evidence,
    cpu: { ...evidence.cpu, processUs, groupsUs: { consumers: processUs / 2, broker: null } },
    machine: { ...PROBE, speedPerSecond, ...changes },
  } satisfies RunEvidence;
}

describe('CPU times at one speed', () => {
  it('are equal where a machine that is slower by twice as much explains them, of the process and of each group', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 100, max: 9000 }), { minLength: 2, maxLength: 9 }),
        (speeds) => {
          const runs = speeds.map((speed) => run(5e9 / Math.sqrt(speed), speed));
          const { base, head, speedPerSecond } = atOneSpeed(runs.slice(0, 1), runs.slice(1));
          const stated = 5e9 / Math.sqrt(speedPerSecond ?? Number.NaN);
          for (const { cpu } of [...base, ...head]) {
            expect(cpu.processUs / stated).toBeCloseTo(1, 9);
            expect((cpu.groupsUs['consumers'] ?? 0) / stated).toBeCloseTo(0.5, 9);
            expect(cpu.groupsUs['broker']).toBeNull();
          }
        },
      ),
    );
  });

  it('stay as they are at the median speed', () => {
    const runs = [run(100, 810), run(200, 1000), run(300, 1440)];
    const { base, speedPerSecond } = atOneSpeed(runs, []);
    expect(speedPerSecond).toBe(1000);
    expect(base.map(({ cpu }) => cpu.processUs)).toEqual([90, 200, 360]);
  });

  it.each<[why: string, other: RunEvidence]>([
    ['nobody watched a run', { ...run(100, 1000), machine: null }],
    ['a probe is of another version', run(100, 1000, { probeVersion: 2 })],
    ['a probe has no speed', run(100, 0)],
  ])('are those that were measured where %s', (_why, other) => {
    const base = [run(100, 500)];
    expect(atOneSpeed(base, [other])).toEqual({ base, head: [other], speedPerSecond: null });
  });
});

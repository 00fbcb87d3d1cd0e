/** Runs with a planted fault, as the regression gate sees them. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../reports/record.ts';
import { PLANT_VARIABLE } from '../comparison/plant.ts';
import { type BenchResult, brokenInvariants, keptRecord, Workshop } from './command.fixture.ts';

const SCENARIO = `
clock: { speed: 32000 }
catalogue: { products: 500 }
load: { executor: constant-arrival-rate, rate: 500, duration: 4s, warmUp: 1s }
producers: { linger: 20ms }
`;

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('a planted fault', () => {
  it('of lost events is found by the audit, and outranks that the run is faster', async () => {
    const scenario = workshop.scenario('planted', SCENARIO);
    const base = await bench(scenario, 'cpu:2');
    const head = await bench(scenario, 'lose:1/200');
    expect(brokenInvariants(base.record), base.stderr).toEqual([]);
    expect(head.exitCode, head.stderr).toBe(90);
    expect(brokenInvariants(head.record)).toContain('no-loss');
    expect(consumersUs(recordOf(head))).toBeLessThan(consumersUs(recordOf(base)));

    const compared = await workshop.run([
      ...['compare', base.record?.runFolder ?? '', head.record?.runFolder ?? ''],
      ...['--out', 'comparison', '--json'],
    ]);
    expect(compared.exitCode, compared.stderr).toBe(90);
    expect(JSON.parse(compared.stdout)).toMatchObject({
      verdict: { name: 'incorrect', exitCode: 90 },
    });
  });

  it('stands in the notes of the record and on stderr, and in no configuration', async () => {
    const scenario = workshop.scenario('noted', SCENARIO);
    const real = await bench(scenario, '');
    const planted = await bench(scenario, 'stall:300ms/1s');
    expect(real.record?.notes.join(), real.stderr).not.toContain('not a real run');
    expect(real.stderr).not.toContain('not a real run');
    expect(planted.stderr.replaceAll(/\s+/g, ' ')).toContain(
      '! not a real run: by STREAMSTOCK_TEST_PLANT each consumer thread stands still for 300 ms every 1000 ms',
    );
    expect(planted.record?.notes[0]).toContain('not a real run');
    expect(recordOf(planted).scenario.resolved).toEqual(recordOf(real).scenario.resolved);
    const consumer = recordOf(planted).threads.find(({ group }) => group === 'consumers');
    expect(consumer?.loopDelayMaxMs).toBeGreaterThan(200);
  });

  it('that is none is a usage error', async () => {
    const { exitCode, stderr } = await bench(workshop.scenario('bad', SCENARIO), 'slow:much');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(PLANT_VARIABLE);
  });
});

function bench(scenario: string, plant: string): Promise<BenchResult> {
  return workshop.bench([scenario], { env: { [PLANT_VARIABLE]: plant } });
}

function recordOf({ record }: BenchResult): RunRecord {
  const folder = join(workshop.folder, record?.runFolder ?? '');
  return keptRecord(folder) as unknown as RunRecord;
}

function consumersUs({ cpu }: RunRecord): number {
  return cpu.groups.find(({ name }) => name === 'consumers')?.perEventUs ?? Number.NaN;
}

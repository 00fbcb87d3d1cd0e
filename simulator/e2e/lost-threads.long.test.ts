/** The slow half of `lost-threads.test.ts`: those who are left wait before they give up. */
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../broker/embedded.ts';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { losing } from './lost-thread.fixture.ts';
import { LONG } from './scenarios.fixture.ts';

const workshop = new Workshop();
const scenario = workshop.scenario(
  'disturbed',
  `
load: { executor: constant-arrival-rate, rate: 500, duration: 4s }
clock: { speed: 30000 }
catalogue: { products: 300 }
pipeline: { consumers: 3 }
poison: 5000
`,
);
afterAll(() => workshop.close());

describe('a run that loses', () => {
  it('one of its consumers is incomplete, never incorrect, and keeps the results of the others', async () => {
    const { exitCode, record, stderr } = await workshop.bench(
      [scenario],
      losing(workshop, 'consumers/thread', 1),
    );
    expect(exitCode, stderr).toBe(94);
    expect(record?.verdict.reasons[0]).toContain('consumer-2 was lost');
    expect(brokenInvariants(record)).toEqual([]);
    expect(record?.counts['events_applied']).toBeGreaterThan(0);
    expect(record?.counts['events_acknowledged']).toBe(record?.plan.events);
  });

  it('the embedded broker is incomplete, and does not wait for what cannot come', async () => {
    const { exitCode, record, stderr } = await workshop.bench(
      [scenario],
      losing(workshop, 'broker/embedded'),
    );
    expect(exitCode, stderr).toBe(94);
    expect(record?.verdict.reasons[0]).toContain("the embedded broker's thread ended");
    expect(brokenInvariants(record)).toEqual([]);
    expect(stderr).not.toContain('draining');
  });

  it('a broker of somebody else can be interrupted, and keeps its record', async () => {
    const broker = await startEmbeddedBroker();
    const long = workshop.scenario('long', LONG);
    const running = workshop.startBench([long, '--broker', broker.address]);
    await running.says('the load begins');
    await running.says('applied');
    await broker.stop();
    running.process.kill('SIGINT');
    const { exitCode, record, stderr } = await running.result;
    expect(exitCode, stderr).toBe(105);
    expect(record?.verdict.name).toBe('interrupted');
    expect(brokenInvariants(record)).toEqual([]);
    expect(record?.counts['events_acknowledged']).toBeGreaterThan(0);
  });
});

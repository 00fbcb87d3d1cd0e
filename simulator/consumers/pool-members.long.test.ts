import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockFrom } from '../../pipeline/clock.ts';
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { mergeSnapshots } from '../../reports/recorder.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { groupReport } from '../run/group-report.ts';
import {
  clock,
  type Ended,
  expectedOutcome,
  type PoolRun,
  startRun,
  until,
} from './pool.fixture.ts';
import { handMadeEvents } from './records.fixture.ts';

let broker: EmbeddedBroker;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
});
afterAll(() => broker.stop());

/** Under load, with everything it is sent in parts. */
async function underLoad(consumers: number, parts = {}) {
  const run = await startRun(broker.address, consumers, parts);
  await run.pool.ready;
  const { startUs } = run.begin();
  const events = handMadeEvents(run.world, 60, run.runId);
  let sent = 0;
  const send = async (share: number): Promise<void> => {
    const to = Math.round(events.length * share);
    await run.send(events.slice(sent, to).map((event) => run.maker.record(event)));
    sent = to;
  };
  const applied = (): Promise<void> =>
    until(
      () => run.pool.progress().applied >= sent && run.pool.progress().idle === 0,
      () => [run.pool.progress(), sent, run.events],
    );
  return { run, events, startUs, send, applied };
}

function reportOf(run: PoolRun, { lives, conclusions }: Ended, startUs: number) {
  return groupReport({
    ...{ lives, turns: conclusions.turns, log: run.pool.log, loadStartedUs: startUs },
    ...{ partitions: 6, sessionTimeoutMs: 6000, rebalanceTimeoutMs: 10_000 },
    endUs: clockFrom(clock)(),
  });
}

describe('members of the pool', () => {
  it('are killed, come back, join and leave without a wrong unit of stock', async () => {
    const { run, events, startUs, send, applied } = await underLoad(2);
    const { pool } = run;
    await send(0.2);
    await applied();
    pool.tick(0);
    const killed = pool.kill('consumer-1', 'changelog');
    await send(0.4);
    await killed;
    expect(pool.present()).toEqual(['consumer-2']);
    expect(pool.progress().idle).toBe(3);
    pool.start('consumer-1');
    pool.start('consumer-1');
    expect(pool.nextName()).toBe('consumer-3');
    pool.start('consumer-3');
    expect(pool.present()).toEqual(['consumer-1', 'consumer-2', 'consumer-3']);
    await send(0.6);
    await applied();
    await pool.leave('consumer-2');
    expect(pool.present()).toEqual(['consumer-1', 'consumer-3']);
    await send(1);
    await applied();
    const ended = await run.end();

    expect(ended.reasons).toEqual([]);
    expect(run.events.filter(({ type }) => type === 'died')).toEqual([]);
    expect(outcomeDigest(ended.outcome, 1)).toBe(outcomeDigest(expectedOutcome(run, events), 1));
    const ends = ended.lives.map(({ name, result }) => `${name} ${result === undefined}`);
    expect(ends.slice(0, 2)).toEqual(['consumer-1 true', 'consumer-2 false']);
    expect(ends.slice(2).sort()).toEqual(['consumer-1 false', 'consumer-3 false']);
    // What the killed one had told by then is not lost with it.
    const [first] = ended.lives;
    expect(first?.measurements.counters.events_applied).toBeGreaterThan(0);
    const merged = mergeSnapshots(ended.lives.map(({ measurements }) => measurements));
    expect(merged.histogram('measured', 'end_to_end')?.count).toBeGreaterThan(0);

    const report = reportOf(run, ended, startUs);
    expect(report.members.map(({ name, lives }) => [name, lives.map((life) => life.end)])).toEqual([
      ['consumer-1', ['killed', 'stayed']],
      ['consumer-2', ['left']],
      ['consumer-3', ['stayed']],
    ]);
    expect(report.recoveries).toEqual([
      expect.objectContaining({ member: 'consumer-1', partitions: [0, 2, 4] }),
    ]);
    expect(report.recoveries[0]?.durationMs).not.toBeNull();
    expect(report.rebalances.length).toBeGreaterThan(0);
    expect(report.rebalances.at(-1)?.pauseMs).not.toBeNull();
    expect(report.changelog.cuts).toBeGreaterThan(0);
    // All that was done twice was done by the one that was killed.
    expect(report.reprocessed).toBeLessThanOrEqual(Math.round(events.length * 0.4));
  });

  it('stand still past their session, and what they then still do counts for nothing', async () => {
    const { run, events, send, applied } = await underLoad(2);
    await send(0.3);
    await applied();
    run.pool.stall('consumer-1', 9_000);
    await send(0.6);
    await applied();
    expect(run.events.filter(({ type }) => type === 'rebalance').length).toBeGreaterThan(0);
    await send(1);
    await applied();
    const { outcome, reasons } = await run.end();
    expect(reasons).toEqual([]);
    expect(outcomeDigest(outcome, 1)).toBe(outcomeDigest(expectedOutcome(run, events), 1));
  });

  it('are throttled, and let go again', async () => {
    const { run, events, send, applied } = await underLoad(1);
    run.pool.throttle('consumer-1', 1);
    await send(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(run.pool.progress().applied).toBeLessThan(events.length / 2);
    run.pool.throttle('consumer-1', null);
    await applied();
    const { outcome } = await run.end();
    expect(outcomeDigest(outcome, 1)).toBe(outcomeDigest(expectedOutcome(run, events), 1));
  });

  it('take over what has no changelog as something that begins anew, and say so', async () => {
    const { run, send, applied } = await underLoad(2, { changelog: false });
    await send(0.2);
    await applied();
    await run.pool.kill('consumer-1', null);
    await until(
      () => run.events.filter(({ type }) => type === 'handover').length === 3,
      () => run.events,
    );
    expect(run.events).toContainEqual({
      type: 'handover',
      partition: 0,
      from: 'consumer-1',
      to: 'consumer-2',
    });
    await run.pool.terminate();
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { makeTopics } from '../../pipeline/kafka/topics.fixture.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { mergeSnapshots } from '../../reports/recorder.ts';
import { SeqRanges } from '../audit/seq-ranges.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import type { PlaybackOrder } from './playback.ts';
import { type ProducerEvent, type ProducerPool, startProducers } from './pool.ts';

const clock = anchorClock();
const now = clockFrom(clock);
const { events: TOPICS } = topicNames('');
let broker: EmbeddedBroker;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
  await withAdmin({ brokers: [broker.address], kind: 'embedded' }, (admin) =>
    makeTopics(admin, { topics: TOPICS, partitions: 3, replicationFactor: 1 }),
  );
});
afterAll(() => broker.stop());

interface Started {
  readonly pool: ProducerPool;
  readonly events: ProducerEvent[];
  readonly threads: readonly Worker[];
}

let started: Started | undefined;
afterEach(() => started?.pool.close());

/** Node tells of every thread it starts, so that a test can end one as a crash would. */
function start(scenario: Scenario, address = broker.address, playback?: PlaybackOrder): Started {
  const threads: Worker[] = [];
  const onThread = (message: unknown): void => {
    threads.push((message as { worker: Worker }).worker);
  };
  subscribe('worker_threads', onThread);
  const events: ProducerEvent[] = [];
  const pool = startProducers({
    scenario,
    connection: { brokers: [address], kind: 'embedded' },
    runId: 'run-1',
    topicPrefix: '',
    clock,
    ...(playback === undefined ? {} : { playback }),
    onEvent: (event) => events.push(event),
  });
  unsubscribe('worker_threads', onThread);
  started = { pool, events, threads };
  return started;
}

function begin(pool: ProducerPool): void {
  const startUs = now() + 20_000;
  pool.start({ startUs, measuredFromUs: startUs });
}

describe('the producer threads', () => {
  it('send the whole plan, each its own products', async () => {
    const scenario = scenarioFixture({ load: constantLoad(1000, 500) });
    const { pool, events } = start(scenario);
    await pool.prepared;
    begin(pool);
    const results = await pool.results;
    const { counters } = mergeSnapshots(results.map(({ measurements }) => measurements));
    const plan = lastSeqs(scenario);
    const total = plan.reduce((sum, seq) => sum + seq, 0);
    expect(pool.progress()).toEqual({ planned: total, sent: total, acknowledged: total });
    expect(counters).toMatchObject({ events_due: total, events_sent: total, events_shed: 0 });
    const [first, second] = results;
    const planned = plan.map((_, product) => [
      first?.planned[product] ?? -1,
      second?.planned[product] ?? -1,
    ]);
    expect(planned.map(([a = 0, b = 0]) => [Math.min(a, b), Math.max(a, b)])).toEqual(
      plan.map((seq) => [0, seq]),
    );
    expect(results.map(({ stopped }) => stopped)).toEqual([false, false]);
    expect(events).toEqual([]);
  });

  it('go on when one of them dies, which is named and has no result', async () => {
    const { pool, events, threads } = start(scenarioFixture({ load: constantLoad(1000, 1500) }));
    await pool.prepared;
    begin(pool);
    await until(() => pool.progress().acknowledged > 200);
    await threads[0]?.terminate();
    const results = await pool.results;
    expect(results).toHaveLength(1);
    expect(results[0]?.stopped).toBe(false);
    expect(events).toMatchObject([
      { type: 'died', name: expect.stringMatching(/^producer [12]$/) },
    ]);
  });

  it('do not wait for one that dies before it is prepared', async () => {
    const { pool, events, threads } = start(scenarioFixture({ load: constantLoad(1000, 200) }));
    await threads[1]?.terminate();
    await pool.prepared;
    begin(pool);
    expect(await pool.results).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'died' }]);
  });

  it('plan nothing more after a stop, and send what is planned', async () => {
    const { pool } = start(scenarioFixture({ load: constantLoad(1000, 60_000) }));
    await pool.prepared;
    begin(pool);
    await until(() => pool.progress().acknowledged > 50);
    pool.stop();
    const results = await pool.results;
    const { planned, sent, acknowledged } = pool.progress();
    expect([sent, acknowledged]).toEqual([planned, planned]);
    expect(planned).toBeLessThan(60_000);
    expect(results.map(({ stopped }) => stopped)).toEqual([true, true]);
    const kept = SeqRanges.union(results.map((result) => SeqRanges.from(result.acknowledged)));
    expect(kept.total()).toBe(acknowledged);
  });

  it('send nothing when they are stopped before the start', async () => {
    const { pool } = start(scenarioFixture());
    await pool.prepared;
    pool.stop();
    const results = await pool.results;
    expect(results.map(({ stopped }) => stopped)).toEqual([true, true]);
    expect(pool.progress()).toEqual({ planned: 0, sent: 0, acknowledged: 0 });
  });

  it('repeat what cannot be sent, and give it up when told to', async () => {
    const mortal = await startEmbeddedBroker();
    await withAdmin({ brokers: [mortal.address], kind: 'embedded' }, (admin) =>
      makeTopics(admin, { topics: TOPICS, partitions: 3, replicationFactor: 1 }),
    );
    const scenario = scenarioFixture({ load: constantLoad(500, 60_000) });
    const { pool, events } = start(scenario, mortal.address);
    await pool.prepared;
    begin(pool);
    await until(() => pool.progress().acknowledged > 50);
    await mortal.stop();
    await until(() => events.length > 0);
    pool.shed();
    const results = await pool.results;
    const { planned, acknowledged } = pool.progress();
    const { counters } = mergeSnapshots(results.map(({ measurements }) => measurements));
    expect(planned).toBeGreaterThan(acknowledged);
    expect(counters.events_shed).toBe(planned - acknowledged);
    expect(counters.send_failures).toBeGreaterThan(0);
    expect(events.every(({ type }) => type === 'trouble')).toBe(true);
  });
});

describe('a producer whose plan a person plays', () => {
  const { producers } = scenarioFixture();
  const alone = { ...producers, workers: 1 };
  const scenario = scenarioFixture({ load: constantLoad(1000, 60_000), producers: alone });

  it('sends one event a step, goes on when told to, and ends at once when stopped in a pause', async () => {
    const { pool } = start(scenario, broker.address, { type: 'pause' });
    // Before the load has begun: it is kept.
    pool.play({ type: 'step' });
    await pool.prepared;
    begin(pool);
    pool.play({ type: 'step' });
    pool.play({ type: 'step' });
    await until(() => pool.progress().acknowledged === 3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pool.progress()).toEqual({ planned: 3, sent: 3, acknowledged: 3 });
    pool.play({ type: 'play', eventsPerSecond: 5_000 });
    await until(() => pool.progress().acknowledged > 500);
    pool.play({ type: 'pause' });
    pool.stop();
    const [result] = await pool.results;
    const { planned, sent, acknowledged } = pool.progress();
    expect([sent, acknowledged]).toEqual([planned, planned]);
    expect(planned).toBeLessThan(60_000);
    expect(result?.stopped).toBe(true);
    expect(result?.planned.reduce((sum, seq) => sum + seq, 0)).toBe(planned);
  });

  it('is late by nothing that the person did', async () => {
    const { pool } = start(scenario, broker.address, { type: 'pause' });
    await pool.prepared;
    begin(pool);
    await new Promise((resolve) => setTimeout(resolve, 250));
    pool.play({ type: 'play', eventsPerSecond: 100 });
    await until(() => pool.progress().acknowledged > 5);
    pool.stop();
    const [result] = await pool.results;
    expect(result?.measurements.counters.late_window).toBe(0);
    // A pause of 250 ms would make the first events late by that; a busy machine does so for a few at most.
    expect(result?.measurements.counters.late_generator).toBeLessThan(5);
  });

  it('is alone, and has a playback from the start or never', async () => {
    const many = { ...scenario, producers };
    expect(() => start(many, broker.address, { type: 'pause' })).toThrow('one producer worker');
    const { pool } = start(scenario);
    expect(() => pool.play({ type: 'pause' })).toThrow('no playback');
    await pool.prepared;
    pool.stop();
    await pool.results;
  });
});

/** By product: the last productSeq of the plan. */
function lastSeqs(scenario: Scenario): number[] {
  const last = Array.from({ length: scenario.catalogue.products }, () => 0);
  const timeline = new Timeline(buildWorld(scenario));
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    last[event.productIndex] = event.productSeq;
  }
  return last;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

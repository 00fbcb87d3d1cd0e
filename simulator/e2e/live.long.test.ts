/** The live page and its API, from outside: the built command, real requests, the embedded broker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertJson, ProductJson } from '../../pipeline/query/wire.ts';
import { type BenchRecord, Workshop } from './command.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { LiveCommand, OpenStream, recordOf, until } from './live.fixture.ts';

const SHOP = `
seed: 7
catalogue: { products: 40, warehouses: 2 }
clock: { start: 2026-01-05T08:00:00Z, speed: 8000 }
load: { executor: constant-arrival-rate, rate: 200, duration: 8s }
pipeline: { partitions: 3, consumers: 2 }
`;

describe('a plain run with a live page', () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('shop', SHOP);
  afterAll(() => workshop.close());

  it('takes nothing from anybody, and passes with the digest of its plan', async () => {
    const live = await LiveCommand.start(workshop, [scenario, '--live', '--keep-events', '--json']);
    const tab = new OpenStream(live);
    await live.playing();
    const restock = { productId: 'PROD-001', quantity: 10 };
    const writes = [
      await live.write('POST', 'api/events', restock),
      await live.write('PUT', 'api/products/PROD-001', { reorderPoint: 1 }),
      await live.write('POST', 'live/controls', { action: 'pause' }),
      await live.write('POST', 'api/alerts/ALT-PROD-001-stock-1/dismiss', {}),
    ];
    expect(writes.map(({ status, body }) => [status, body.error?.code])).toEqual(
      writes.map(() => [409, 'READ_ONLY']),
    );
    const result = await live.result;
    await tab.ended;
    expect(tab.text).toContain('event: hello\n');
    expect(tab.text).toContain('event: end\n');
    // The address comes first.
    const { stdout } = result;
    const record = JSON.parse(stdout.slice(stdout.indexOf('\n') + 1)) as BenchRecord;
    expectSound({ ...result, record }, await workshop.digest([scenario]));
    const kept = readFileSync(join(workshop.folder, record.runFolder, 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            readonly topic: string;
            readonly offset: number;
            readonly partition: number;
            readonly value: { readonly id?: string };
          },
      );
    const ids = kept.flatMap(({ value }) => (value.id?.startsWith('EVT-') ? [value.id] : []));
    expect(ids).toHaveLength(Number(record.counts['events_acknowledged']));
    expect(new Set(ids).size).toBe(ids.length);
    const places = kept.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('ends with tabs open when it is interrupted', async () => {
    const live = await LiveCommand.start(workshop, [scenario, '--live']);
    const tabs = Array.from({ length: 5 }, () => new OpenStream(live));
    await live.playing();
    await until('the tabs', () => tabs.every(({ text }) => text.includes('event: frame')));
    live.kill('SIGINT');
    await Promise.all(tabs.map(({ ended }) => ended));
    for (const { text } of tabs) expect(text).toContain('event: end\n');
    expect((await live.result).exitCode).toBe(105);
  });

  it('says whose port it wanted', async () => {
    const live = await LiveCommand.start(workshop, [scenario, '--live']);
    const { port } = new URL(live.url);
    const other = await workshop.run(['bench', scenario, '--live', '--port', port]);
    expect([other.exitCode, other.stderr]).toEqual([95, expect.stringContaining(`${port}`)]);
    expect(other.stderr).toContain('in use');
    live.kill('SIGTERM');
    await live.result;
  });
});

describe('a classroom', () => {
  const workshop = new Workshop();
  let live: LiveCommand;
  beforeAll(async () => {
    live = await LiveCommand.start(workshop, ['demo', '--classroom']);
    await live.playing();
  });
  afterAll(() => workshop.close());

  const product = async (id: string) =>
    (await live.get<{ data: ProductJson }>(`api/products/${id}`)).data;

  it('restocks by hand, through Kafka', async () => {
    const before = await product('PROD-001');
    const answered = await live.write('POST', 'api/events', {
      productId: before.id,
      quantity: 700,
    });
    expect(answered.status).toBe(202);
    await until(
      'the stock',
      async () => (await product(before.id)).quantity > before.quantity + 500,
    );
    expect((await product(before.id)).touchedByHand).toBe(true);
    const { frame } = await live.hello();
    const commands = frame.kafka.topics.find(({ role }) => role === 'commands');
    expect(commands?.partitions.reduce((sum, { endOffset }) => sum + (endOffset ?? 0), 0)).toBe(1);
  });

  it('updates a product, whose alerts follow', async () => {
    const { id, quantity, maxCapacity } = await product('PROD-002');
    expect(quantity).toBeLessThan(maxCapacity - 1);
    const change = { name: 'Renamed <b>by hand</b>', price: 12.34, reorderPoint: maxCapacity - 1 };
    expect((await live.write('PUT', `api/products/${id}`, change)).status).toBe(202);
    const raised = await untilAlert(live, (alert) => alert.productId === id && !alert.resolved);
    expect(raised.type).toMatch(/LOW/);
    expect(await product(id)).toMatchObject(change);
    expect((await live.write('POST', `api/alerts/${raised.id}/dismiss`, {})).status).toBe(202);
    const settled = await untilAlert(
      live,
      (alert) => alert.id === raised.id && alert.settledByHand,
    );
    expect(settled.status).toBe('dismissed');
    expect((await live.write('POST', `api/alerts/${raised.id}/resolve`, {})).status).toBe(409);
  });

  it('steps one event at a time', async () => {
    await live.control({ action: 'pause' });
    // The producer tells of itself once in a while: twice the same number is not yet a pause.
    let sent = -1;
    let sinceMs = 0;
    await live.until('the pause', ({ kafka, classroom }) => {
      const now = kafka.producers[0]?.sent ?? 0;
      if (now !== sent) sinceMs = performance.now();
      sent = now;
      return classroom?.isPaused === true && performance.now() - sinceMs > 2_000;
    });
    for (const step of [1, 2, 3]) {
      await live.control({ action: 'step' });
      await live.until('a step', ({ kafka }) => kafka.producers[0]?.sent === sent + step);
    }
    const { classroom } = await live.frame();
    expect(classroom?.isPaused).toBe(true);
    expect(classroom?.traces.length).toBeGreaterThan(0);
    await live.control({ action: 'resume' });
  });

  it('sets poison aside with its reason, and drops what comes twice', async () => {
    const before = (await live.frame()).kafka;
    await live.control({ action: 'poison', kind: 'negative-quantity' });
    const { frame } = await live.until(
      'the dead letter',
      ({ kafka }) => kafka.deadLetterCount > before.deadLetterCount,
    );
    const [letter] = frame.kafka.deadLetters;
    expect(letter?.reason).toBe('invalid_quantity');
    const { data: record } = await live.get<{
      data: { journey: { stage: string; state: string }[] };
    }>(`live/records/${letter?.topic}/${letter?.partition}/${letter?.offset}`);
    expect(record.journey.some(({ state }) => state === 'never')).toBe(true);
    await live.control({ action: 'duplicate' });
    await live.until(
      'the duplicate',
      ({ kafka }) => kafka.counters.duplicatesDropped > before.counters.duplicatesDropped,
    );
  });

  it('goes on without a consumer that was killed, and with one that comes back', async () => {
    const [victim, other] = (await live.frame()).kafka.members.map(({ name }) => name);
    await live.control({ action: 'kill-consumer', name: String(victim) });
    await live.until('the rebalance', ({ kafka }) => {
      const [rebalance] = kafka.rebalances.slice(-1);
      return (
        !kafka.isRebalancing && rebalance?.members.length === 1 && rebalance.members[0] === other
      );
    });
    await live.control({ action: 'add-consumer' });
    await live.until(
      'its return',
      ({ kafka }) =>
        kafka.members.length === 2 && kafka.members.every(({ state }) => state === 'consuming'),
    );
  });

  it('refuses what it cannot do, and says why', async () => {
    const refused = async (action: unknown) => {
      const { status, body } = await live.write('POST', 'live/controls', action);
      return [status, body.error?.field];
    };
    expect(await refused({ action: 'kill-consumer', name: 'nobody' })).toEqual([
      expect.toSatisfy((status: number) => status >= 400 && status < 500),
      'body.name',
    ]);
    expect(await refused({ action: 'rate', ratePerSecond: 1e9 })).toEqual([
      400,
      'body.ratePerSecond',
    ]);
    expect(await refused({ action: 'fly' })).toEqual([400, 'body.action']);
    expect(await refused({ action: 'step' })).toEqual([409, 'body.action']);
  });

  it('begins anew with the same world, and ends as what it is: no proof, and nothing lost', async () => {
    const { run } = await live.hello();
    await live.control({ action: 'restart' });
    const next = await live.playing(run.runId);
    expect(next.run.seed).toBe(run.seed);
    await live.control({ action: 'rate', ratePerSecond: 50 });
    await live.control({ action: 'end' });
    const { frame } = await live.until('the end', ({ phase }) => phase === 'ended');
    expect(frame.ended?.verdict).toBe('incomplete');
    expect(frame.ended?.reasons[0]).toContain('somebody intervened by hand');
    live.kill('SIGINT');
    const { exitCode } = await live.result;
    expect(exitCode).toBe(94);
    const [first = '', last = ''] = workshop.runFolders().sort();
    const record = recordOf(workshop.runsFolder, last);
    expect(record['interaction']).toMatchObject({
      dropped: 0,
      actions: [{ detail: { action: 'rate' } }, { detail: { action: 'end' } }],
    });
    const audit = recordOf(workshop.runsFolder, first)['audit'] as { id: string; holds: unknown }[];
    expect(audit.filter(({ holds }) => holds === false)).toEqual([]);
    expect(audit.find(({ id }) => id === 'no-loss')?.holds).toBe(true);
  });
});

describe('a page that is shared', () => {
  const workshop = new Workshop();
  afterAll(() => workshop.close());

  it('lets others look, and only who has the token act', async () => {
    const live = await LiveCommand.start(workshop, ['demo', '--classroom', '--share']);
    await live.playing();
    const pause = { action: 'pause' };
    expect((await live.write('POST', 'live/controls', pause)).status).toBe(401);
    const wrong = { authorization: 'Bearer not-the-token' };
    expect((await live.write('POST', 'live/controls', pause, wrong)).status).toBe(401);
    expect((await live.frame()).classroom?.isPaused).toBe(false);
    const right = { authorization: `Bearer ${live.token}` };
    expect((await live.write('POST', 'live/controls', pause, right)).status).toBe(200);
    expect((await live.frame()).classroom?.isPaused).toBe(true);
    live.kill('SIGINT');
    expect((await live.result).stderr).not.toContain(`${live.token}\n${live.token}`);
  });
});

async function untilAlert(
  live: LiveCommand,
  isWanted: (alert: AlertJson) => boolean,
): Promise<AlertJson> {
  let found: AlertJson | undefined;
  await until('the alert', async () => {
    const { data } = await live.get<{ data: readonly AlertJson[] }>('api/alerts?pageSize=500');
    found = data.find(isWanted);
    return found !== undefined;
  });
  return found as AlertJson;
}

import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreFixture } from '../../pipeline/query/store.fixture.ts';
import type { LiveHello } from './frames.ts';
import { healthRoutes } from './health.ts';
import { liveHello } from './hello.fixture.ts';
import { parsePrometheus } from './prometheus.fixture.ts';

let server: FastifyInstance | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Run {
  hello?: LiveHello | undefined;
  reason?: string | undefined;
  store?: StoreFixture;
}

async function serve(run: Run) {
  server = Fastify({ forceCloseConnections: true });
  const store = run.store ?? new StoreFixture();
  const { hello, reason } = { hello: () => run.hello, reason: () => run.reason };
  await server.register(healthRoutes({ toolVersion: '0.1.0', hello, store, isReady: reason }));
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  return (path: string, accept?: string) =>
    fetch(address + path, accept === undefined ? {} : { headers: { accept } });
}

/** What Prometheus itself sends. */
const SCRAPER =
  'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';

describe('GET /metrics', () => {
  it('is text for a scraper, JSON for others, and what is asked for by name', async () => {
    const get = await serve({ hello: liveHello() });
    const typeOf = async (path: string, accept?: string) =>
      (await get(path, accept)).headers.get('content-type');
    const text = 'text/plain; version=0.0.4; charset=utf-8';
    const json = 'application/json; charset=utf-8';
    expect(await typeOf('/metrics', SCRAPER)).toBe(text);
    expect(await typeOf('/metrics', 'text/plain')).toBe(text);
    expect(await typeOf('/metrics', '*/*')).toBe(json);
    expect(await typeOf('/metrics', 'application/json, text/plain, */*')).toBe(json);
    expect(await typeOf('/metrics', 'text/html,application/xhtml+xml,*/*;q=0.8')).toBe(json);
    expect(await typeOf('/metrics?format=prometheus')).toBe(text);
    expect(await typeOf('/metrics?format=json', SCRAPER)).toBe(json);
  });

  it('says the same in both', async () => {
    const store = new StoreFixture();
    const get = await serve({ hello: liveHello(), store });
    const families = parsePrometheus(await (await get('/metrics', SCRAPER)).text());
    const { data } = (await (await get('/metrics')).json()) as {
      data: { name: string; samples: { value: number }[] }[];
    };
    expect(data.filter(({ samples }) => samples.length > 0).map(({ name }) => name)).toEqual([
      ...families.keys(),
    ]);
    const turns = store.products().reduce((sum, { appliedSeq }) => sum + appliedSeq, 0);
    const name = 'streamstock_events_applied_total';
    expect(families.get(name)?.samples).toEqual([{ labels: {}, value: turns }]);
    expect(data.find((family) => family.name === name)?.samples[0]?.value).toBe(turns);
  });

  it('follows the store', async () => {
    const store = new StoreFixture(1);
    const get = await serve({ hello: liveHello(), store });
    const turns = async () =>
      parsePrometheus(await (await get('/metrics?format=prometheus')).text()).get(
        'streamstock_events_applied_total',
      )?.samples[0]?.value;
    expect(await turns()).toBe(20);
    store.change('PROD-001', { appliedSeq: 31 });
    expect(await turns()).toBe(31);
    store.setRun(undefined);
    expect(await turns()).toBeUndefined();
  });

  it('names the parameter that is wrong', async () => {
    const get = await serve({ hello: liveHello() });
    for (const query of ['format=xml', 'format=', 'format=json&format=json']) {
      const answer = await get(`/metrics?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        ...{ success: false, error: { code: 'VALIDATION', field: 'query.format' } },
      });
    }
  });
});

describe('GET /healthz and /readyz', () => {
  it('the process answers before there is a run; readiness says why not, and then that it is', async () => {
    const run: Run = { reason: 'The run is being prepared.' };
    const get = await serve(run);
    expect((await get('/healthz')).status).toBe(200);
    const early = await get('/readyz');
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({
      ...{ success: false, error: { code: 'UNAVAILABLE', message: 'The run is being prepared.' } },
    });
    const scraped = parsePrometheus(await (await get('/metrics', 'text/plain')).text());
    expect(scraped.get('streamstock_ready')?.samples[0]?.value).toBe(0);

    run.reason = undefined;
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      ...{ success: true, data: { status: 'ready', run: 'demo-42-a1b2c3' } },
    });
  });

  it('nothing of it is kept by a cache', async () => {
    const get = await serve({ hello: liveHello() });
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await get(path)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

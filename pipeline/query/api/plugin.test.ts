import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../errors.ts';
import type { ErrorAnswer, EventsAnswer, PagedAnswer, ProductJson } from '../wire.ts';
import { type ApiFixture, apiFixture } from './api.fixture.ts';

let api: ApiFixture | undefined;

afterEach(async () => {
  await api?.server.close();
  api = undefined;
});

async function started(): Promise<ApiFixture> {
  api = await apiFixture();
  return api;
}

describe('reads', () => {
  it('show a change at once, and are the same bytes until then', async () => {
    const { server, store } = await started();
    const url = '/api/products/PROD-005';
    const first = await server.inject(url);
    expect((await server.inject(url)).body).toBe(first.body);
    store.change('PROD-005', { onHandUnits: 7 });
    const changed = await server.inject(url);
    expect(changed.json()).toMatchObject({ data: { quantity: 7, status: 'critical' } });
    expect(changed.headers.etag).not.toBe(first.headers.etag);
  });

  it('spare the body for whoever has it, also after a change that is none of theirs', async () => {
    const { server, store } = await started();
    const url = '/api/products/PROD-005';
    const { etag } = (await server.inject(url)).headers;
    const headers = { 'if-none-match': String(etag) };
    store.change('PROD-006', { onHandUnits: 7 });
    const again = await server.inject({ url, headers });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    store.change('PROD-005', { onHandUnits: 7 });
    expect((await server.inject({ url, headers })).statusCode).toBe(200);
  });

  it('do not keep what was refused', async () => {
    const { server } = await started();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect((await server.inject('/api/products?page=0')).statusCode).toBe(400);
    }
  });

  it('answer HEAD with the length and without the body', async () => {
    const { server } = await started();
    const url = '/api/products';
    const { body } = await server.inject(url);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const head = await server.inject({ method: 'HEAD', url });
      expect([head.statusCode, head.body]).toEqual([200, '']);
      expect(head.headers['content-length']).toBe(String(Buffer.byteLength(body)));
    }
  });

  it('come in pages that together are everything, once', async () => {
    const { server } = await started();
    const ids: string[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const url = `/api/products?sort=category&pageSize=15&page=${page}`;
      const answer = (await server.inject(url)).json<PagedAnswer<ProductJson>>();
      expect(answer).toMatchObject({ page, pageSize: 15, total: 50 });
      expect(answer.data).toHaveLength(answer.count);
      ids.push(...answer.data.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(50);
    expect((await server.inject('/api/products?page=4')).json()).toMatchObject({ count: 0 });
  });

  it('know the first warehouse as WH-1', async () => {
    const { server } = await started();
    const named = await server.inject('/api/products?warehouse=WH-NORTH');
    const alias = await server.inject('/api/products?warehouse=wh-1');
    expect(alias.json<PagedAnswer<ProductJson>>().data).toEqual(
      named.json<PagedAnswer<ProductJson>>().data,
    );
    expect((await server.inject('/api/products?warehouse=WH-6')).statusCode).toBe(404);
  });

  it('filter alerts by levels of both scales', async () => {
    const { server } = await started();
    const total = async (query: string) =>
      (await server.inject(`/api/alerts?${query}`)).json<PagedAnswer<unknown>>().total;
    expect(await total('severity=critical')).toBe(10);
    expect(await total('severity=high')).toBe(5);
    expect(await total('severity=warning')).toBe(7);
    expect(await total('severity=warning&active=true')).toBe(5);
    expect(await total('status=dismissed')).toBe(1);
    expect(await total('active=false')).toBe(2);
  });

  it('say how much of the history is not kept any more', async () => {
    const { server } = await started();
    const answer = (await server.inject('/api/events?limit=2')).json<EventsAnswer>();
    expect(answer).toMatchObject({ count: 2, total: 1300, dropped: 1000 });
    expect(answer.data.map(({ number }) => number)).toEqual([1300, 1299]);
  });

  it('are refused between two runs, and come back with the next one', async () => {
    const { server, store } = await started();
    const run = store.run();
    store.setRun(undefined);
    const refused = await server.inject('/api/products');
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect((await server.inject('/api/docs')).statusCode).toBe(200);
    store.setRun(run);
    expect((await server.inject('/api/products')).statusCode).toBe(200);
  });
});

describe('writes', () => {
  it('become commands, and are accepted with the record they became', async () => {
    const { server, sink } = await started();
    const answer = await server.inject({
      ...{ method: 'POST', url: '/api/events' },
      payload: { productId: 'PROD-002', quantity: 30, type: 'RESTOCK' },
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ data: { topic: 'inventory.commands' } });
    const payload = { unitPrice: 12.5, reorderPoint: 60, name: 'Lämp 💡' };
    await server.inject({ method: 'PUT', url: '/api/products/PROD-002', payload });
    await server.inject({ method: 'POST', url: '/api/alerts/ALT-PROD-001-stock-20/dismiss' });
    expect(sink.sent).toEqual([
      { kind: 'restock', productId: 'PROD-002', units: 30 },
      {
        ...{ kind: 'update-product', productId: 'PROD-002' },
        changes: { name: 'Lämp 💡', priceCents: 1250, reorderPointUnits: 60 },
      },
      {
        ...{ kind: 'dismiss-alert', productId: 'PROD-001' },
        alertId: 'ALT-PROD-001-stock-20',
      },
    ]);
  });

  it('tell who sends a stock that it is changed by events', async () => {
    const { server, sink } = await started();
    const answer = await server.inject({
      ...{ method: 'PUT', url: '/api/products/PROD-002', payload: { currentStock: 5 } },
    });
    const { error } = answer.json<ErrorAnswer>();
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'body.currentStock' });
    expect(error.hint).toContain('POST /api/events');
    expect(sink.sent).toEqual([]);
  });

  it('do not settle an alert twice', async () => {
    const { server, sink } = await started();
    const url = '/api/alerts/ALT-PROD-005-depletion-5/resolve';
    const answer = await server.inject({ method: 'POST', url });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ error: { code: 'CONFLICT', field: 'params.id' } });
    expect(sink.sent).toEqual([]);
  });

  it('are refused by a run that is measured, right or wrong', async () => {
    const { server, store, sink } = await started();
    const run = store.run();
    store.setRun(run && { ...run, isInteractive: false });
    for (const payload of [{ productId: 'PROD-002', quantity: 1 }, { nonsense: true }]) {
      const answer = await server.inject({ method: 'POST', url: '/api/events', payload });
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ error: { code: 'READ_ONLY' } });
    }
    expect(sink.sent).toEqual([]);
  });

  it('say so when the broker does not take them', async () => {
    const { server, sink } = await started();
    sink.trouble = new StreamstockError('BROKER_UNREACHABLE', 'No broker answers');
    const payload = { productId: 'PROD-002', quantity: 1 };
    const answer = await server.inject({ method: 'POST', url: '/api/events', payload });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } });
  });
});

describe('what is no request of the API', () => {
  it('is told which methods an address takes', async () => {
    const { server } = await started();
    const wrong = [
      ['DELETE', '/api/products/PROD-001', 'GET, HEAD, PUT'],
      ['POST', '/api/products', 'GET, HEAD'],
      ['GET', '/api/alerts/ALT-PROD-001-stock-20/resolve', 'POST'],
      ['PATCH', '/api/openapi.json', 'GET, HEAD'],
    ] as const;
    for (const [method, url, allow] of wrong) {
      const answer = await server.inject({ method, url, payload: 'x'.repeat(50_000) });
      expect([answer.statusCode, answer.headers['allow']], url).toEqual([405, allow]);
      expect(answer.json(), url).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
    }
  });

  it('is not found, broken addresses included', async () => {
    const { server } = await started();
    for (const url of ['/api', '/api/nothing', '/api/products/PROD-001/extra', '/../etc/passwd']) {
      expect((await server.inject(url)).json(), url).toMatchObject({
        error: { code: 'NOT_FOUND' },
      });
    }
    expect((await server.inject('/api/products/%zz')).statusCode).toBe(400);
    const endless = await server.inject(`/api/products/${'a'.repeat(20_000)}`);
    expect(endless.json()).toMatchObject({ success: false });
    expect(endless.statusCode).toBeGreaterThanOrEqual(400);
    expect(endless.statusCode).toBeLessThan(500);
  });

  it('is refused over a socket as well when it is no HTTP', async () => {
    const { server } = await started();
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    for (const text of ['nonsense\r\n\r\n', 'GET /api/products HTTP/1.1\r\n\r\n']) {
      expect(await rawAnswer(port, text), text).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect((await server.inject('/api/products')).statusCode).toBe(200);
  });
});

describe('the page of the document', () => {
  it('shows every operation and needs nothing from elsewhere', async () => {
    const { server } = await started();
    const { body, headers } = await server.inject('/api/docs');
    expect(headers['content-type']).toContain('text/html');
    for (const id of ['listProducts', 'updateProduct', 'restock', 'resolveAlert', 'getForecast']) {
      expect(body).toContain(`id="${id}"`);
    }
    expect(body).not.toMatch(/<script|style=|https?:/);
    expect((await server.inject('/api/docs.css')).headers['content-type']).toContain('text/css');
    const targets = [...body.matchAll(/href="#([^"]+)"/g)].map(([, id]) => `id="${id}"`);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) expect(body).toContain(target);
  });
});

function rawAnswer(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

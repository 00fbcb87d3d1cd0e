import { rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunsFolder, SECRET } from './server/run-list.fixture.ts';
import { createReportServer } from './server.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 12);
const HOSTILE = `</script><script>alert(1)</script>"'&\u202e\u0000${'x'.repeat(500)}`;
const runs = new RunsFolder();
let server: FastifyInstance;
let port = 0;

beforeAll(async () => {
  runs.run('20260105-101500-spike-7');
  runs.run('stored', { startedAt: '2026-01-05T10:00:00.000Z' });
  runs.file('stored', 'report.html', '<!doctype html><title>as stored</title>');
  runs.file('stored', 'summary.md', '# summary');
  runs.file('stored', 'junit.xml', '<testsuites/>');
  runs.file('stored', 'series.csv', '');
  runs.file('stored', 'events.jsonl', '{"topic":"inventory.sales"}\n');
  runs.file('stored', 'private.key', SECRET);
  runs.run('failed', {
    startedAt: '2026-01-04T10:00:00.000Z',
    scenario: { name: 'steady', source: '', description: '', resolved: {} },
    verdict: { name: 'thresholds', exitCode: 99, reasons: ['p(99)<10 is crossed: 27.4 ms'] },
  });
  runs.run('hostile', {
    startedAt: '2026-01-03T10:00:00.000Z',
    seed: HOSTILE,
    scenario: { name: HOSTILE, source: '', description: '', resolved: {} },
    verdict: { name: 'incomplete', exitCode: 94, reasons: [HOSTILE] },
  });
  runs.run('undrawable', { startedAt: '2026-01-02T10:00:00.000Z', seed: 'undrawable' });
  runs.file('older', 'run.json', '{"tool":{"name":"streamstock-bench"},"recordVersion":1}');
  runs.file('older', 'report.html', '<!doctype html><title>of its time</title>');
  runs.journal('killed', NOW_MS - 60_000);
  runs.search('search');
  runs.search('search-under-way');
  rmSync(join(runs.path, 'search-under-way', 'capacity.html'));
  runs.link('folder-link', '../outside');
  runs.link('file-link', '../../outside/summary.md', 'summary.md');
  runs.link('file-link', '../../outside/report.html', 'report.html');
  runs.pipe('pipe', 'latency.hlog');
  server = createReportServer({
    runsFolder: runs.path,
    renderReport: ({ runId, seed }) => {
      if (seed === 'undrawable') throw new TypeError('rates is null');
      return `<!doctype html><title>drawn ${runId}</title>`;
    },
    now: () => NOW_MS,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.close();
  runs.remove();
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init });

/** fetch tidies paths and sets the host: this sends what it is given. */
function raw(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      },
    );
    request.once('error', reject).end();
  });
}

/** The bytes as they are, and all that comes back. */
function bytes(sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.end(sent));
  return text(socket);
}

describe('the list', () => {
  it('links every finished run with its figures, newest first', async () => {
    const page = await (await get('/')).text();
    const links = [...page.matchAll(/class="whole-row" href="([^"]+)"/g)].map(([, link]) => link);
    expect(links).toEqual([
      '/runs/20260105-101500-spike-7/',
      '/runs/stored/',
      '/runs/failed/',
      '/runs/hostile/',
      '/runs/undrawable/',
    ]);
    for (const part of [
      'seed <bdi>7<',
      '2 hours ago',
      '98.21 %',
      '5,000',
      '250/s',
      'p(99)&lt;10 is',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).toContain('5 runs in');
    expect(page).toContain('3 folders without a report');
    expect(page).toContain('streamstock report --recover');
  });

  it('is filtered by scenario and verdict', async () => {
    const ids = async (query: string) => {
      const { runs: some } = (await (await get(`/api/runs${query}`)).json()) as {
        runs: { id: string }[];
      };
      return some.map(({ id }) => id);
    };
    expect(await ids('?scenario=steady')).toEqual(['failed']);
    expect(await ids('?scenario=&verdict=incomplete&page=')).toEqual(['hostile']);
    expect(await ids('?scenario=spike&verdict=thresholds')).toEqual([]);
    const page = await (await get('/?scenario=spike&verdict=thresholds')).text();
    expect(page).toContain('No run is like that.');
    expect(page).toContain('<option value="spike" selected>');
  });

  it('comes as JSON with what the page shows', async () => {
    const response = await get('/api/runs');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const json = (await response.json()) as Record<string, unknown[]>;
    expect(json).toMatchObject({ matching: 5, page: 1, pages: 1 });
    expect(json['runs']?.[1]).toMatchObject({
      id: 'stored',
      state: 'finished',
      report: '/runs/stored/',
      files: '/runs/stored/files/',
      verdict: 'passed',
      fillRate: 0.98213,
    });
    expect(json['others']).toContainEqual(
      expect.objectContaining({ id: 'killed', state: 'unfinished', report: null }),
    );
    expect(json['others']).toContainEqual(
      expect.objectContaining({ id: 'folder-link', files: null }),
    );
  });

  it('says what to do while there are no runs', async () => {
    const empty = createReportServer({ runsFolder: '/nowhere', renderReport: () => '' });
    const { statusCode, body } = await empty.inject({ url: '/', headers: { host: 'localhost' } });
    expect(statusCode).toBe(200);
    expect(body).toContain('make bench SCENARIO=spike');
    await empty.close();
  });

  it('shows texts from records, and runs none of them', async () => {
    const page = await (await get('/')).text();
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&lt;/script&gt;');
    expect(page).not.toContain('x'.repeat(450));
  });
});

describe('a report', () => {
  it('is the stored one, or drawn from the record', async () => {
    const stored = await get('/runs/stored/');
    expect(await stored.text()).toContain('as stored');
    expect(stored.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await (await get('/runs/20260105-101500-spike-7/')).text()).toContain(
      'drawn 20260105-101500-spike-7',
    );
  });

  it('may be stored beside a record that cannot be read any more', async () => {
    expect(await (await get('/runs/older/')).text()).toContain('of its time');
  });

  it('has an origin of its own and no connection', async () => {
    for (const id of ['stored', '20260105-101500-spike-7']) {
      const policy = (await get(`/runs/${id}/`)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain('sandbox allow-scripts');
      expect(policy).not.toMatch(/allow-same-origin|connect-src|'self'/);
    }
  });

  it('that cannot be had says why and what to do', async () => {
    const killed = await get('/runs/killed/');
    expect(killed.status).toBe(404);
    expect(await killed.text()).toContain('streamstock report --recover');
    const undrawable = await get('/runs/undrawable/');
    expect(undrawable.status).toBe(404);
    expect(await undrawable.text()).toContain('rates is null');
  });

  it('is found without the slash at the end', async () => {
    const response = await get('/runs/stored');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/runs/stored/']);
  });
});

describe('a capacity search', () => {
  it('shows its result, in the list and as a page', async () => {
    const page = await (await get('/?scenario=steady')).text();
    expect(page).toContain('href="/runs/search/"');
    expect(page).toContain('2,950 events per second');
    expect(await (await get('/?verdict=passed')).text()).not.toContain('href="/runs/search/"');
    const result = await get('/runs/search/');
    expect(await result.text()).toContain('<title>found');
    expect(result.headers.get('content-security-policy')).toContain('sandbox');
    const files = await (await get('/runs/search/files/')).text();
    expect(files).toContain('<a href="capacity.json"');
    expect(files).toContain(`--runs-dir ${join(runs.path, 'search', 'probes')}`);
    expect((await get('/runs/search-under-way/')).status).toBe(404);
  });
});

describe('raw files', () => {
  it.each([
    ['run.json', 'application/json; charset=utf-8', 'inline'],
    ['summary.md', 'text/markdown; charset=utf-8', 'inline'],
    ['junit.xml', 'application/xml; charset=utf-8', 'inline'],
    ['report.html', 'text/html; charset=utf-8', 'attachment'],
    ['series.csv', 'text/csv; charset=utf-8', 'attachment'],
    ['events.jsonl', 'application/jsonl; charset=utf-8', 'attachment'],
  ])('%s is %s, %s', async (name, type, disposition) => {
    const response = await get(`/runs/stored/files/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-disposition')).toBe(
      `${disposition}; filename="stored-${name}"`,
    );
    expect(response.headers.get('content-security-policy')).toMatch(/; sandbox$/);
    const body = await response.text();
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(body));
  });

  it('are listed with their sizes', async () => {
    const page = await (await get('/runs/stored/files/')).text();
    for (const name of ['run.json', 'summary.md', 'series.csv']) {
      expect(page).toContain(`<a href="${name}"`);
    }
    expect(page).toContain('9 bytes');
    expect(page).not.toContain('latency.hlog');
    expect(page).not.toContain('private.key');
  });

  it('are those of the list alone, and never what a link leads to', async () => {
    for (const path of [
      '/runs/stored/files/private.key',
      '/runs/stored/files/latency.hlog',
      '/runs/file-link/files/summary.md',
      '/runs/file-link/',
      '/runs/folder-link/files/run.json',
      '/runs/folder-link/files/',
      '/runs/folder-link/',
      '/runs/pipe/files/latency.hlog',
    ]) {
      const response = await get(path);
      expect(response.status, path).toBe(404);
      expect(await response.text()).not.toContain(SECRET);
    }
  });
});

describe('strangers', () => {
  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
  ])('who call the server %j are refused', async (host) => {
    const { status, body } = await raw('/api/runs', { headers: { host } });
    expect(status).toBe(403);
    expect(body).not.toContain('stored');
  });

  it.each([
    'localhost',
    'LOCALHOST:80',
    '127.0.0.1:3001',
    '127.8.8.8',
    '[::1]:3001',
    'a.localhost',
  ])('who call it %s are not strangers', async (host) => {
    expect((await raw('/api/runs', { headers: { host } })).status).toBe(200);
  });

  it('cannot write', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      for (const path of ['/', '/runs/stored/', '/nowhere']) {
        expect((await raw(path, { method })).status, `${method} ${path}`).toBe(405);
      }
    }
  });

  it('get the same safe headers with every answer', async () => {
    for (const path of ['/', '/api/runs', '/nowhere', '/runs/stored/files/run.json', '/%zz']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      if (path !== '/api/runs') {
        expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      }
    }
  });

  it.each([
    ['/?verdict=splendid', 400],
    ['/?page=0', 400],
    ['/?page=9e9', 400],
    ['/?page=1&page=2', 400],
    ['/?__proto__=1', 400],
    ['/?page=99', 200],
    ['/api/runs?color=red', 400],
    ['/%zz', 400],
    ['/runs/%2e%2e/', 404],
    [`/runs/${'a'.repeat(8000)}/`, 404],
    ['/runs/stored/files/..%2f..%2f..%2fsecret.txt', 404],
    ['/favicon.ico', 404],
  ])('asking for %s hear %i', async (path, status) => {
    expect((await raw(path, { headers: { host: 'localhost' } })).status).toBe(status);
  });

  it('who do not speak HTTP harm nobody', async () => {
    expect(await bytes('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await bytes(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
    expect(await bytes('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await bytes('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 403 /,
    );
    expect(await bytes('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.\d 403 /);
    expect((await get('/')).status).toBe(200);
  });

  it('never get out of the runs folder, and never cause a defect', async () => {
    const piece = fc.constantFrom(
      ...['..', '.', '%2e%2e', '%2f', '/', '//', '\\', '%5c', '%00', '%252e', '~', 'C:', '?', '#'],
      ...[
        'runs',
        'files',
        'stored',
        'file-link',
        'folder-link',
        'outside',
        'secret.txt',
        'run.json',
      ],
      ...['private.key', 'etc', 'passwd', 'summary.md', '%ff', '%c0%ae', ';', '%3f', '%', '\t'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 9 }), async (pieces) => {
        const path = `/${pieces.join('')}`.replaceAll(/[\t#]/g, encodeURIComponent);
        const { status, body } = await raw(path, { headers: { host: 'localhost' } });
        expect(status, path).toBeGreaterThanOrEqual(200);
        expect(status, path).toBeLessThan(500);
        expect(body, path).not.toContain(SECRET);
        expect(body, path).not.toContain('root:');
      }),
      { numRuns: 300 },
    );
  });
});

it('ends at once although browsers keep connections open', async () => {
  const other = createReportServer({ runsFolder: runs.path, renderReport: () => '' });
  await other.listen({ host: '127.0.0.1', port: 0 });
  const { port: otherPort } = other.server.address() as AddressInfo;
  const socket = connect(otherPort, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.resume();
  await other.close();
  await closed;
});

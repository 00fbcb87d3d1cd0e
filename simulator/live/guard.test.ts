import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { answerError, answerNotFound } from '../../pipeline/query/api/errors.ts';
import { type GuardOptions, httpGuard, LIVE_PAGE_POLICY } from './guard.ts';

const TOKEN = 'a-token-of-this-run';
const CLASSROOM: GuardOptions = { isShared: false, token: TOKEN, isClassroom: true };
const SHARED: GuardOptions = { ...CLASSROOM, isShared: true };

let server: FastifyInstance | undefined;
let changes = 0;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** @returns the port; `GET /page`, and `POST /change`, which counts */
async function guarded(options: GuardOptions, host = '127.0.0.1'): Promise<number> {
  changes = 0;
  const made = Fastify({ forceCloseConnections: true });
  server = made;
  made.setErrorHandler(answerError);
  made.setNotFoundHandler(answerNotFound);
  await made.register(httpGuard(options));
  await made.register(async (scope) => {
    scope.get('/page', async () => 'a page');
    scope.post('/change', async () => {
      changes += 1;
      return 'changed';
    });
  });
  await made.listen({ port: 0, host });
  return (made.server.address() as AddressInfo).port;
}

interface Asked {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  address = '127.0.0.1',
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: address, port, method, path, agent: false, headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

function fieldOf({ body }: Asked): string {
  return (JSON.parse(body) as { error: { field: string } }).error.field;
}

describe('the guard of the live server', () => {
  it('answers under loopback names, IPv6 and ports included', async () => {
    const port = await guarded(CLASSROOM, '::1');
    for (const host of ['localhost', `localhost:${port}`, `[::1]:${port}`, '127.0.0.1']) {
      expect((await ask(port, 'GET', '/page', { host }, '::1')).status, host).toBe(200);
    }
  });

  it('refuses every other name, reads and unknown addresses included', async () => {
    const port = await guarded(SHARED);
    for (const host of ['evil.example', `evil.example:${port}`, '192.0.2.1']) {
      for (const path of ['/page', '/nothing']) {
        const refused = await ask(port, 'GET', path, { host });
        expect(refused.status, `${host}${path}`).toBe(403);
        expect(fieldOf(refused)).toBe('headers.host');
      }
    }
  });

  it('refuses pages of other origins, and changes nothing for them', async () => {
    const port = await guarded(CLASSROOM);
    const foreign = ['http://evil.example', `http://localhost:${port + 1}`, 'null'];
    for (const origin of foreign) {
      const refused = await ask(port, 'POST', '/change', { host: `localhost:${port}`, origin });
      expect(refused.status, origin).toBe(403);
      expect(fieldOf(refused)).toBe('headers.origin');
    }
    expect(changes).toBe(0);
  });

  it('refuses to be embedded in a foreign page, but may be linked from one', async () => {
    const port = await guarded(CLASSROOM);
    const from = (mode: string) => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode });
    expect((await ask(port, 'GET', '/page', from('no-cors'))).status).toBe(403);
    expect((await ask(port, 'GET', '/page', from('navigate'))).status).toBe(200);
  });

  it('lets its own page write, and programs without an origin', async () => {
    const port = await guarded(CLASSROOM);
    const origin = `http://127.0.0.1:${port}`;
    expect((await ask(port, 'POST', '/change', { origin })).status).toBe(200);
    expect((await ask(port, 'POST', '/change')).status).toBe(200);
    expect(changes).toBe(2);
  });

  it('asks for the token when shared, for changes and not for reads', async () => {
    const port = await guarded(SHARED);
    expect((await ask(port, 'GET', '/page')).status).toBe(200);
    const wrong = ['', 'Bearer', 'Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN];
    for (const authorization of wrong) {
      const refused = await ask(port, 'POST', '/change', { authorization });
      expect(refused.status, authorization).toBe(401);
      expect(refused.headers['www-authenticate']).toBe('Bearer');
      expect(refused.body).not.toContain(TOKEN);
    }
    expect(changes).toBe(0);
    const authorization = `Bearer ${TOKEN}`;
    expect((await ask(port, 'POST', '/change', { authorization })).status).toBe(200);
  });

  it('lets nobody in with an empty token', async () => {
    const port = await guarded({ ...SHARED, token: '' });
    for (const authorization of ['Bearer ', 'Bearer undefined']) {
      expect((await ask(port, 'POST', '/change', { authorization })).status).toBe(401);
    }
  });

  it('refuses every change of a run that is measured, whoever asks', async () => {
    const port = await guarded({ ...SHARED, isClassroom: false });
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const refused = await ask(port, method, '/change', { authorization: `Bearer ${TOKEN}` });
      expect(refused.status, method).toBe(409);
      expect(refused.body).toContain('READ_ONLY');
    }
    expect(changes).toBe(0);
  });

  it('tells browsers to trust nothing, on refusals as well', async () => {
    const port = await guarded(CLASSROOM);
    for (const path of ['/page', '/nothing']) {
      const { headers } = await ask(port, 'GET', path);
      expect(headers['content-security-policy']).toBe(LIVE_PAGE_POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    const refused = await ask(port, 'GET', '/page', { host: 'evil.example' });
    expect(refused.headers['content-security-policy']).toBe(LIVE_PAGE_POLICY);
  });
});

/** Ports at which no broker listens, or one that does not trust or is not trusted: said in words, without waiting. */
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { issue } from '../connection/certificates.fixture.ts';
import { Workshop } from './command.fixture.ts';
import { expectRefusal } from './expectations.fixture.ts';

const workshop = new Workshop();
const short = workshop.scenario(
  'short',
  'load: { executor: constant-arrival-rate, rate: 200, duration: 500ms }\n',
);
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  workshop.close();
});

const ca = { name: 'Test CA', ...issue({ name: 'Test CA', isAuthority: true }) };
const caFile = workshop.file('ca.pem', ca.certificate);

describe.concurrent('a port', () => {
  it('of a web server is told from a broker’s', async () => {
    const address = await listening(createHttpServer((_, response) => response.end('hello')));
    const result = await workshop.bench([short, '--broker', address]);
    expectRefusal(result, 95, `${address} answers as a web server (HTTP)`, 'Check the port');
    expect(result.stderr).not.toContain('within 10 s');
  });

  it('that speaks TLS is not taken for a broken one', async () => {
    const { key, certificate } = issue({ name: 'own', hosts: ['127.0.0.1'], issuer: ca });
    const address = await listening(tlsServer(key, certificate));
    const plain = await workshop.bench([short, '--broker', address]);
    expectRefusal(plain, 95, `${address} speaks TLS, and the connection was tried without`);
    const untrusting = await workshop.bench([short, '--broker', address, '--tls']);
    expectRefusal(untrusting, 95, `${address}: the broker's certificate is not trusted`);
  });

  it('with a certificate for another name is refused, whatever Node was told', async () => {
    const { key, certificate } = issue({ name: 'x', hosts: ['elsewhere.test'], issuer: ca });
    const address = await listening(tlsServer(key, certificate));
    const result = await workshop.bench([short, '--broker', address, '--tls-ca', caFile], {
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
    });
    expectRefusal(result, 95, 'was issued to another name', '--tls-server-name');
  });

  it('of a server that speaks old versions of TLS only is refused', async () => {
    const { key, certificate } = issue({ name: 'old', hosts: ['127.0.0.1'], issuer: ca });
    const address = await listening(tlsServer(key, certificate, 'TLSv1.1'));
    const result = await workshop.bench([short, '--broker', address, '--tls-ca', caFile]);
    expectRefusal(result, 95, 'TLS');
    expect(result.stderr).toContain('ssl.enabled.protocols');
  });
});

function tlsServer(key: string, cert: string, version?: 'TLSv1.1'): Server {
  const old =
    version === undefined
      ? {}
      : { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
  const server = createTlsServer({ key, cert, ...old }, (socket) => {
    socket.on('error', () => {});
    socket.end();
  });
  server.on('tlsClientError', () => {});
  return server;
}

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

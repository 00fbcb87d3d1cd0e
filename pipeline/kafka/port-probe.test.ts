import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { probePort, splitAddress } from './port-probe.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function probe(server: Server, timeoutMs = 2_000) {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return probePort({ host: '127.0.0.1', port }, timeoutMs);
}
const serving = (answer: (socket: Socket, asked: Buffer) => void): Server =>
  createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (asked) => answer(socket, asked));
  });

/** Length, number of the request, body. */
function frame(number: number, ...int16s: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 2 * int16s.length);
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt32BE(number, 4);
  for (const [at, value] of int16s.entries()) bytes.writeInt16BE(value, 8 + 2 * at);
  return bytes;
}
/** No error, one API: key, lowest and highest version. */
const versions = (key: number): Buffer => frame(1, 0, 0, 1, key, 0, 7);
const illegalState = frame(2, 34, 0, 0);
const text = Buffer.from('PLAIN');
const mechanisms = Buffer.concat([frame(2, 33, 0, 1, text.length), text]);
mechanisms.writeInt32BE(mechanisms.length - 4, 0);

it('knows a broker without a login', async () => {
  const server = serving((socket) => socket.write(Buffer.concat([versions(3), illegalState])));
  expect(await probe(server)).toEqual({
    kind: 'kafka',
    tls: false,
    mechanisms: undefined,
    isController: false,
  });
});

it('knows the mechanisms of one with, however its answers are cut', async () => {
  const server = serving((socket) => {
    for (const byte of Buffer.concat([versions(3), mechanisms])) socket.write(Buffer.from([byte]));
  });
  expect(await probe(server)).toMatchObject({ kind: 'kafka', mechanisms: ['PLAIN'] });
});

it('knows a controller by what it does not know', async () => {
  const server = serving((socket) => socket.end(versions(1)));
  expect(await probe(server)).toMatchObject({ kind: 'kafka', isController: true });
});

it('knows TLS by its alert, also where no handshake succeeds', async () => {
  const alert = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);
  expect(await probe(serving((socket) => socket.end(alert)))).toEqual({ kind: 'tls' });
});

it('knows web servers and other programs', async () => {
  expect(await probe(createHttpServer())).toEqual({ kind: 'http' });
  expect(await probe(serving((socket) => socket.write('SSH-2.0-x\r\n')))).toEqual({
    kind: 'other',
  });
});

it('tells silence, a closed door and nobody at home apart', async () => {
  expect(
    await probe(
      serving(() => {}),
      200,
    ),
  ).toEqual({ kind: 'silent' });
  expect(await probe(serving((socket) => socket.destroy()))).toEqual({ kind: 'closes' });
  expect(await probePort({ host: '127.0.0.1', port: 1 }, 500)).toEqual({ kind: 'unreachable' });
});

it('sends nothing but two questions', async () => {
  let asked = Buffer.alloc(0);
  await probe(
    serving((socket, bytes) => {
      asked = Buffer.concat([asked, bytes]);
      socket.write(Buffer.concat([versions(3), illegalState]));
    }),
  );
  expect([asked.readInt16BE(4), asked.readInt16BE(6)]).toEqual([18, 0]);
  const second = 4 + asked.readInt32BE(0);
  expect([asked.readInt16BE(second + 4), asked.length]).toEqual([
    17,
    second + 4 + asked.readInt32BE(second),
  ]);
});

it('splits addresses', () => {
  expect(splitAddress('a.test:9092')).toEqual({ host: 'a.test', port: 9092 });
  expect(splitAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
});

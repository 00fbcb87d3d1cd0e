/**
 * What listens at an address, found out without logging in: kafkajs says of most mistakes only that the connection was
 * closed. Two requests that brokers answer before a login are enough:
 *
 *     ApiVersions v0    which requests are known: a controller knows none of those that clients begin with
 *     SaslHandshake v1  with a mechanism that nobody has: answered with those that there are, or with "no login here"
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export type PortFinding =
  | {
      readonly kind: 'kafka';
      readonly tls: boolean;
      /** Mechanisms of which one has to be used; undefined: nobody logs in there, or it does not tell. */
      readonly mechanisms: readonly string[] | undefined;
      /** It takes nothing that a client has to say. */
      readonly isController: boolean;
    }
  /** What is spoken inside cannot be known without what the connection lacks, such as a client certificate. */
  | { readonly kind: 'tls' }
  | { readonly kind: 'http' }
  /** Bytes that are neither Kafka's nor TLS nor HTTP. */
  | { readonly kind: 'other' }
  | { readonly kind: 'closes' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreachable' };

const API_VERSIONS = 18;
const SASL_HANDSHAKE = 17;
const METADATA = 3;
const ERROR_UNSUPPORTED_MECHANISM = 33;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Never rejects. Nothing secret is sent, so that certificates need not be looked at. */
export async function probePort(
  { host, port }: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<PortFinding> {
  const plain = await talk(() => connectTcp({ host, port }), 'connect', timeoutMs);
  const finding = findingOf(plain, false);
  if (finding.kind !== 'closes' && finding.kind !== 'tls') return finding;
  const encrypted = await talk(
    () =>
      connectTls({
        host,
        port,
        rejectUnauthorized: false,
        ...(isIP(host) === 0 ? { servername: host } : {}),
      }),
    'secureConnect',
    timeoutMs,
  );
  if (!encrypted.connected) return finding;
  const inside = findingOf(encrypted, true);
  return inside.kind === 'kafka' || inside.kind === 'http' ? inside : { kind: 'tls' };
}

/** `host:port`, brackets around an IPv6 host. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return {
    host: address.slice(0, at).replace(/^\[(.*)\]$/, '$1'),
    port: Number(address.slice(at + 1)),
  };
}

interface Talk {
  readonly connected: boolean;
  readonly ended: boolean;
  readonly bytes: Buffer;
}

/** Sends both requests at once and listens until both are answered, the connection is closed or time is up. */
function talk(
  open: () => Socket,
  readyEvent: 'connect' | 'secureConnect',
  timeoutMs: number,
): Promise<Talk> {
  return new Promise((resolve) => {
    const heard: Buffer[] = [];
    let connected = false;
    const socket = open();
    const end = (ended: boolean): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // What still goes wrong with it is of no interest.
      socket.on('error', () => {});
      socket.destroy();
      resolve({ connected, ended, bytes: Buffer.concat(heard) });
    };
    const timer = setTimeout(() => end(false), timeoutMs);
    socket.once(readyEvent, () => {
      connected = true;
      socket.write(
        Buffer.concat([
          request(API_VERSIONS, 0, 1, Buffer.alloc(0)),
          request(SASL_HANDSHAKE, 1, 2, text('-')),
        ]),
      );
    });
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes);
      const all = Buffer.concat(heard);
      if (all.length > MAX_ANSWER_BYTES || !isKafka(all) || answersIn(all).length === 2) end(false);
    });
    socket.once('end', () => end(true));
    socket.once('error', () => end(true));
    socket.once('close', () => end(true));
  });
}

function findingOf({ connected, ended, bytes }: Talk, tls: boolean): PortFinding {
  if (!connected) return { kind: 'unreachable' };
  if (bytes.length === 0) return { kind: ended ? 'closes' : 'silent' };
  // An alert record, version 3.x: what TLS says to whom does not speak it.
  if (bytes[0] === 0x15 && bytes[1] === 0x03) return { kind: 'tls' };
  if (bytes.toString('latin1', 0, 5) === 'HTTP/') return { kind: 'http' };
  const [versions, handshake] = isKafka(bytes) ? answersIn(bytes) : [];
  if (versions === undefined) return { kind: 'other' };
  return {
    kind: 'kafka',
    tls,
    mechanisms: handshake === undefined ? undefined : mechanismsIn(handshake),
    isController: !keysIn(versions).includes(METADATA),
  };
}

/** Length, then the number of the first request. */
function isKafka(bytes: Buffer): boolean {
  if (bytes.length < 8) return bytes.length < 4 || bytes.readInt32BE(0) < MAX_ANSWER_BYTES;
  return bytes.readInt32BE(0) < MAX_ANSWER_BYTES && bytes.readInt32BE(4) === 1;
}

/** The bodies of those that have come as a whole. */
function answersIn(bytes: Buffer): Buffer[] {
  const answers: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readInt32BE(at);
    if (end > bytes.length || end < at + 8) break;
    answers.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return answers;
}

/** `error int16 | count int32 | (key int16, min int16, max int16)…` */
function keysIn(answer: Buffer): number[] {
  const keys: number[] = [];
  for (let at = 6; at + 6 <= answer.length; at += 6) keys.push(answer.readInt16BE(at));
  return keys;
}

/** `error int16 | count int32 | (string)…`; undefined where there is no login. */
function mechanismsIn(answer: Buffer): string[] | undefined {
  if (answer.length < 6 || answer.readInt16BE(0) !== ERROR_UNSUPPORTED_MECHANISM) return undefined;
  const names: string[] = [];
  for (let at = 6; at + 2 <= answer.length; ) {
    const length = answer.readInt16BE(at);
    names.push(answer.toString('latin1', at + 2, at + 2 + length));
    at += 2 + Math.max(0, length);
  }
  return names.sort();
}

/** Length, then header version 1: key, version, number, client id. */
function request(apiKey: number, version: number, number: number, body: Buffer): Buffer {
  const client = text('streamstock-probe');
  const header = Buffer.alloc(12);
  header.writeInt32BE(8 + client.length + body.length, 0);
  header.writeInt16BE(apiKey, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(number, 8);
  return Buffer.concat([header, client, body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length, 0);
  return Buffer.concat([length, bytes]);
}

import {
  KafkaJSConnectionError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { Connection, Security } from './connection.ts';
import { connectionTrouble, isPuzzling, symptomOf } from './connection-trouble.ts';
import type { PortFinding } from './port-probe.ts';
import { Secret } from './secret.ts';

const password = new Secret('hush');
const SASL: Security = { sasl: { mechanism: 'SCRAM-SHA-512', username: 'alice', password } };
const TLS: Security = { tls: {} };

function at(security?: Security, ...brokers: string[]): Connection {
  const where = { brokers: brokers.length > 0 ? brokers : ['a:1'], kind: 'external' } as const;
  return security === undefined ? where : { ...where, security };
}
function node(code: string, message = code, broker = 'a:1'): Error {
  return Object.assign(new KafkaJSConnectionError(`Connection error: ${message}`), {
    code,
    broker,
  });
}
function named(name: string, message = 'Closed connection'): Error {
  return Object.assign(new Error(message), { name, broker: 'a:1' });
}
const protocol = (type: string): Error =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 1 }));
const kafka = (parts: Partial<Extract<PortFinding, { kind: 'kafka' }>> = {}): PortFinding => ({
  ...{ kind: 'kafka', tls: false, mechanisms: undefined, isController: false },
  ...parts,
});
const closed = named('KafkaJSConnectionClosedError');

describe('what will not pass by itself', () => {
  it.each<
    [string, Error, Security | undefined, PortFinding | undefined, code: string, sentence: string]
  >([
    [
      'HTTP',
      closed,
      undefined,
      { kind: 'http' },
      'BROKER_UNREACHABLE',
      'a:1 answers as a web server (HTTP)',
    ],
    [
      'another server',
      closed,
      undefined,
      { kind: 'other' },
      'BROKER_UNREACHABLE',
      'it is no Kafka broker',
    ],
    [
      'a controller',
      named('KafkaJSServerDoesNotSupportApiKey'),
      undefined,
      kafka({ isController: true }),
      'BROKER_UNREACHABLE',
      'a:1 is the port of a controller',
    ],
    [
      'a controller, with TLS',
      node('ECONNRESET'),
      TLS,
      kafka({ isController: true }),
      'BROKER_UNREACHABLE',
      'a:1 is the port of a controller',
    ],
    [
      'plaintext to TLS',
      closed,
      undefined,
      kafka({ tls: true }),
      'TLS_FAILED',
      'a:1 speaks TLS, and the connection was tried without',
    ],
    [
      'plaintext to TLS that wants a certificate',
      closed,
      SASL,
      { kind: 'tls' },
      'TLS_FAILED',
      'a:1 speaks TLS',
    ],
    [
      'TLS to plaintext',
      node('ECONNRESET'),
      TLS,
      kafka(),
      'TLS_FAILED',
      'a:1 speaks Kafka without TLS',
    ],
    [
      'no user',
      closed,
      undefined,
      kafka({ mechanisms: ['PLAIN', 'X'] }),
      'AUTHENTICATION_FAILED',
      'a:1 wants a login (PLAIN, X), and no user was given',
    ],
    [
      'a user where logins are unknown',
      named('KafkaJSServerDoesNotSupportApiKey'),
      SASL,
      { kind: 'closes' },
      'AUTHENTICATION_FAILED',
      'a:1 knows no login',
    ],
    [
      'a user in vain',
      protocol('ILLEGAL_SASL_STATE'),
      SASL,
      undefined,
      'AUTHENTICATION_FAILED',
      'a:1 knows no login',
    ],
    [
      'another mechanism',
      protocol('UNSUPPORTED_SASL_MECHANISM'),
      SASL,
      kafka({ mechanisms: ['PLAIN'] }),
      'AUTHENTICATION_FAILED',
      'does not know the mechanism SCRAM-SHA-512; it has PLAIN',
    ],
    [
      'a wrong password',
      named('KafkaJSSASLAuthenticationError', 'SASL failed'),
      SASL,
      undefined,
      'AUTHENTICATION_FAILED',
      'a:1 refused the user "alice" with SCRAM-SHA-512',
    ],
    [
      'an unknown authority',
      node('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      TLS,
      undefined,
      'TLS_FAILED',
      'its authority is not among those given',
    ],
    [
      'a certificate of its own',
      node('DEPTH_ZERO_SELF_SIGNED_CERT'),
      TLS,
      undefined,
      'TLS_FAILED',
      'signs itself',
    ],
    [
      'an expired certificate',
      node('CERT_HAS_EXPIRED'),
      TLS,
      undefined,
      'TLS_FAILED',
      'has expired',
    ],
    [
      'no client certificate',
      node('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      TLS,
      undefined,
      'TLS_FAILED',
      'wants a client certificate, and none was given',
    ],
    [
      'a refused client certificate',
      node('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'),
      { tls: { certificate: 'c' } },
      undefined,
      'TLS_FAILED',
      'refused the client certificate',
    ],
    [
      'anything else of TLS',
      node('ERR_SSL_NO_CIPHERS'),
      TLS,
      undefined,
      'TLS_FAILED',
      'the TLS handshake failed (ERR_SSL_NO_CIPHERS)',
    ],
  ])('%s', (_, error, security, finding, code, sentence) => {
    const trouble = connectionTrouble(error, at(security), finding);
    expect(trouble).toMatchObject({ code, isLasting: true });
    expect(trouble?.sentence).toContain(sentence);
    expect(trouble?.sentence).toMatch(/^\S.*\.$/);
    expect(trouble?.hint).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(trouble)).not.toMatch(/hush|undefined/);
  });

  it('names whom a certificate was issued to', () => {
    const message = "Hostname/IP does not match certificate's altnames: ";
    const sentence = (detail: string) =>
      connectionTrouble(node('ERR_TLS_CERT_ALTNAME_INVALID', `${message}${detail}`), at(TLS))
        ?.sentence;
    expect(sentence("Host: a. is not in the cert's altnames: DNS:b.test")).toContain(
      '(Host: a. is not among DNS:b.test)',
    );
    expect(sentence("IP: 127.0.0.1 is not in the cert's list: ")).toContain(
      '(IP: 127.0.0.1 is not in it)',
    );
  });
});

describe('what may pass', () => {
  it.each([
    [node('ECONNREFUSED'), 'Nobody listens at a:1 (connection refused, ECONNREFUSED).'],
    [node('ENOTFOUND'), 'The host name in a:1 is unknown (ENOTFOUND).'],
    [node('ECONNRESET'), 'a:1 broke the connection off (ECONNRESET).'],
    [closed, 'a:1 accepted the connection and closed it again.'],
    [named('KafkaJSConnectionError', 'Connection timeout'), 'did not answer (timed out)'],
    [named('KafkaJSRequestTimeoutError', 'Request x timed out'), 'did not answer (timed out)'],
  ])('is a broker that is not reached: %s', (error, sentence) => {
    const trouble = connectionTrouble(error, at());
    expect(trouble).toMatchObject({ code: 'BROKER_UNREACHABLE', isLasting: false });
    expect(trouble?.sentence).toContain(sentence);
  });

  it('is looked at where the error alone does not tell', () => {
    const puzzling = (error: Error) => isPuzzling(symptomOf(error));
    for (const error of [
      closed,
      node('ECONNRESET'),
      node('ERR_SSL_WRONG_VERSION_NUMBER'),
      protocol('UNSUPPORTED_SASL_MECHANISM'),
    ])
      expect(puzzling(error)).toBe(true);
    for (const error of [
      node('ECONNREFUSED'),
      node('CERT_HAS_EXPIRED'),
      protocol('ILLEGAL_SASL_STATE'),
    ])
      expect(puzzling(error)).toBe(false);
  });
});

it('an error behind repetitions is found', () => {
  const inner = node('ECONNREFUSED', 'connect ECONNREFUSED', 'b:2');
  const outer = new KafkaJSNumberOfRetriesExceeded(inner, { retryCount: 0, retryTime: 1 });
  expect(symptomOf(outer)).toMatchObject({ code: 'ECONNREFUSED', address: 'b:2' });
});

it('an address that nobody typed is told to come from the cluster', () => {
  const trouble = connectionTrouble(
    node('ECONNREFUSED', 'x', 'inner:9'),
    at(undefined, 'a:1', 'c:3'),
  );
  expect(trouble?.sentence).toBe(
    'The cluster at a:1, c:3 names a broker at inner:9, where the connection failed. Nobody listens at inner:9 (connection refused, ECONNREFUSED).',
  );
  expect(trouble?.hint).toContain('advertised.listeners');
});

it('errors about other things are none of a connection', () => {
  expect(connectionTrouble(new TypeError('x is not a function'), at())).toBeUndefined();
  expect(connectionTrouble(protocol('TOPIC_AUTHORIZATION_FAILED'), at())).toBeUndefined();
});

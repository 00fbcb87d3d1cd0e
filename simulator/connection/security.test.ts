import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Secret } from '../../pipeline/kafka/secret.ts';
import { issue, withPassphrase } from './certificates.fixture.ts';
import { type ConnectionFlags, collectSettings } from './given.ts';
import { readSecurity } from './security.ts';

const folder = mkdtempSync(join(tmpdir(), 'security-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string, mode = 0o600): string {
  files += 1;
  const path = join(folder, `file-${files}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const NOW = Date.parse('2026-06-01T00:00:00Z');
const mine = issue({ name: 'mine' });
const other = issue({ name: 'other' });
const ca = file(mine.certificate, 0o644);

function resolve(flags: ConnectionFlags, environment: Record<string, string> = {}, stdin = '') {
  const given = collectSettings(flags, environment);
  const found = readSecurity(given, { nowMs: NOW, stdin: () => ({ text: stdin }) });
  const faults = [...given.faults, ...found.faults].map(({ where, what }) => `${where}: ${what}`);
  return { security: found.security, faults, notes: given.notes };
}
const revealed = (secret: Secret | undefined): string | undefined => secret?.reveal();

const LOGIN = { 'sasl-mechanism': 'scram-sha-256', 'sasl-username': 'alice' } as const;

describe('TLS', () => {
  it('is off unless somebody asks for it', () => {
    expect(resolve({})).toEqual({ security: undefined, faults: [], notes: [] });
    expect(resolve({ tls: false }).security).toBeUndefined();
  });

  it('is on by its flag, by any of its settings, or by a variable', () => {
    const ours = { tls: { ca: mine.certificate } };
    expect(resolve({ tls: true }).security).toEqual({ tls: {} });
    expect(resolve({ 'tls-ca': ca }).security).toEqual(ours);
    expect(resolve({}, { STREAMSTOCK_KAFKA_TLS: 'yes' }).security).toEqual({ tls: {} });
    expect(resolve({}, { STREAMSTOCK_KAFKA_TLS_CA: ca }).security).toEqual(ours);
    expect(resolve({}, { STREAMSTOCK_KAFKA_TLS_CA: mine.certificate }).security).toEqual(ours);
  });

  it('takes a client certificate with its key, apart or in one file', () => {
    for (const flags of [
      { 'tls-cert': file(mine.certificate), 'tls-key': file(mine.key) },
      { 'tls-cert': file(`${mine.certificate}${mine.key}`) },
    ]) {
      const { security, faults } = resolve(flags);
      expect(faults).toEqual([]);
      expect(security?.tls?.certificate).toContain(mine.certificate.trim());
      expect(revealed(security?.tls?.key)).toBe(mine.key.trim());
    }
  });

  it('opens a locked key with the passphrase of a file, a variable or standard input', () => {
    const flags = {
      'tls-cert': file(mine.certificate),
      'tls-key': file(withPassphrase(mine.key, 'sesame')),
    };
    const ways = [
      resolve({ ...flags, 'tls-key-passphrase-file': file('sesame\n') }),
      resolve(flags, { STREAMSTOCK_KAFKA_TLS_KEY_PASSPHRASE: 'sesame' }),
      resolve({ ...flags, 'tls-key-passphrase-file': '-' }, {}, 'sesame\n'),
    ];
    for (const { security, faults } of ways) {
      expect(faults).toEqual([]);
      expect(revealed(security?.tls?.passphrase)).toBe('sesame');
    }
  });

  it.each<[ConnectionFlags, string]>([
    [{ 'tls-ca': join(folder, 'missing') }, '--tls-ca: '],
    [{ 'tls-ca': file('no pem') }, 'but something that is not PEM'],
    [{ tls: false, 'tls-ca': ca }, '--tls-ca: has no meaning where --no-tls says so'],
    [
      { 'tls-cert': file(mine.certificate) },
      '--tls-cert: needs its private key: --tls-key or STREAMSTOCK_KAFKA_TLS_KEY',
    ],
    [{ 'tls-key': file(mine.key) }, '--tls-key: needs a certificate'],
    [
      { 'tls-cert': file(mine.certificate), 'tls-key': file(other.key) },
      '--tls-key: is not the private key of the first certificate',
    ],
    [{ 'tls-cert': file(mine.certificate), 'tls-key': file(mine.key, 0o644) }, 'others may read'],
    [{ 'tls-cert': file(`${mine.certificate}${mine.key}`, 0o644) }, 'others may read'],
    [{ 'tls-server-name': '127.0.0.1' }, '--tls-server-name: must be a host name'],
    [{ 'tls-server-name': 'a b' }, 'must be a host name'],
  ])('says what is wrong with %j', (flags, fault) => {
    const { faults } = resolve(flags);
    expect(faults.join('\n')).toContain(fault);
    expect(faults.join('\n')).not.toContain('PRIVATE KEY-----');
  });

  it('is not weakened by a word that means nothing', () => {
    const { security, faults } = resolve({}, { STREAMSTOCK_KAFKA_TLS: 'maybe' });
    expect(security).toEqual({ tls: {} });
    expect(faults).toEqual(['STREAMSTOCK_KAFKA_TLS: must be true or false']);
  });
});

describe('a login', () => {
  it('takes its password from a file, a variable or standard input', () => {
    const ways = [
      resolve({ ...LOGIN, 'sasl-password-file': file('hush\n') }),
      resolve({ ...LOGIN, 'sasl-password-file': '-' }, {}, 'hush\n'),
      resolve(LOGIN, { STREAMSTOCK_KAFKA_SASL_PASSWORD: 'hush' }),
      resolve(LOGIN, { STREAMSTOCK_KAFKA_SASL_PASSWORD_FILE: file('hush') }),
    ];
    for (const { security, faults } of ways) {
      expect(faults).toEqual([]);
      expect(security?.sasl).toMatchObject({ mechanism: 'SCRAM-SHA-256', username: 'alice' });
      expect(revealed(security?.sasl?.password)).toBe('hush');
      expect(
        inspect({ security }, { depth: 9, showHidden: true }) + JSON.stringify(security),
      ).not.toContain('hush');
    }
  });

  it('takes each setting from the flag, then the variable, then the file', () => {
    const config = file(
      'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=a.PlainLoginModule required username="filed" password="filed";',
    );
    const all = resolve({ 'kafka-config': config });
    expect(all.security?.sasl).toMatchObject({ mechanism: 'PLAIN', username: 'filed' });
    const mixed = resolve(
      { 'kafka-config': config, 'sasl-username': 'typed' },
      { STREAMSTOCK_KAFKA_SASL_USERNAME: 'variable', STREAMSTOCK_KAFKA_SASL_PASSWORD: 'variable' },
    );
    expect(mixed.faults).toEqual([]);
    expect(mixed.security?.sasl).toMatchObject({ mechanism: 'PLAIN', username: 'typed' });
    expect(revealed(mixed.security?.sasl?.password)).toBe('variable');
  });

  it.each([0o600, 0o644])('a settings file of mode %o with a password is %s', (mode) => {
    const config = file(
      'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=a.PlainLoginModule required username="a" password="hush";',
      mode,
    );
    const { faults } = resolve({ 'kafka-config': config });
    expect(faults.join()).not.toContain('hush');
    if (mode === 0o600) expect(faults).toEqual([]);
    else expect(faults).toEqual([expect.stringContaining(`chmod 600 ${config}`)]);
  });

  it('says all that is missing, by flag and variable', () => {
    expect(resolve({ 'sasl-username': 'alice' }).faults).toEqual([
      '--sasl-username: needs a mechanism: --sasl-mechanism or STREAMSTOCK_KAFKA_SASL_MECHANISM',
      '--sasl-username: needs a password: --sasl-password-file or STREAMSTOCK_KAFKA_SASL_PASSWORD',
    ]);
  });

  it('refuses mechanisms that it does not speak', () => {
    const said = (mechanism: string) => resolve({ 'sasl-mechanism': mechanism }).faults[0];
    expect(said('GSSAPI')).toBe(
      '--sasl-mechanism: GSSAPI is not supported; PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 are',
    );
    expect(said('my-password')).toContain('this mechanism is not supported');
  });

  it('refuses a secret on the command line without repeating it', () => {
    const { faults } = resolve({ 'sasl-password': 'hush', 'tls-key-passphrase': 'hush' });
    expect(faults).toEqual([
      expect.stringContaining(
        '--sasl-password: a secret on the command line can be read by others',
      ),
      expect.stringContaining('--tls-key-passphrase: '),
    ]);
    expect(faults.join()).not.toContain('hush');
  });

  it('reads standard input for one thing only', () => {
    const locked = {
      'tls-cert': file(mine.certificate),
      'tls-key': file(withPassphrase(mine.key, 'x')),
    };
    const { faults } = resolve(
      { ...LOGIN, ...locked, 'tls-key-passphrase-file': '-', 'sasl-password-file': '-' },
      {},
      'x',
    );
    expect(faults).toEqual([
      '--sasl-password-file: standard input is read for --tls-key-passphrase-file already',
    ]);
  });

  it('does not take a variable and its file at once', () => {
    const environment = {
      STREAMSTOCK_KAFKA_SASL_PASSWORD: 'hush',
      STREAMSTOCK_KAFKA_SASL_PASSWORD_FILE: file('hush'),
    };
    expect(resolve(LOGIN, environment).faults).toEqual([
      'STREAMSTOCK_KAFKA_SASL_PASSWORD: STREAMSTOCK_KAFKA_SASL_PASSWORD_FILE is set as well',
    ]);
  });
});

it('a slip in the name of a variable is told', () => {
  expect(resolve({}, { STREAMSTOCK_KAFKA_TSL: 'true' }).notes).toEqual([
    'The variable STREAMSTOCK_KAFKA_TSL is unknown. Did you mean STREAMSTOCK_KAFKA_TLS?',
  ]);
});

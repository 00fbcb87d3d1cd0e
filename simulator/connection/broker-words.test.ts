import { describe, expect, it } from 'vitest';
import { brokerWords } from './broker-words.ts';
import { collectSettings } from './given.ts';
import { flagsWithoutCluster, replayFlags, securityText } from './public-words.ts';

function words(
  broker: string | undefined,
  brokers?: string,
  environment: Record<string, string> = {},
) {
  const settings = collectSettings({ brokers }, environment);
  const { text, from, faults } = brokerWords(broker, environment, settings);
  return faults.length > 0 ? faults : [text, from];
}

describe('where the broker is', () => {
  it('is said by --broker or --brokers alike', () => {
    expect(words('a:1')).toEqual(['a:1', '--broker']);
    expect(words(undefined, 'a:1')).toEqual(['a:1', '--brokers']);
    expect(words('a:1,b:2', 'b:2, a:1')).toEqual(['a:1,b:2', '--broker']);
    expect(words('kafka', 'a:1')).toEqual(['a:1', '--brokers']);
  });

  it('is not said by both where they differ', () => {
    const rivals = [
      { where: '--brokers', what: 'says something else than --broker; set one of them only' },
    ];
    expect(words('a:1', 'b:1')).toEqual(rivals);
    expect(words('embedded', 'b:1')).toEqual(rivals);
    expect(
      words(undefined, undefined, { STREAMSTOCK_BROKER: 'a:1', STREAMSTOCK_KAFKA_BROKERS: 'b:1' }),
    ).toEqual([
      {
        where: 'STREAMSTOCK_KAFKA_BROKERS',
        what: 'says something else than STREAMSTOCK_BROKER; set one of them only',
      },
    ]);
  });

  it('is what is typed, whatever variables say', () => {
    const environment = { STREAMSTOCK_KAFKA_BROKERS: 'v:1', STREAMSTOCK_BROKER: 'w:1' };
    expect(words('a:1', undefined, environment)).toEqual(['a:1', '--broker']);
    expect(words(undefined, 'a:1', environment)).toEqual(['a:1', '--brokers']);
    expect(words('embedded', undefined, environment)).toEqual(['embedded', '--broker']);
    expect(words('kafka', undefined, environment)).toEqual(['v:1', 'STREAMSTOCK_KAFKA_BROKERS']);
  });

  it('may be said by nobody', () => {
    expect(words(undefined)).toEqual([undefined, 'STREAMSTOCK_BROKER']);
    expect(words(undefined, undefined, { STREAMSTOCK_KAFKA_BROKERS: 'v:1' })).toEqual([
      'v:1',
      'STREAMSTOCK_KAFKA_BROKERS',
    ]);
  });
});

describe('what is said in public', () => {
  const environment = {
    STREAMSTOCK_KAFKA_SASL_PASSWORD: 'hush',
    STREAMSTOCK_KAFKA_SASL_USERNAME: 'alice',
    STREAMSTOCK_KAFKA_TLS: 'true',
    STREAMSTOCK_KAFKA_TLS_KEY: '-----BEGIN PRIVATE KEY----- hush',
  };
  const given = collectSettings({ 'tls-ca': 'my ca.pem', 'sasl-mechanism': 'plain' }, environment);

  it('repeats flags and variables without the secrets', () => {
    expect(replayFlags(given)).toEqual([
      '--tls',
      '--tls-ca',
      'my ca.pem',
      '--sasl-mechanism',
      'plain',
      '--sasl-username',
      'alice',
    ]);
  });

  it('names files of secrets, and standard input', () => {
    const files = collectSettings(
      { 'sasl-password-file': '-', 'tls-key-passphrase-file': 'p', tls: false },
      {},
    );
    expect(replayFlags(files)).toEqual([
      '--no-tls',
      '--tls-key-passphrase-file',
      'p',
      '--sasl-password-file',
      '-',
    ]);
  });

  it('says how the connection is protected', () => {
    expect(securityText(undefined)).toBe('');
    expect(securityText({ tls: {} })).toBe(' (TLS)');
    expect(securityText({ tls: { certificate: 'c' } })).toBe(' (TLS with a client certificate)');
  });

  it('does not let anybody believe that the embedded broker encrypts', () => {
    expect(flagsWithoutCluster(given, 'the embedded broker').map(({ where }) => where)).toEqual([
      '--tls-ca',
      '--sasl-mechanism',
    ]);
    expect(flagsWithoutCluster(collectSettings({}, environment), 'the embedded broker')).toEqual(
      [],
    );
  });
});

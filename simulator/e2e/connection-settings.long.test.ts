/** Settings of a connection on the command line: what is wrong with them is told before anybody connects. */
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { Workshop } from './command.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';

const PASSWORD = 'correct-horse-battery-staple-4711';
const SHORT = 'load: { executor: constant-arrival-rate, rate: 200, duration: 500ms }\n';

describe('settings of a connection', () => {
  const workshop = new Workshop();
  const short = workshop.scenario('short', SHORT);
  let broker: EmbeddedBroker;
  beforeAll(async () => {
    broker = await startEmbeddedBroker();
  });
  afterAll(async () => {
    await broker.stop();
    workshop.close();
  });

  it('are told with all their faults at once, by flag, variable and line', async () => {
    const config = workshop.file('client.properties', 'acks=all\nssl.protocol=TLSv1\n');
    expectRefusal(
      await workshop.bench(
        [
          ...[short, '--broker', 'user:secret@here:9092', '--kafka-config', config],
          ...['--tls-ca', join(workshop.folder, 'missing.pem'), '--sasl-username', 'alice'],
        ],
        { env: { STREAMSTOCK_KAFKA_SASL_MECHANISM: 'gssapi' } },
      ),
      2,
      '--broker: is not a list of broker addresses',
      `${config}:2: ssl.protocol`,
      '--tls-ca: ',
      'missing.pem: no such file',
      'STREAMSTOCK_KAFKA_SASL_MECHANISM: GSSAPI is not supported',
      'needs a password: --sasl-password-file or STREAMSTOCK_KAFKA_SASL_PASSWORD',
    );
  });

  it('may not hold a secret on the command line, nor in a file that others can read', async () => {
    const file = workshop.file('password', `${PASSWORD}\n`);
    chmodSync(file, 0o644);
    for (const [flags, text] of [
      [['--sasl-password', PASSWORD], '--sasl-password: a secret on the command line'],
      [[`--sasl-password=${PASSWORD}`], '--sasl-password: a secret on the command line'],
      [['--sasl-password-file', file], `chmod 600 ${file}`],
    ] as const) {
      const words = [short, '--broker', broker.address, '--sasl-username', 'alice', ...flags];
      const result = await workshop.bench([...words, '--sasl-mechanism', 'plain']);
      expectRefusal(result, 2, text);
      expect(result.stderr).not.toContain(PASSWORD);
    }
  });

  it('are for clusters, not for the embedded broker', async () => {
    expectRefusal(
      await workshop.bench([short, '--tls']),
      2,
      '--tls: is for Kafka clusters, but the load goes to the embedded broker',
    );
  });

  it('name the cluster by --broker or --brokers, but not two of them', async () => {
    expectRefusal(
      await workshop.bench([short, '--broker', 'a:1', '--brokers', 'b:1']),
      2,
      '--brokers: says something else than --broker',
    );
    expectSound(
      await workshop.bench([short, '--brokers', broker.address]),
      await workshop.digest([short]),
    );
  });

  it('come from a file of Kafka’s Java clients, and say what of it is ignored', async () => {
    const text = `bootstrap.servers=${broker.address}\nlinger.ms=5\n`;
    const config = workshop.file('plain.properties', text);
    const result = await workshop.bench([short, '--kafka-config', config]);
    expect(result.record?.verdict.name, result.stderr).toMatch(/passed|saturated/);
    expect(result.stderr).toContain('ignored: linger.ms');
    // However wide the terminal is.
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toContain(`--kafka-config ${config}`);
  });

  it('leave no password behind when the broker knows no login', async () => {
    const file = workshop.file('pass', PASSWORD);
    chmodSync(file, 0o600);
    const result = await workshop.bench(
      [
        ...[short, '--broker', broker.address, '--sasl-mechanism', 'plain'],
        ...['--sasl-username', 'alice', '--sasl-password-file', file],
      ],
      { env: { KAFKAJS_LOG_LEVEL: 'debug', NODE_DEBUG: 'net' } },
    );
    expect(result.exitCode, result.stderr).toBe(95);
    expect(result.stderr).toContain('knows no login, and a user was given');
    const files = readdirSync(workshop.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !['pass', 'password'].includes(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect([result.stdout, result.stderr, ...files].join()).not.toContain(PASSWORD);
  });
});

/** Protected clusters of real Kafka: what passes, what is refused in which words, and that no secret is left anywhere. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal, expectSound } from './expectations.fixture.ts';
import { missingForKafka } from './kafka-jars.fixture.ts';
import { BUSY, LONG } from './scenarios.fixture.ts';
import { ALICE, BOB, PASSWORD, type SecureKafka, startSecureKafka } from './security.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Protected clusters are not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('a protected cluster', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  const long = workshop.scenario('long', LONG);
  let secure: SecureKafka;
  let digest: string;

  beforeAll(async () => {
    secure = await startSecureKafka();
    digest = await workshop.digest([busy]);
  }, 300_000);
  afterAll(async () => {
    await secure?.stop();
    workshop.close();
  }, 60_000);

  const at = (listener: string): string[] => ['--broker', secure.kafka.listener(listener)];
  const login = (mechanism: string, user: string = ALICE): string[] => [
    ...['--sasl-mechanism', mechanism, '--sasl-username', user],
    ...['--sasl-password-file', secure.files.password],
  ];
  const trusting = (): string[] => ['--tls-ca', secure.files.ca];

  describe('is loaded with the digest of the simulation', () => {
    it('over SASL_SSL with SCRAM-SHA-512, and keeps the password to itself', async () => {
      const debugging = { env: { KAFKAJS_LOG_LEVEL: 'debug', NODE_DEBUG: 'tls,net' } };
      const running = workshop.startBench(
        [busy, ...at('LOGIN'), ...trusting(), ...login('scram-sha-512')],
        debugging,
      );
      await running.says('the load begins');
      const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      const result = await running.result;
      expect(result.record?.digest, result.stderr).toEqual({
        pipeline: digest,
        simulated: digest,
        comparable: true,
      });
      expect(result.stderr).toContain('(TLS, SCRAM-SHA-512)');
      for (const text of [result.stdout, result.stderr, processes, ...left(workshop.folder)])
        expect(text).not.toContain(PASSWORD);
      expect(left(workshop.folder).join()).toContain(secure.files.password);
    });

    it('over mutual TLS', async () => {
      const { client, 'client-key': key } = secure.files;
      const identity = ['--tls-cert', client, '--tls-key', key];
      expectSound(
        await workshop.bench([busy, ...at('MUTUAL'), ...trusting(), ...identity]),
        digest,
      );
    });

    it('with a file of Kafka’s Java clients', async () => {
      const { ca } = secure.files;
      const module = 'org.apache.kafka.common.security.plain.PlainLoginModule';
      const config = workshop.file(
        'client.properties',
        `bootstrap.servers=${secure.kafka.listener('LOGIN')}
security.protocol=SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location=${ca}
sasl.mechanism=PLAIN
sasl.jaas.config=${module} required username="${ALICE}" password="\${env:KAFKA_SECRET}";
`,
      );
      const env = { KAFKA_SECRET: PASSWORD };
      expectSound(await workshop.bench([busy, '--kafka-config', config], { env }), digest);
    });
  });

  describe('is refused in words', () => {
    it.each<[string, listener: string, flags: () => string[], texts: string[]]>([
      [
        'TLS without asking for it',
        'TLS',
        () => [],
        ['speaks TLS, and the connection was tried without', 'Add --tls'],
      ],
      ['an unknown authority', 'TLS', () => ['--tls'], ['is not trusted', '--tls-ca FILE']],
      [
        'another authority',
        'TLS',
        () => ['--tls-ca', secure.files['other-ca']],
        ['is not trusted', 'Check that the file of --tls-ca'],
      ],
      [
        'another name',
        'MISNAMED',
        trusting,
        ['was issued to another name', '127.0.0.1', '--tls-server-name'],
      ],
      ['an expired certificate', 'EXPIRED', trusting, ['has expired']],
      [
        'no client certificate',
        'MUTUAL',
        trusting,
        ['wants a client certificate, and none was given'],
      ],
      [
        'the certificate of a stranger',
        'MUTUAL',
        () => [
          ...trusting(),
          '--tls-cert',
          secure.files.stranger,
          '--tls-key',
          secure.files['stranger-key'],
        ],
        ['refused the client certificate'],
      ],
      [
        'no login',
        'OPEN_LOGIN',
        () => [],
        ['wants a login (PLAIN, SCRAM-SHA-256), and no user was given'],
      ],
      [
        'no login over TLS',
        'LOGIN',
        trusting,
        ['wants a login (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512)'],
      ],
      [
        'a login in vain',
        'TLS',
        () => [...trusting(), ...login('plain')],
        ['knows no login, and a user was given'],
      ],
      [
        'a mechanism that is not enabled',
        'OPEN_LOGIN',
        () => login('scram-sha-512'),
        ['does not know the mechanism SCRAM-SHA-512; it has PLAIN, SCRAM-SHA-256'],
      ],
      [
        'a wrong password (PLAIN)',
        'OPEN_LOGIN',
        () => withWrongPassword(login('plain')),
        [`refused the user "${ALICE}" with PLAIN`],
      ],
      [
        'a wrong password (SCRAM)',
        'LOGIN',
        () => [...trusting(), ...withWrongPassword(login('scram-sha-256'))],
        [`refused the user "${ALICE}" with SCRAM-SHA-256`],
      ],
      [
        'an unknown user',
        'LOGIN',
        () => [...trusting(), ...login('scram-sha-512', 'nobody')],
        ['the password is wrong, or there is no such user'],
      ],
    ])('%s', async (_, listener, flags, texts) => {
      const result = await workshop.bench([busy, ...at(listener), ...flags()], {
        env: { KAFKAJS_LOG_LEVEL: 'debug' },
      });
      expectRefusal(result, 95, secure.kafka.listener(listener), ...texts);
      for (const text of [result.stderr, ...left(workshop.folder)])
        expect(text).not.toContain(PASSWORD);
    });

    it('TLS at a port without', async () => {
      const result = await workshop.bench([busy, '--broker', secure.kafka.address, ...trusting()]);
      expectRefusal(result, 95, 'speaks Kafka without TLS, and TLS was asked for');
    });

    const withWrongPassword = (words: string[]): string[] =>
      words.map((word) => (word === secure.files.password ? secure.files['wrong-password'] : word));
  });

  it('is loaded where a certificate names another host, when told which', async () => {
    const named = [...trusting(), '--tls-server-name', 'elsewhere.test'];
    expectSound(await workshop.bench([busy, ...at('MISNAMED'), ...named]), digest);
  });

  describe('with a user who may not do everything', () => {
    const bob = (listener = 'LOGIN', mechanism = 'scram-sha-256'): string[] => [
      ...[...at(listener), ...trusting(), ...login(mechanism, BOB)],
    ];
    const topics = { type: 'topic', prefix: 'bob.' } as const;
    const read = { ...topics, operation: 'read' } as const;
    const group = { type: 'group', prefix: 'streamstock-inventory-group-' } as const;

    it('names every right that is missing, also for topics that it may not even see', async () => {
      const result = await workshop.bench([busy, ...bob(), '--topic-prefix', 'bob.']);
      expectRefusal(
        result,
        95,
        `The user "${BOB}" may not use the topics of the run`,
        'Read and Write on topic bob.inventory.sales',
        'Read and Write on topic bob.inventory.dlq',
        'Read and Write on topic bob.inventory.changelog',
        'Read on group streamstock-inventory-group-',
      );
    });

    it('names the topics that cannot be created', async () => {
      const seen = { ...topics, operation: 'describe' } as const;
      await secure.allow(BOB, seen);
      const result = await workshop.bench([busy, ...bob(), '--topic-prefix', 'bob.']);
      await secure.forbid(BOB, seen);
      expectRefusal(
        result,
        95,
        `The user "${BOB}" may not create the topics bob.inventory.`,
        'Create on these topics or on the cluster',
      );
    });

    it('names what is missing on topics that are there, before anything is sent', async () => {
      await workshop.bench([
        ...[busy, ...at('LOGIN'), ...trusting(), ...login('plain')],
        ...['--topic-prefix', 'bob.'],
      ]);
      await secure.allow(BOB, read);
      const result = await workshop.bench([busy, ...bob(), '--topic-prefix', 'bob.']);
      expectRefusal(result, 95, 'Write on topic bob.inventory.sales', 'No event was sent');
      expect(result.stderr).not.toMatch(/Read (and|on topic)/);
      const dry = await workshop.bench([busy, ...bob(), '--topic-prefix', 'bob.', '--dry-run']);
      expect(dry.exitCode, dry.stderr).toBe(95);
      expect(dry.stderr).toContain('Write on topic bob.inventory.sales');
    });

    it('passes with the rights that are asked for', async () => {
      await secure.allow(BOB, topics, group);
      expectSound(await workshop.bench([busy, ...bob(), '--topic-prefix', 'bob.']), digest);
    });

    it('ends incomplete when the right to write is taken away, and says so', async () => {
      const running = workshop.startBench([long, ...bob(), '--topic-prefix', 'bob.']);
      await running.says('the load begins');
      await secure.forbid(BOB, topics);
      const { exitCode, record, stderr, stdout, signal } = await running.result;
      await secure.allow(BOB, topics);
      expect(exitCode, stderr).toBe(94);
      expect(record?.verdict.reasons.join()).toContain(
        `the user "${BOB}" may not write to the topics (TOPIC_AUTHORIZATION_FAILED)`,
      );
      expectReadable({ exitCode, stderr, stdout, signal });
    });

    it('ends incomplete when the password is changed, and says so', async () => {
      const running = workshop.startBench([long, ...bob('BRIEF'), '--topic-prefix', 'bob.']);
      await running.says('the load begins');
      const changed = await secure.kafka.tool(
        ...(['kafka.admin.ConfigCommand', '--bootstrap-server', secure.kafka.address] as const),
        ...['--alter', '--entity-type', 'users', '--entity-name', BOB],
        ...['--add-config', 'SCRAM-SHA-256=[password=changed]'],
      );
      const { exitCode, record, stderr } = await running.result;
      expect(exitCode, `${stderr}${JSON.stringify(changed)}`).toBe(94);
      expect(record?.verdict.reasons.join()).toContain(
        `refused the user "${BOB}" with SCRAM-SHA-256: the password is wrong`,
      );
    });
  });
});

/** The text of every file that runs have left. */
function left(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}

/** A real Apache Kafka with a listener for each way to be protected, users, rights, and the files that clients need. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { type Issued, issue } from '../connection/certificates.fixture.ts';
import { type ApacheKafka, startApacheKafka } from './kafka-jars.fixture.ts';

/** Long and unlike anything else, so that it is found wherever it was left. */
export const PASSWORD = 'correct-horse-battery-staple-4711';

/** May do everything. */
export const ALICE = 'alice';
/** May do what {@link SecureKafka.allow} allows. */
export const BOB = 'bob';

export interface SecureKafka {
  readonly kafka: ApacheKafka;
  /** Paths of PEM and password files by name. */
  readonly files: Readonly<Record<FileName, string>>;
  /** Lets Bob do all with these, by the beginning of their names. */
  allow(user: string, ...resources: Resource[]): Promise<void>;
  forbid(user: string, ...resources: Resource[]): Promise<void>;
  stop(): Promise<void>;
}

export interface Resource {
  readonly type: 'topic' | 'group';
  readonly prefix: string;
  readonly operation?: 'all' | 'read' | 'describe';
}

type FileName =
  | 'ca'
  | 'other-ca'
  | 'client'
  | 'client-key'
  | 'stranger'
  | 'stranger-key'
  | 'password'
  | 'wrong-password';

const LISTENERS = {
  TLS: 'SSL',
  MUTUAL: 'SSL',
  MISNAMED: 'SSL',
  EXPIRED: 'SSL',
  OPEN_LOGIN: 'SASL_PLAINTEXT',
  LOGIN: 'SASL_SSL',
  /** Logins have to be repeated every few seconds. */
  BRIEF: 'SASL_SSL',
} as const;

const PLAIN_USERS = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${ALICE}="${PASSWORD}";`;
const SCRAM_USERS = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
/** kafkajs begins anew ten seconds before a login runs out. */
const BRIEF_LOGIN_MS = 12_000;

export async function startSecureKafka(): Promise<SecureKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-secure-'));
  const put = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const authority = (name: string) => ({ name, ...issue({ name, isAuthority: true }) });
  const [ca, otherCa] = [authority('Test CA'), authority('Other CA')];
  const client = issue({ name: 'client', issuer: ca });
  const stranger = issue({ name: 'stranger', issuer: otherCa });
  const files = {
    ca: put('ca.pem', ca.certificate),
    'other-ca': put('other-ca.pem', otherCa.certificate),
    client: put('client.pem', client.certificate),
    'client-key': put('client.key', client.key),
    stranger: put('stranger.pem', stranger.certificate),
    'stranger-key': put('stranger.key', stranger.key),
    password: put('password', `${PASSWORD}\n`),
    'wrong-password': put('wrong-password', `not-${PASSWORD}\n`),
  };
  const hosts = ['127.0.0.1', 'localhost'];
  const broker = issue({ name: 'broker', hosts, issuer: ca });
  const misnamed = issue({ name: 'misnamed', hosts: ['elsewhere.test'], issuer: ca });
  const [from, to] = [new Date('2021-01-01'), new Date('2022-01-01')];
  const expired = issue({ name: 'expired', hosts, issuer: ca, from, to });
  const store = (listener: keyof typeof LISTENERS, { key, certificate }: Issued) => ({
    ...of(listener, 'ssl.keystore.type', 'PEM'),
    ...of(listener, 'ssl.keystore.location', put(`${listener}.store.pem`, key + certificate)),
  });
  mkdirSync(folder, { recursive: true });
  const kafka = await startApacheKafka({
    listeners: LISTENERS,
    formatWords: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) =>
      [ALICE, BOB].flatMap((user) => [
        '--add-scram',
        `${mechanism}=[name=${user},password=${PASSWORD}]`,
      ]),
    ),
    properties: {
      ...store('TLS', broker),
      ...store('MUTUAL', broker),
      ...store('LOGIN', broker),
      ...store('BRIEF', broker),
      ...store('MISNAMED', misnamed),
      ...store('EXPIRED', expired),
      ...of('MUTUAL', 'ssl.client.auth', 'required'),
      ...of('MUTUAL', 'ssl.truststore.type', 'PEM'),
      ...of('MUTUAL', 'ssl.truststore.location', files.ca),
      ...of('OPEN_LOGIN', 'sasl.enabled.mechanisms', 'PLAIN,SCRAM-SHA-256'),
      ...of('OPEN_LOGIN', 'plain.sasl.jaas.config', PLAIN_USERS),
      ...of('OPEN_LOGIN', 'scram-sha-256.sasl.jaas.config', SCRAM_USERS),
      ...of('LOGIN', 'sasl.enabled.mechanisms', 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512'),
      ...of('LOGIN', 'plain.sasl.jaas.config', PLAIN_USERS),
      ...of('LOGIN', 'scram-sha-256.sasl.jaas.config', SCRAM_USERS),
      ...of('LOGIN', 'scram-sha-512.sasl.jaas.config', SCRAM_USERS),
      ...of('BRIEF', 'sasl.enabled.mechanisms', 'SCRAM-SHA-256'),
      ...of('BRIEF', 'scram-sha-256.sasl.jaas.config', SCRAM_USERS),
      ...of('BRIEF', 'scram-sha-256.connections.max.reauth.ms', BRIEF_LOGIN_MS),
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': `User:ANONYMOUS;User:${ALICE};User:CN=client`,
    },
  });
  const withAcls = async (
    user: string,
    resources: readonly Resource[],
    change: 'createAcls' | 'deleteAcls',
  ): Promise<void> => {
    const admin = createKafka({
      ...{ brokers: kafka.addresses, kind: 'external', clientId: 'e2e' },
    }).admin();
    await admin.connect();
    const entries = resources.map((resource) => entryFor(user, resource));
    if (change === 'createAcls') await admin.createAcls({ acl: entries });
    else await admin.deleteAcls({ filters: entries });
    await admin.disconnect();
  };
  return {
    kafka,
    files,
    allow: (user, ...resources) => withAcls(user, resources, 'createAcls'),
    forbid: (user, ...resources) => withAcls(user, resources, 'deleteAcls'),
    async stop() {
      await kafka.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function of(listener: keyof typeof LISTENERS, key: string, value: string | number) {
  return { [`listener.name.${listener.toLowerCase()}.${key}`]: value };
}

const OPERATIONS = {
  all: AclOperationTypes.ALL,
  read: AclOperationTypes.READ,
  describe: AclOperationTypes.DESCRIBE,
} as const;

function entryFor(user: string, { type, prefix, operation = 'all' }: Resource): AclEntry {
  return {
    principal: `User:${user}`,
    host: '*',
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: type === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: prefix,
    resourcePatternType: ResourcePatternTypes.PREFIXED,
  };
}

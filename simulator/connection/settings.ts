/** Every setting of a connection to a Kafka cluster: by which flag, which variable and which line of a file it is set. */
import type { Options } from 'yargs';

export const SETTING_NAMES = [
  'kafka-config',
  'brokers',
  'tls',
  'tls-ca',
  'tls-cert',
  'tls-key',
  'tls-key-passphrase',
  'tls-server-name',
  'sasl-mechanism',
  'sasl-username',
  'sasl-password',
] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

export interface ConnectionSetting {
  readonly name: SettingName;
  /** Without dashes; it takes the path of a file where the setting is a secret. */
  readonly flag: ConnectionFlag;
  /** Holds the value itself. */
  readonly variable: string;
  /** Holds the path of a file with the value. */
  readonly fileVariable?: string;
  /** Keys of a file in the format of Kafka's Java clients. */
  readonly properties: readonly string[];
  readonly describe: string;
}

export type ConnectionFlag =
  | Exclude<SettingName, 'tls-key-passphrase' | 'sasl-password'>
  | 'tls-key-passphrase-file'
  | 'sasl-password-file';

/** The table of `docs/kafka.md`. Flags win over variables, and variables over the file. */
export const CONNECTION_SETTINGS: readonly ConnectionSetting[] = [
  {
    name: 'kafka-config',
    flag: 'kafka-config',
    variable: 'STREAMSTOCK_KAFKA_CONFIG',
    properties: [],
    describe: "File in the format of Kafka's Java clients (client.properties)",
  },
  {
    name: 'brokers',
    flag: 'brokers',
    variable: 'STREAMSTOCK_KAFKA_BROKERS',
    properties: ['bootstrap.servers'],
    describe: 'host:port[,host:port…] of a Kafka cluster; the same as --broker',
  },
  {
    name: 'tls',
    flag: 'tls',
    variable: 'STREAMSTOCK_KAFKA_TLS',
    properties: ['security.protocol'],
    describe: 'Encrypt with TLS 1.2 or newer; implied by the other tls flags',
  },
  {
    name: 'tls-ca',
    flag: 'tls-ca',
    variable: 'STREAMSTOCK_KAFKA_TLS_CA',
    properties: ['ssl.truststore.location', 'ssl.truststore.certificates'],
    describe: 'PEM file of the authorities to trust; default: those that Node trusts',
  },
  {
    name: 'tls-cert',
    flag: 'tls-cert',
    variable: 'STREAMSTOCK_KAFKA_TLS_CERT',
    properties: ['ssl.keystore.location', 'ssl.keystore.certificate.chain'],
    describe: 'PEM file of the client certificate, for clusters that ask for one',
  },
  {
    name: 'tls-key',
    flag: 'tls-key',
    variable: 'STREAMSTOCK_KAFKA_TLS_KEY',
    properties: ['ssl.keystore.location', 'ssl.keystore.key'],
    describe: 'PEM file of its private key, mode 0600; default: the key in the file of --tls-cert',
  },
  {
    name: 'tls-key-passphrase',
    flag: 'tls-key-passphrase-file',
    variable: 'STREAMSTOCK_KAFKA_TLS_KEY_PASSPHRASE',
    fileVariable: 'STREAMSTOCK_KAFKA_TLS_KEY_PASSPHRASE_FILE',
    properties: ['ssl.key.password'],
    describe: 'File of the passphrase of the private key, mode 0600; - for standard input',
  },
  {
    name: 'tls-server-name',
    flag: 'tls-server-name',
    variable: 'STREAMSTOCK_KAFKA_TLS_SERVER_NAME',
    properties: [],
    describe: "Host name that the brokers' certificates are issued to, where it is not the address",
  },
  {
    name: 'sasl-mechanism',
    flag: 'sasl-mechanism',
    variable: 'STREAMSTOCK_KAFKA_SASL_MECHANISM',
    properties: ['sasl.mechanism'],
    describe: 'Log in: plain, scram-sha-256 or scram-sha-512',
  },
  {
    name: 'sasl-username',
    flag: 'sasl-username',
    variable: 'STREAMSTOCK_KAFKA_SASL_USERNAME',
    properties: ['sasl.jaas.config'],
    describe: 'User to log in as',
  },
  {
    name: 'sasl-password',
    flag: 'sasl-password-file',
    variable: 'STREAMSTOCK_KAFKA_SASL_PASSWORD',
    fileVariable: 'STREAMSTOCK_KAFKA_SASL_PASSWORD_FILE',
    properties: ['sasl.jaas.config'],
    describe: 'File of the password, mode 0600; - for standard input',
  },
];

/** Typed by people who do not know better; to be refused without repeating what was typed. */
export const REFUSED_FLAGS = ['sasl-password', 'tls-key-passphrase'] as const;

const flag = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
const describes = new Map(CONNECTION_SETTINGS.map(({ flag, describe }) => [flag, describe]));
const text = (name: ConnectionFlag) => flag(describes.get(name) ?? '');
const refused = { type: 'string', hidden: true } as const;

/** The flags as yargs wants them. */
export const connectionOptions = {
  brokers: text('brokers'),
  'kafka-config': text('kafka-config'),
  tls: { type: 'boolean', describe: describes.get('tls') ?? '' },
  'tls-ca': text('tls-ca'),
  'tls-cert': text('tls-cert'),
  'tls-key': text('tls-key'),
  'tls-key-passphrase-file': text('tls-key-passphrase-file'),
  'tls-server-name': text('tls-server-name'),
  'sasl-mechanism': text('sasl-mechanism'),
  'sasl-username': text('sasl-username'),
  'sasl-password-file': text('sasl-password-file'),
  'sasl-password': refused,
  'tls-key-passphrase': refused,
} as const satisfies Record<ConnectionFlag | (typeof REFUSED_FLAGS)[number], Options>;

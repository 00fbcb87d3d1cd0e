/** From what was set to how a cluster is spoken to: files and secrets are read here, once, and checked. */
import {
  SASL_MECHANISMS,
  type SaslMechanism,
  type SaslSettings,
  type Security,
  type TlsSettings,
} from '../../pipeline/kafka/connection.ts';
import { Secret } from '../../pipeline/kafka/secret.ts';
import type { ConnectionFault } from './faults.ts';
import { readSecret, readSettingFile, readStdin, type Text } from './files.ts';
import type { Given, GivenSettings } from './given.ts';
import {
  belongTogether,
  faultsOfAuthorities,
  faultsOfCertificate,
  openKey,
  privateKeyIn,
} from './pem.ts';
import { CONNECTION_SETTINGS, type SettingName } from './settings.ts';

/** What is outside of the settings; tests replace it. */
export interface Surroundings {
  readonly nowMs: number;
  readonly stdin: () => Text;
}

export interface SecurityFound {
  /** undefined: plaintext, and nobody logs in. */
  readonly security: Security | undefined;
  readonly faults: readonly ConnectionFault[];
}

export function readSecurity(
  { settings, protocol }: GivenSettings,
  surroundings: Surroundings = { nowMs: Date.now(), stdin: readStdin },
): SecurityFound {
  const faults: ConnectionFault[] = [];
  const reader = new SettingReader(settings, surroundings, faults);
  const tls = wantsTls(settings, protocol, faults) ? tlsOf(reader, surroundings.nowMs) : undefined;
  const sasl = wantsSasl(settings, protocol) ? saslOf(reader) : undefined;
  const security =
    tls === undefined && sasl === undefined
      ? undefined
      : { ...(tls === undefined ? {} : { tls }), ...(sasl === undefined ? {} : { sasl }) };
  return { security, faults };
}

type Settings = GivenSettings['settings'];

function wantsTls(
  settings: Settings,
  protocol: GivenSettings['protocol'],
  faults: ConnectionFault[],
): boolean {
  const said = settings.get('tls');
  const parts = [...settings].filter(
    ([name, { from }]) => name.startsWith('tls-') && from !== 'file',
  );
  if (said === undefined) return parts.length > 0 || protocol?.tls === true;
  const wanted = truthOf(said.text);
  if (wanted === undefined) {
    faults.push({ where: said.where, what: 'must be true or false' });
    return true;
  }
  const [contradiction] = parts;
  if (!wanted && contradiction !== undefined) {
    const name = said.from === 'flag' ? '--no-tls' : said.where;
    faults.push({ where: contradiction[1].where, what: `has no meaning where ${name} says so` });
  }
  return wanted;
}

function wantsSasl(settings: Settings, protocol: GivenSettings['protocol']): boolean {
  const isSaid = [...settings].some(
    ([name, { from }]) => name.startsWith('sasl-') && from !== 'file',
  );
  return isSaid || protocol?.sasl === true;
}

/** @returns undefined for any other word */
function truthOf(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : undefined;
}

/** Reads settings; what cannot be read is remembered as a fault. */
class SettingReader {
  readonly #settings: Settings;
  readonly #surroundings: Surroundings;
  readonly #faults: ConnectionFault[];
  #stdinReader: string | undefined;

  constructor(settings: Settings, surroundings: Surroundings, faults: ConnectionFault[]) {
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#faults = faults;
  }

  given(name: SettingName): Given | undefined {
    return this.#settings.get(name);
  }

  fault(where: string, what: string): void {
    this.#faults.push({ where, what });
  }

  /** @param isSecret the file must be its owner's alone */
  content(name: SettingName, isSecret: (text: string) => boolean): string | undefined {
    const given = this.#settings.get(name);
    if (given === undefined || !given.isPath) return given?.text;
    const read = readSettingFile(given.text);
    if ('fault' in read) {
      this.fault(given.where, read.fault);
      return undefined;
    }
    if (read.unsafe !== undefined && isSecret(read.text)) this.fault(given.where, read.unsafe);
    return read.text;
  }

  /** @returns undefined when it was not given, or cannot be read */
  secret(name: SettingName): Secret | undefined {
    const given = this.#settings.get(name);
    if (given === undefined) return undefined;
    if (!given.isPath) return new Secret(given.text);
    if (given.text === '-') {
      if (this.#stdinReader !== undefined) {
        this.fault(given.where, `standard input is read for ${this.#stdinReader} already`);
        return undefined;
      }
      this.#stdinReader = given.where;
    }
    const read = readSecret(given.text, this.#surroundings.stdin);
    if ('text' in read) return new Secret(read.text);
    this.fault(given.where, read.fault);
    return undefined;
  }
}

function tlsOf(reader: SettingReader, nowMs: number): TlsSettings {
  const ca = reader.content('tls-ca', () => false);
  const where = reader.given('tls-ca')?.where ?? '';
  if (ca !== undefined) {
    for (const what of faultsOfAuthorities(ca, nowMs))
      reader.fault(where, `${subject(reader, 'tls-ca')} ${what}`);
  }
  const serverName = reader.given('tls-server-name');
  if (serverName !== undefined && !isHostName(serverName.text)) {
    reader.fault(
      serverName.where,
      'must be a host name; addresses are compared with the certificate as they are',
    );
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...clientIdentity(reader, nowMs),
    ...(serverName === undefined ? {} : { serverName: serverName.text }),
  };
}

/** The certificate and its key: both or none, and made for each other. */
function clientIdentity(
  reader: SettingReader,
  nowMs: number,
): Pick<TlsSettings, 'certificate' | 'key' | 'passphrase'> {
  const [certGiven, keyGiven] = [reader.given('tls-cert'), reader.given('tls-key')];
  const passphrase = reader.secret('tls-key-passphrase');
  if (certGiven === undefined) {
    const alone = keyGiven ?? reader.given('tls-key-passphrase');
    if (alone !== undefined) reader.fault(alone.where, `needs a certificate: ${ways('tls-cert')}`);
    return {};
  }
  const certificate = reader.content('tls-cert', (text) => privateKeyIn(text) !== undefined);
  const keyText = keyGiven === undefined ? certificate : reader.content('tls-key', () => true);
  if (certificate === undefined || keyText === undefined) return {};
  for (const what of faultsOfCertificate(certificate, nowMs))
    reader.fault(certGiven.where, `${subject(reader, 'tls-cert')} ${what}`);
  if (keyGiven === undefined && privateKeyIn(keyText) === undefined) {
    reader.fault(certGiven.where, `needs its private key: ${ways('tls-key')}`);
    return {};
  }
  const keyWhere = keyGiven?.where ?? certGiven.where;
  const opened = openKey(keyText, passphrase?.reveal());
  if ('fault' in opened) {
    const name = subject(reader, keyGiven === undefined ? 'tls-cert' : 'tls-key');
    reader.fault(keyWhere, `${name} ${opened.fault}`);
    return {};
  }
  if (
    faultsOfCertificate(certificate, nowMs).length === 0 &&
    !belongTogether(certificate, opened.key)
  )
    reader.fault(keyWhere, 'is not the private key of the first certificate');
  return {
    certificate,
    key: new Secret(privateKeyIn(keyText) ?? keyText),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function saslOf(reader: SettingReader): SaslSettings | undefined {
  const mechanism = mechanismOf(reader);
  const username = reader.given('sasl-username');
  const hasPassword = reader.given('sasl-password') !== undefined;
  const password = reader.secret('sasl-password');
  // Which of them was given says where somebody began to write.
  const where =
    [reader.given('sasl-mechanism'), username, reader.given('sasl-password')].find(
      (given) => given !== undefined,
    )?.where ?? 'security.protocol';
  if (reader.given('sasl-mechanism') === undefined)
    reader.fault(where, `needs a mechanism: ${ways('sasl-mechanism')}`);
  if (username === undefined || username.text === '')
    reader.fault(username?.where ?? where, `needs a user: ${ways('sasl-username')}`);
  if (!hasPassword) reader.fault(where, `needs a password: ${ways('sasl-password')}`);
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username: username.text, password };
}

function mechanismOf(reader: SettingReader): SaslMechanism | undefined {
  const given = reader.given('sasl-mechanism');
  if (given === undefined) return undefined;
  const wanted = given.text.trim().toUpperCase();
  const known = SASL_MECHANISMS.find((mechanism) => mechanism === wanted);
  if (known !== undefined) return known;
  const choices = SASL_MECHANISMS.join(', ');
  const what = /^(GSSAPI|OAUTHBEARER|AWS_MSK_IAM)$/.test(wanted) ? wanted : 'this mechanism';
  reader.fault(given.where, `${what} is not supported; ${choices} are`);
  return undefined;
}

/** The file that a setting names, or the variable or line that holds it. */
function subject(reader: SettingReader, name: SettingName): string {
  const given = reader.given(name);
  return given?.isPath === true ? given.text : 'the text';
}

/** `--sasl-password-file or STREAMSTOCK_KAFKA_SASL_PASSWORD`. */
function ways(name: SettingName): string {
  const setting = CONNECTION_SETTINGS.find((other) => other.name === name);
  return setting === undefined ? '' : `--${setting.flag} or ${setting.variable}`;
}

function isHostName(text: string): boolean {
  return /^(?=.{1,253}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(text) && !/^[\d.]+$/.test(text);
}

/**
 * The connection settings in a file of Kafka's Java clients (`client.properties`). What this tool cannot honour is refused
 * where ignoring it would make the connection something else than the file says (`ssl.`, `sasl.`, `security.`); all other
 * keys tune clients of their own and are listed as ignored.
 */
import { nearest } from '../../pipeline/nearest.ts';
import { type Expanded, expand } from './expand.ts';
import type { ConnectionFault } from './faults.ts';
import type { Given } from './given.ts';
import { loginSettings } from './login-properties.ts';
import { parseProperties } from './properties.ts';
import type { SettingName } from './settings.ts';
import { keystoreSettings, truststoreSettings } from './stores.ts';

export interface ClientProperties {
  readonly given: ReadonlyMap<SettingName, Given>;
  /** As `security.protocol` says; Java's default is PLAINTEXT. */
  readonly protocol: { readonly tls: boolean; readonly sasl: boolean; readonly where: string };
  readonly faults: readonly ConnectionFault[];
  /** Keys that have no meaning here, as sentences. */
  readonly notes: readonly string[];
  /** A password or a key stands in the file itself. */
  readonly holdsSecrets: boolean;
}

/**
 * @param name of the file, for messages: `client.properties:4`
 * @param environment for `${env:NAME}` in values
 */
export function readClientProperties(
  name: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): ClientProperties {
  const parsed = parseProperties(text);
  const faults: ConnectionFault[] = parsed.faults.map(({ line, what }) => ({
    where: `${name}:${line}`,
    what,
  }));
  const found = new Map<string, Expanded>();
  for (const { key, value, line } of parsed.properties) {
    const where = `${name}:${line}`;
    // Inside of a login module: only what is in it tells which part is a secret.
    if (key === 'sasl.jaas.config') found.set(key, { text: value, where, isLiteral: true });
    else found.set(key, expand(value, where, environment, faults));
  }
  const given = new Map<SettingName, Given>();
  const put = (setting: SettingName, value: Expanded, isPath = false): void => {
    given.set(setting, { from: 'file', where: value.where, text: value.text, isPath });
  };
  const brokers = found.get('bootstrap.servers');
  if (brokers !== undefined) put('brokers', brokers);
  const protocol = protocolOf(found.get('security.protocol'), name, faults);
  const truststore = truststoreSettings(found, faults);
  const keystore = keystoreSettings(found, faults);
  for (const [setting, value, isPath] of [...truststore.given, ...keystore.given])
    put(setting, value, isPath);
  const login = loginSettings(found, environment, faults);
  for (const [setting, value] of login.given) put(setting, value);
  checkTls(found, faults);
  contradictions(protocol, given, faults);
  refuseUnknown(found, faults);
  return {
    given,
    protocol,
    faults,
    notes: ignored(name, found),
    holdsSecrets: keystore.holdsSecrets || login.holdsSecrets,
  };
}

const PROTOCOLS: Readonly<Record<string, { tls: boolean; sasl: boolean }>> = {
  PLAINTEXT: { tls: false, sasl: false },
  SSL: { tls: true, sasl: false },
  SASL_PLAINTEXT: { tls: false, sasl: true },
  SASL_SSL: { tls: true, sasl: true },
};

function protocolOf(
  value: Expanded | undefined,
  name: string,
  faults: ConnectionFault[],
): ClientProperties['protocol'] {
  if (value === undefined) return { tls: false, sasl: false, where: name };
  const known = PROTOCOLS[value.text.trim().toUpperCase()];
  if (known === undefined) {
    const choices = Object.keys(PROTOCOLS).join(', ');
    faults.push({ where: value.where, what: `security.protocol must be one of ${choices}` });
    // What is meant is not known: nothing else is to be called a contradiction of it.
    return { tls: true, sasl: true, where: value.where };
  }
  return { ...known, where: value.where };
}

function contradictions(
  { tls, sasl, where }: ClientProperties['protocol'],
  given: ReadonlyMap<SettingName, Given>,
  faults: ConnectionFault[],
): void {
  const names = [...given.keys()];
  if (!tls && names.some((setting) => setting.startsWith('tls-'))) {
    faults.push({
      where,
      what: 'has ssl settings, but its security.protocol is not SSL or SASL_SSL: Kafka’s own clients would not encrypt',
    });
  }
  if (!sasl && names.some((setting) => setting.startsWith('sasl-'))) {
    faults.push({
      where,
      what: 'has sasl settings, but its security.protocol is not SASL_SSL or SASL_PLAINTEXT: Kafka’s own clients would not log in',
    });
  }
}

const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'];

/** Host names are always checked, and TLS is 1.2 or newer: a file that says so is right, one that says otherwise is not. */
function checkTls(found: ReadonlyMap<string, Expanded>, faults: ConnectionFault[]): void {
  const names = found.get('ssl.endpoint.identification.algorithm');
  if (names !== undefined && names.text.trim().toLowerCase() !== 'https') {
    faults.push({
      where: names.where,
      what: 'ssl.endpoint.identification.algorithm: the name in a certificate is always checked; remove the line, and use --tls-server-name where the certificates are issued to another name',
    });
  }
  const enabled = found.get('ssl.enabled.protocols');
  const versions = enabled?.text.split(',').map((version) => version.trim()) ?? TLS_VERSIONS;
  if (enabled !== undefined && versions.toSorted().join() !== TLS_VERSIONS.join()) {
    faults.push({
      where: enabled.where,
      what: 'ssl.enabled.protocols: TLS 1.2 and 1.3 are used; remove the line, or write TLSv1.2,TLSv1.3',
    });
  }
  const protocol = found.get('ssl.protocol');
  if (protocol !== undefined && !['TLS', ...TLS_VERSIONS].includes(protocol.text.trim())) {
    faults.push({
      where: protocol.where,
      what: 'ssl.protocol: TLS 1.2 and 1.3 are used; remove the line',
    });
  }
}

/** Keys with a meaning here. */
const KNOWN = [
  'bootstrap.servers',
  'security.protocol',
  'sasl.mechanism',
  'sasl.jaas.config',
  'ssl.truststore.type',
  'ssl.truststore.location',
  'ssl.truststore.certificates',
  'ssl.keystore.type',
  'ssl.keystore.location',
  'ssl.keystore.key',
  'ssl.keystore.certificate.chain',
  'ssl.key.password',
  'ssl.endpoint.identification.algorithm',
  'ssl.enabled.protocols',
  'ssl.protocol',
];
/** Needed by Kafka's tools to fill in `${env:NAME}`, which happens here anyway; and passwords of stores, which PEM has not. */
const WITHOUT_EFFECT = /^(config\.providers(\.env\.class)?|ssl\.(trust|key)store\.password)$/;

function refuseUnknown(found: ReadonlyMap<string, Expanded>, faults: ConnectionFault[]): void {
  for (const [key, { where }] of found) {
    if (KNOWN.includes(key) || WITHOUT_EFFECT.test(key)) continue;
    if (!/^(ssl|sasl|security)\./.test(key)) continue;
    const close = nearest(key, KNOWN);
    faults.push({
      where,
      what: `${key} is not supported${close === undefined ? '' : `; did you mean ${close}?`}`,
    });
  }
}

function ignored(name: string, found: ReadonlyMap<string, Expanded>): string[] {
  const keys = [...found.keys()].filter(
    (key) =>
      !KNOWN.includes(key) && !WITHOUT_EFFECT.test(key) && !/^(ssl|sasl|security)\./.test(key),
  );
  if (keys.length === 0) return [];
  const slips = keys.flatMap((key) => {
    const close = nearest(key, KNOWN);
    return close === undefined ? [] : [`${key}: did you mean ${close}?`];
  });
  const list = `${name}: only connection settings are taken from it; ignored: ${keys.join(', ')}`;
  return [[list, ...slips].join('. ')];
}

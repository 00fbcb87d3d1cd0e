/** Trust stores and key stores of Java's clients: those in PEM are taken, others are refused with the way to convert them. */
import type { Expanded } from './expand.ts';
import type { ConnectionFault } from './faults.ts';
import { withLineBreaks } from './pem.ts';
import type { SettingName } from './settings.ts';

type Found = ReadonlyMap<string, Expanded>;
/** Setting, value, and whether the value is the path of a file. */
type StoreSetting = [SettingName, Expanded, boolean];

export interface StoreSettings {
  readonly given: readonly StoreSetting[];
  /** A key or a passphrase stands in the properties file itself. */
  readonly holdsSecrets: boolean;
}

export function truststoreSettings(found: Found, faults: ConnectionFault[]): StoreSettings {
  const location = found.get('ssl.truststore.location');
  const inline = found.get('ssl.truststore.certificates');
  if (inline !== undefined)
    return { given: [['tls-ca', asPem(inline), false]], holdsSecrets: false };
  if (location === undefined) return { given: [], holdsSecrets: false };
  if (isPemStore(found, 'truststore'))
    return { given: [['tls-ca', location, true]], holdsSecrets: false };
  faults.push({
    where: location.where,
    what: `${typeText(found, 'truststore')}: convert it with keytool -list -rfc -keystore ${location.text} > ca.pem, and write ssl.truststore.type=PEM and ssl.truststore.location=ca.pem`,
  });
  return { given: [], holdsSecrets: false };
}

export function keystoreSettings(found: Found, faults: ConnectionFault[]): StoreSettings {
  const location = found.get('ssl.keystore.location');
  const key = found.get('ssl.keystore.key');
  const chain = found.get('ssl.keystore.certificate.chain');
  const passphrase = found.get('ssl.key.password');
  const given: StoreSetting[] = [];
  if (passphrase !== undefined) given.push(['tls-key-passphrase', passphrase, false]);
  if (key !== undefined) given.push(['tls-key', asPem(key), false]);
  if (chain !== undefined) given.push(['tls-cert', asPem(chain), false]);
  if (location !== undefined && key === undefined && chain === undefined) {
    if (isPemStore(found, 'keystore')) given.push(['tls-cert', location, true]);
    else {
      faults.push({
        where: location.where,
        what: `${typeText(found, 'keystore')}: convert it with keytool -importkeystore -srckeystore ${location.text} -destkeystore client.p12 -deststoretype PKCS12 and openssl pkcs12 -in client.p12 -out client.pem, and write ssl.keystore.type=PEM and ssl.keystore.location=client.pem`,
      });
    }
  }
  const holdsSecrets = [key, passphrase].some((value) => value?.isLiteral === true);
  return { given, holdsSecrets };
}

type Store = 'truststore' | 'keystore';

function isPemStore(found: Found, store: Store): boolean {
  return found.get(`ssl.${store}.type`)?.text.trim().toUpperCase() === 'PEM';
}

function typeText(found: Found, store: Store): string {
  const type = found.get(`ssl.${store}.type`)?.text.trim();
  return type === undefined
    ? `ssl.${store}.type is missing, and stores of Java's default type JKS cannot be read`
    : `stores of type ${type} cannot be read`;
}

function asPem(value: Expanded): Expanded {
  return { ...value, text: withLineBreaks(value.text) };
}

/** Certificates and private keys as PEM text, checked before anything is connected. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const LINE_LENGTH = 64;

/** Sentences without a subject: "holds no certificate". Empty when they can be used. */
export function faultsOfAuthorities(text: string, nowMs: number): string[] {
  const { certificates, faults } = certificatesIn(text);
  if (faults.length > 0) return faults;
  // Bundles keep authorities that have run out beside those that took their place.
  const ends = certificates.map(({ validTo }) => Date.parse(validTo));
  const last = Math.max(...ends);
  return last < nowMs ? [`holds certificates that have expired, the last on ${day(last)}`] : [];
}

/** Of a client: its own certificate first, then those that lead to an authority. */
export function faultsOfCertificate(text: string, nowMs: number): string[] {
  const { certificates, faults } = certificatesIn(text);
  const [own] = certificates;
  if (faults.length > 0 || own === undefined) return faults;
  const [from, to] = [Date.parse(own.validFrom), Date.parse(own.validTo)];
  if (to < nowMs) return [`holds a certificate that expired on ${day(to)}`];
  return from > nowMs ? [`holds a certificate that is valid from ${day(from)} only`] : [];
}

export type OpenedKey = { readonly key: KeyObject } | { readonly fault: string };

export function openKey(text: string, passphrase: string | undefined): OpenedKey {
  const block = privateKeyIn(text);
  if (block === undefined) return { fault: 'holds no private key (BEGIN … PRIVATE KEY)' };
  const isEncrypted = /ENCRYPTED/.test(block);
  if (isEncrypted && passphrase === undefined) {
    return {
      fault:
        'holds a private key with a passphrase: give it with --tls-key-passphrase-file or STREAMSTOCK_KAFKA_TLS_KEY_PASSPHRASE',
    };
  }
  try {
    return {
      key: createPrivateKey({
        key: block,
        ...(isEncrypted && passphrase !== undefined ? { passphrase } : {}),
      }),
    };
  } catch {
    // What OpenSSL says helps nobody, and may quote what it read.
    return {
      fault: isEncrypted
        ? 'holds a private key that does not open with this passphrase'
        : 'holds a private key that cannot be read',
    };
  }
}

/** Whether a client's certificate was issued to this key. */
export function belongTogether(certificate: string, key: KeyObject): boolean {
  const [own] = certificatesIn(certificate).certificates;
  return own?.checkPrivateKey(key) === true;
}

/** The first private key among certificates and whatever else stands in a file. */
export function privateKeyIn(text: string): string | undefined {
  return [...text.matchAll(BLOCK)].find(([, label]) => label?.endsWith('PRIVATE KEY'))?.[0];
}

/** Whether it is PEM at all, and not a store of Java or PKCS #12. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** With the line breaks that OpenSSL wants: in a properties file a block may stand on one line. */
export function withLineBreaks(text: string): string {
  return text.replace(BLOCK, (block, label: string, body: string) => {
    // Headers of an old kind of encryption need their own lines.
    if (body.includes(':')) return block;
    const base64 = body.replaceAll(/\s+/g, '');
    const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
  });
}

function certificatesIn(text: string): {
  readonly certificates: X509Certificate[];
  readonly faults: string[];
} {
  const blocks = [...text.matchAll(BLOCK)].filter(([, label]) => label === 'CERTIFICATE');
  if (blocks.length === 0) {
    const what = isPem(text) ? '' : ', but something that is not PEM';
    return {
      certificates: [],
      faults: [`holds no certificate (-----BEGIN CERTIFICATE-----)${what}`],
    };
  }
  const certificates: X509Certificate[] = [];
  const faults: string[] = [];
  for (const [at, [block]] of blocks.entries()) {
    try {
      certificates.push(new X509Certificate(block));
    } catch {
      const which = blocks.length === 1 ? 'a certificate' : `a certificate (number ${at + 1})`;
      faults.push(`holds ${which} that cannot be read`);
    }
  }
  return { certificates, faults };
}

/** `2026-01-31`, UTC. */
function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

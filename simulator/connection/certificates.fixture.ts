/** Authorities, certificates and keys for tests, made here: no tool has to be installed, and nothing is kept. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** DNS names and IPv4 addresses that the certificate is valid for. */
  readonly hosts?: readonly string[];
  /** Absent: it signs itself. */
  readonly issuer?: Issued & { readonly name: string };
  readonly isAuthority?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

/** ECDSA on P-256, version 3. */
export function issue(options: CertificateOptions): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { issuer } = options;
  const signingKey = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const body = sequence(
    tagged(0, integer([2])),
    integer([1, ...crypto.getRandomValues(new Uint8Array(8))]),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer?.name ?? options.name),
    sequence(
      time(options.from ?? new Date('2020-01-01T00:00:00Z')),
      time(options.to ?? new Date('2049-01-01T00:00:00Z')),
    ),
    distinguishedName(options.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(options))),
  );
  const signature = sign('sha256', body, signingKey);
  const certificate = sequence(body, ECDSA_WITH_SHA256, bitString(signature));
  return { certificate: pem('CERTIFICATE', certificate), key: keyPem(privateKey) };
}

export function withPassphrase(key: string, passphrase: string): string {
  return createPrivateKey(key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
}

function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function extensions({ isAuthority = false, hosts = [] }: CertificateOptions): Buffer[] {
  const constraints = extension('551d13', sequence(...(isAuthority ? [der(0x01, [0xff])] : [])));
  if (hosts.length === 0) return [constraints];
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? der(0x87, host.split('.').map(Number))
      : der(0x82, Buffer.from(host, 'latin1')),
  );
  return [constraints, extension('551d11', sequence(...names))];
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(objectId(oid), der(0x04, value));
}

function distinguishedName(commonName: string): Buffer {
  const text = der(0x0c, Buffer.from(commonName));
  return sequence(der(0x31, sequence(objectId('550403'), text)));
}

function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(text.slice(2)));
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function integer(bytes: readonly number[]): Buffer {
  return der(0x02, bytes);
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function tagged(tag: number, value: Buffer): Buffer {
  return der(0xa0 | tag, value);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** Tag, length, value, as X.690 has it. */
function der(tag: number, value: Buffer | readonly number[]): Buffer {
  const bytes = Buffer.from(value);
  const { length } = bytes;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), bytes]);
}

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));

/** What OpenSSL's and Node's codes for failed TLS handshakes mean, and what to do. */
import type { TlsSettings } from './connection.ts';

export interface CertificateTrouble {
  /** Goes on after "host:port: ", without a full stop. */
  readonly what: string;
  readonly hint: string;
}

/** @returns undefined for codes that are not about TLS */
export function certificateTrouble(
  code: string,
  message: string,
  tls: TlsSettings | undefined,
): CertificateTrouble | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      what: `the broker's certificate was issued to another name (${namesIn(message)})`,
      hint: 'Use the address that the certificate names, or give its name with --tls-server-name.',
    };
  }
  const known = BY_CODE[code];
  if (known !== undefined) return known(tls);
  return /^ERR_SSL_|^EPROTO$|^ERR_OSSL_/.test(code)
    ? {
        what: `the TLS handshake failed (${code})`,
        hint: 'Check which TLS versions and certificates the broker wants.',
      }
    : undefined;
}

type Told = (tls: TlsSettings | undefined) => CertificateTrouble;

const untrusted: Told = (tls) => ({
  what: "the broker's certificate is not trusted: its authority is not among those given",
  hint:
    tls?.ca === undefined
      ? 'Give the certificate of its authority with --tls-ca FILE.'
      : 'Check that the file of --tls-ca holds the authority that issued it, and those between.',
});

const selfSigned: Told = (tls) => ({
  what: "the broker's certificate signs itself and is not trusted",
  hint:
    tls?.ca === undefined
      ? 'If it is the right one, give it with --tls-ca FILE.'
      : 'Check that the file of --tls-ca holds this very certificate or its authority.',
});

/** The broker's word on what the client showed, or did not show. */
const clientRefused: Told = (tls) =>
  tls?.certificate === undefined
    ? {
        what: 'the broker wants a client certificate, and none was given',
        hint: 'Add --tls-cert FILE and --tls-key FILE.',
      }
    : {
        what: 'the broker refused the client certificate',
        hint: 'Check that it was issued by an authority that the broker trusts, and that it has not expired.',
      };

const BY_CODE: Readonly<Record<string, Told>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  INVALID_CA: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: selfSigned,
  CERT_HAS_EXPIRED: () => ({
    what: "the broker's certificate has expired",
    hint: 'Have it renewed, and check the clock of this machine.',
  }),
  CERT_NOT_YET_VALID: () => ({
    what: "the broker's certificate is not valid yet",
    hint: 'Check the clock of this machine and of the broker.',
  }),
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: clientRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: clientRefused,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: clientRefused,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientRefused,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: clientRefused,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientRefused,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: () => ({
    what: 'the broker speaks another version of TLS than 1.2 and 1.3',
    hint: 'Enable TLS 1.2 or 1.3 at the broker (ssl.enabled.protocols).',
  }),
  ERR_SSL_UNSUPPORTED_PROTOCOL: () => ({
    what: 'the broker speaks an older version of TLS than 1.2',
    hint: 'Enable TLS 1.2 or 1.3 at the broker (ssl.enabled.protocols).',
  }),
};

/** Node's sentence names both: the address asked for, and what the certificate has. */
function namesIn(message: string): string {
  const [, detail = message] = /altnames: (.*)$/.exec(message) ?? [];
  return detail
    .replace(/[:\s]*$/, '')
    .replace(/ is not in the cert's(?: altnames| list)?:?\s*/, ' is not among ')
    .replace(/ is not among $/, ' is not in it');
}

/** Where a cluster is and how it wants to be spoken to; the same for every client of a run. */
import { Secret } from './secret.ts';

/** `embedded`: on loopback, ours. `external`: anything else, with timeouts and retries for a cluster across a network. */
export type BrokerKind = 'embedded' | 'external';

export interface Connection {
  /** `host:port` each, at least one. */
  readonly brokers: readonly string[];
  readonly kind: BrokerKind;
  /** Absent: plaintext, and nobody logs in. */
  readonly security?: Security;
}

export interface Security {
  readonly tls?: TlsSettings;
  readonly sasl?: SaslSettings;
}

export interface TlsSettings {
  /** PEM text of the authorities to trust; absent: those that Node trusts. */
  readonly ca?: string;
  /** PEM text of the client's certificate, for clusters that ask for one. */
  readonly certificate?: string;
  /** PEM text of its private key. */
  readonly key?: Secret;
  /** Of the private key. */
  readonly passphrase?: Secret;
  /** The name that the brokers' certificates are issued to, where it is not the host's. */
  readonly serverName?: string;
}

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

export interface SaslSettings {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: Secret;
}

/**
 * A connection as a message to another thread, secrets open: {@link Secret} does not survive a structured clone. To be made
 * right before it is posted, and never to be kept, logged or written.
 */
export interface OpenedConnection extends Omit<Connection, 'security'> {
  readonly security?: {
    readonly tls?: Omit<TlsSettings, 'key' | 'passphrase'> & {
      readonly key?: string;
      readonly passphrase?: string;
    };
    readonly sasl?: Omit<SaslSettings, 'password'> & { readonly password: string };
  };
}

export function openConnection({ security, ...where }: Connection): OpenedConnection {
  if (security === undefined) return where;
  const { tls, sasl } = security;
  return {
    ...where,
    security: {
      ...(tls === undefined ? {} : { tls: openTls(tls) }),
      ...(sasl === undefined ? {} : { sasl: { ...sasl, password: sasl.password.reveal() } }),
    },
  };
}

export function sealConnection({ security, ...where }: OpenedConnection): Connection {
  if (security === undefined) return where;
  const { tls, sasl } = security;
  return {
    ...where,
    security: {
      ...(tls === undefined ? {} : { tls: sealTls(tls) }),
      ...(sasl === undefined ? {} : { sasl: { ...sasl, password: new Secret(sasl.password) } }),
    },
  };
}

type OpenedTls = NonNullable<NonNullable<OpenedConnection['security']>['tls']>;

function openTls({ key, passphrase, ...open }: TlsSettings): OpenedTls {
  return {
    ...open,
    ...(key === undefined ? {} : { key: key.reveal() }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
  };
}

function sealTls({ key, passphrase, ...open }: OpenedTls): TlsSettings {
  return {
    ...open,
    ...(key === undefined ? {} : { key: new Secret(key) }),
    ...(passphrase === undefined ? {} : { passphrase: new Secret(passphrase) }),
  };
}

/** Whether records and passwords travel in the open. */
export function isEncrypted({ security }: Connection): boolean {
  return security?.tls !== undefined;
}

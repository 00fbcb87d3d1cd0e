/** A connection's security in the words of kafkajs. */
import type { ConnectionOptions } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { Connection, SaslSettings, TlsSettings } from './connection.ts';

/** Secrets are open in what comes back: to be handed to kafkajs, and nowhere else. */
export function securityOptions({ security }: Connection): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  if (security === undefined) return {};
  const { tls, sasl } = security;
  return {
    ...(tls === undefined ? {} : { ssl: tlsOptions(tls) }),
    ...(sasl === undefined ? {} : { sasl: saslOptions(sasl) }),
  };
}

function tlsOptions({
  ca,
  certificate,
  key,
  passphrase,
  serverName,
}: TlsSettings): ConnectionOptions {
  return {
    // Said here, because variables and flags of Node (NODE_TLS_REJECT_UNAUTHORIZED, --tls-min-v1.0) would weaken it.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key: key.reveal() }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

const MECHANISMS = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const;

function saslOptions({ mechanism, username, password }: SaslSettings): SASLOptions {
  return { mechanism: MECHANISMS[mechanism], username, password: password.reveal() };
}

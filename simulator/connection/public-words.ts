/** What may be said of a connection's settings: names of files and users, never a secret. */
import type { Security } from '../../pipeline/kafka/connection.ts';
import type { ConnectionFault } from './faults.ts';
import type { GivenSettings } from './given.ts';
import { CONNECTION_SETTINGS } from './settings.ts';

/** ` (TLS with a client certificate, SCRAM-SHA-512)`; empty where the connection is plain. */
export function securityText(security: Security | undefined): string {
  if (security === undefined) return '';
  const { tls, sasl } = security;
  const words = [
    tls === undefined
      ? 'no TLS'
      : `TLS${tls.certificate === undefined ? '' : ' with a client certificate'}`,
    ...(sasl === undefined ? [] : [sasl.mechanism]),
  ];
  return ` (${words.join(', ')})`;
}

/**
 * The flags that lead to the same connection again: those typed, and those that stand for variables with something that is
 * no secret. What a variable or the settings file holds beside is read from there again.
 */
export function replayFlags({ settings }: Pick<GivenSettings, 'settings'>): string[] {
  const words: string[] = [];
  for (const { name, flag, fileVariable } of CONNECTION_SETTINGS) {
    const given = settings.get(name);
    if (given === undefined || given.from === 'file' || name === 'brokers') continue;
    const holdsText = !given.isPath && (fileVariable !== undefined || given.text.includes('-----'));
    if (holdsText) continue;
    if (name === 'tls') words.push(/^(true|1|yes|on)$/i.test(given.text) ? '--tls' : '--no-tls');
    else words.push(`--${flag}`, given.text);
  }
  return words;
}

/** Somebody who asks for encryption must not believe that there is any where none can be. */
export function flagsWithoutCluster(
  { settings, faults }: Pick<GivenSettings, 'settings' | 'faults'>,
  brokerText: string,
): ConnectionFault[] {
  const typed = [...settings].filter(([name, { from }]) => from === 'flag' && name !== 'brokers');
  return [
    ...faults.filter(({ where }) => where.startsWith('--')),
    ...typed.map(([, { where }]) => ({
      where,
      what: `is for Kafka clusters, but the load goes to ${brokerText}; name the cluster with --broker host:port`,
    })),
  ];
}

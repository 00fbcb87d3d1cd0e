/**
 * Why a connection to a cluster failed, in words: from what kafkajs and Node throw, and from what listens at the address.
 * Pure.
 */
import type { ErrorCode } from '../errors.ts';
import { certificateTrouble } from './certificate-trouble.ts';
import type { Connection } from './connection.ts';
import type { PortFinding } from './port-probe.ts';
import { shownAddress } from './seed-address.ts';

export interface ConnectionTrouble {
  readonly code: Extract<ErrorCode, 'BROKER_UNREACHABLE' | 'TLS_FAILED' | 'AUTHENTICATION_FAILED'>;
  /** A whole sentence that names the address. */
  readonly sentence: string;
  readonly hint: string;
  /** It will not pass by itself: no use in waiting and trying again. */
  readonly isLasting: boolean;
}

/** The parts of kafkajs's errors that tell something. */
export interface Symptom {
  readonly name: string;
  readonly message: string;
  /** Of the protocol: `ILLEGAL_SASL_STATE`. */
  readonly type: string | undefined;
  /** Of Node: `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** `host:port` of the broker concerned, where the error says so. */
  readonly address: string | undefined;
}

/** The error behind those that only say how often it was tried. */
export function symptomOf(error: unknown): Symptom {
  let found = error as RawError;
  while (isVeil(found) && found.cause instanceof Error) found = found.cause as RawError;
  const { name, message, type, code, broker } = found;
  return {
    name: name ?? 'Error',
    message: oneLine(message ?? String(error)),
    type: typeof type === 'string' ? type : undefined,
    code: typeof code === 'string' ? code : undefined,
    address: typeof broker === 'string' ? shownAddress(broker) : undefined,
  };
}

interface RawError {
  readonly name?: string;
  readonly message?: string;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly broker?: unknown;
  readonly cause?: unknown;
}

function isVeil({ name, type, code }: RawError): boolean {
  const says = typeof type === 'string' || typeof code === 'string';
  return !says && /^KafkaJS(NumberOfRetriesExceeded|NonRetriableError|Error)$/.test(name ?? '');
}

/** Whether only a look at the port can tell what is wrong. */
export function isPuzzling({ name, type, code }: Symptom): boolean {
  if (type === 'UNSUPPORTED_SASL_MECHANISM') return true;
  if (code !== undefined) return code === 'ECONNRESET' || WRONG_RECORD.test(code);
  return (
    type === undefined &&
    /^KafkaJS(ConnectionError|ConnectionClosedError|RequestTimeoutError|ServerDoesNotSupportApiKey|PartialMessageError)$/.test(
      name,
    )
  );
}

/** What a TLS client says of an answer that is no TLS. */
const WRONG_RECORD =
  /^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE))$/;

/**
 * @param finding of the port, when it was looked at
 * @returns undefined for errors that are not about the connection
 */
export function connectionTrouble(
  error: unknown,
  connection: Connection,
  finding?: PortFinding,
): ConnectionTrouble | undefined {
  const symptom = symptomOf(error);
  const where = symptom.address ?? connection.brokers.join(', ');
  const trouble =
    fromFinding(where, symptom, connection, finding) ??
    fromSymptom(where, symptom, connection) ??
    unreachable(where, symptom);
  return trouble === undefined ? undefined : asToldAbout(trouble, symptom, connection);
}

function fromFinding(
  where: string,
  { type }: Symptom,
  { security }: Connection,
  finding: PortFinding | undefined,
): ConnectionTrouble | undefined {
  if (finding?.kind === 'http')
    return wrongPort(`${where} answers as a web server (HTTP), not as a Kafka broker.`);
  if (finding?.kind === 'other')
    return wrongPort(`Whatever listens at ${where}, it is no Kafka broker.`);
  if (finding?.kind === 'kafka' && finding.isController)
    return wrongPort(`${where} is the port of a controller, which takes nothing from clients.`);
  const speaksTls = finding?.kind === 'tls' || (finding?.kind === 'kafka' && finding.tls);
  if (speaksTls && security?.tls === undefined) {
    return lasting(
      'TLS_FAILED',
      `${where} speaks TLS, and the connection was tried without.`,
      'Add --tls, and --tls-ca FILE where the authority is your own; or use the port of a listener without TLS.',
    );
  }
  if (finding?.kind !== 'kafka') return undefined;
  if (!finding.tls && security?.tls !== undefined) {
    return lasting(
      'TLS_FAILED',
      `${where} speaks Kafka without TLS, and TLS was asked for.`,
      'Use the port of its TLS listener; or leave out the tls settings, and then everything travels readable.',
    );
  }
  const { mechanisms } = finding;
  if (mechanisms !== undefined && security?.sasl === undefined) {
    return lasting(
      'AUTHENTICATION_FAILED',
      `${where} wants a login (${mechanisms.join(', ')}), and no user was given.`,
      'Add --sasl-mechanism, --sasl-username and --sasl-password-file.',
    );
  }
  if (type === 'UNSUPPORTED_SASL_MECHANISM' && mechanisms !== undefined) {
    return lasting(
      'AUTHENTICATION_FAILED',
      `${where} does not know the mechanism ${security?.sasl?.mechanism}; it has ${mechanisms.join(', ')}.`,
      'Set --sasl-mechanism to one of these.',
    );
  }
  return undefined;
}

function fromSymptom(
  where: string,
  { name, message, type, code }: Symptom,
  { security }: Connection,
): ConnectionTrouble | undefined {
  const sasl = security?.sasl;
  // The embedded broker does not even know the question for mechanisms.
  const isUnknown = name === 'KafkaJSServerDoesNotSupportApiKey' && sasl !== undefined;
  if (type === 'ILLEGAL_SASL_STATE' || isUnknown) {
    return lasting(
      'AUTHENTICATION_FAILED',
      `${where} knows no login, and a user was given.`,
      'Use the port of a listener with SASL, or leave out the sasl settings.',
    );
  }
  if (type === 'UNSUPPORTED_SASL_MECHANISM') {
    return lasting(
      'AUTHENTICATION_FAILED',
      `${where} does not know the mechanism ${sasl?.mechanism}.`,
      'Set --sasl-mechanism to one that the cluster has enabled.',
    );
  }
  if (name === 'KafkaJSSASLAuthenticationError' || type === 'SASL_AUTHENTICATION_FAILED') {
    return lasting(
      'AUTHENTICATION_FAILED',
      `${where} refused the user ${quoted(sasl?.username)} with ${sasl?.mechanism}: the password is wrong, or there is no such user.`,
      'Check user, password and mechanism; SCRAM-SHA-256 and SCRAM-SHA-512 have separate passwords. Brokers do not say which is wrong.',
    );
  }
  const found = code === undefined ? undefined : certificateTrouble(code, message, security?.tls);
  return found === undefined
    ? undefined
    : lasting('TLS_FAILED', `${where}: ${found.what}.`, found.hint);
}

const REASONS: Readonly<Record<string, (where: string) => string>> = {
  ECONNREFUSED: (where) => `nobody listens at ${where} (connection refused, ECONNREFUSED)`,
  ENOTFOUND: (where) => `the host name in ${where} is unknown (ENOTFOUND)`,
  EAI_AGAIN: (where) => `the host name in ${where} cannot be resolved now (EAI_AGAIN)`,
  EHOSTUNREACH: (where) => `no way leads to the host of ${where} (EHOSTUNREACH)`,
  ENETUNREACH: (where) => `no way leads to the network of ${where} (ENETUNREACH)`,
  ETIMEDOUT: (where) => `${where} did not answer (timed out, ETIMEDOUT)`,
  ECONNRESET: (where) => `${where} broke the connection off (ECONNRESET)`,
};

/** May be over in a moment: a broker that starts, a network that comes back. */
function unreachable(
  where: string,
  { name, message, type, code }: Symptom,
): ConnectionTrouble | undefined {
  const reason = reasonFor(where, name, message, code);
  if (type !== undefined || reason === undefined) return undefined;
  return {
    code: 'BROKER_UNREACHABLE',
    sentence: reason.startsWith(where)
      ? `${reason}.`
      : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    hint: HINT_UNREACHABLE,
    isLasting: false,
  };
}

const HINT_UNREACHABLE =
  'Check the address and that the broker is running, or leave it out to use the embedded one.';

function reasonFor(
  where: string,
  name: string,
  message: string,
  code: string | undefined,
): string | undefined {
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return known(where);
  if (name === 'KafkaJSConnectionClosedError')
    return `${where} accepted the connection and closed it again`;
  if (name === 'KafkaJSRequestTimeoutError' || /timeout|timed out|no answer within/i.test(message))
    return `${where} accepted the connection and did not answer (timed out)`;
  if (/^KafkaJS(ConnectionError|BrokerNotFound|MetadataNotLoaded|LockTimeout)/.test(name))
    return `${where}: ${message.replace(/^Connection error: /, '')}`;
  return undefined;
}

/** An address that nobody typed comes from the cluster itself, and the fault is there. */
function asToldAbout(
  trouble: ConnectionTrouble,
  { address }: Symptom,
  { brokers }: Connection,
): ConnectionTrouble {
  if (address === undefined || brokers.includes(address)) return trouble;
  return {
    ...trouble,
    sentence: `The cluster at ${brokers.join(', ')} names a broker at ${address}, where the connection failed. ${trouble.sentence}`,
    hint: `${trouble.code === 'BROKER_UNREACHABLE' ? 'Check that this broker is running, and that advertised.listeners names it as it can be reached from here' : trouble.hint.replace(/\.$/, '')}.`,
  };
}

function wrongPort(sentence: string): ConnectionTrouble {
  return lasting(
    'BROKER_UNREACHABLE',
    sentence,
    'Check the port: brokers listen for clients at 9092 unless configured otherwise.',
  );
}

function lasting(
  code: ConnectionTrouble['code'],
  sentence: string,
  hint: string,
): ConnectionTrouble {
  return { code, sentence, hint, isLasting: true };
}

function quoted(name: string | undefined): string {
  return JSON.stringify(name ?? '');
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}

/** What a user may not do, in words: from the errors in which brokers say so. Pure. */
import { StreamstockError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { connectionTrouble } from './connection-trouble.ts';

/** @returns NOT_AUTHORIZED; undefined for errors that are not about rights */
export function accessError(error: unknown, connection: Connection): StreamstockError | undefined {
  const refusals = refusalsIn(error);
  if (refusals.length === 0) return undefined;
  const topics = refusals.flatMap(({ isCreation, topic }) =>
    isCreation && topic !== undefined ? [topic] : [],
  );
  const others = refusals.filter(({ isCreation, topic }) => !isCreation || topic === undefined);
  const deeds = new Set([
    ...(topics.length === 0 ? [] : [creation(topics)]),
    ...others.map(({ type, isCreation }) => (isCreation ? 'create topics' : DEEDS[type])),
  ]);
  const rights = new Set([
    ...(topics.length === 0 ? [] : ['Create on these topics or on the cluster']),
    ...others.map(({ type }) => RIGHTS[type]),
  ]);
  const instead =
    topics.length === 0 ? '' : '; or have the topics created, and add --no-create-topics';
  return new StreamstockError(
    'NOT_AUTHORIZED',
    `${who(connection)} may not ${[...deeds].join(', and not ')} at ${connection.brokers.join(', ')}.`,
    { hint: `Have the ACL added: ${[...rights].join('; ')}${instead}.`, cause: error },
  );
}

/**
 * What to say of an error that will not pass, met by a client of a run.
 * @param deed `write to the topics`
 */
export function refusalText(error: unknown, connection: Connection, deed: string): string {
  const [refusal] = refusalsIn(error);
  const { type } = refusal ?? {};
  const person = who(connection).replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  if (type !== undefined) return `${person} may not ${deed} (${type})`;
  const trouble = connectionTrouble(error, connection);
  if (trouble?.isLasting === true) return trouble.sentence.replace(/\.$/, '');
  return error instanceof Error ? error.message : String(error);
}

/** As a sentence begins: `The user "alice"`. */
export function who({ security }: Connection): string {
  if (security?.sasl !== undefined) return `The user ${JSON.stringify(security.sasl.username)}`;
  return security?.tls?.certificate === undefined
    ? 'A client without a login'
    : 'The holder of this client certificate';
}

type AccessType =
  | 'TOPIC_AUTHORIZATION_FAILED'
  | 'GROUP_AUTHORIZATION_FAILED'
  | 'CLUSTER_AUTHORIZATION_FAILED'
  | 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';

const DEEDS: Readonly<Record<AccessType, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'use the topics of the run',
  GROUP_AUTHORIZATION_FAILED: 'use the consumer group of the run',
  CLUSTER_AUTHORIZATION_FAILED: 'do on the cluster what the run needs',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'use transactions',
};

const RIGHTS: Readonly<Record<AccessType, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'Describe, Read and Write on the topics',
  GROUP_AUTHORIZATION_FAILED: 'Read on the group',
  CLUSTER_AUTHORIZATION_FAILED: 'Describe and Create on the cluster',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'Write on the transactional id',
};

interface Refusal {
  readonly type: AccessType;
  readonly isCreation: boolean;
  readonly topic: string | undefined;
}

interface RawError {
  readonly name?: string;
  readonly type?: unknown;
  readonly topic?: unknown;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
}

/** Errors of several topics hold one for each; those of repeated requests hold the last. */
function refusalsIn(error: unknown, depth = 0): Refusal[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const { name, type, topic, errors, cause } = error as RawError;
  if (typeof type === 'string' && type in DEEDS) {
    return [
      {
        type: type as AccessType,
        isCreation: name === 'KafkaJSCreateTopicError',
        topic: typeof topic === 'string' ? topic : undefined,
      },
    ];
  }
  const inner = errors ?? (cause === error ? [] : [cause]);
  return inner.flatMap((each) => refusalsIn(each, depth + 1));
}

function creation(topics: readonly string[]): string {
  const names = [...new Set(topics)].sort().join(', ');
  return topics.length === 1 ? `create the topic ${names}` : `create the topics ${names}`;
}

import { KafkaJSProtocolError } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { accessError, refusalText } from './access-trouble.ts';
import type { Connection } from './connection.ts';
import { Secret } from './secret.ts';

const alice: Connection = {
  brokers: ['a:1'],
  kind: 'external',
  security: { sasl: { mechanism: 'PLAIN', username: 'alice', password: new Secret('hush') } },
};
const refused = (type: string, more: object = {}): Error =>
  Object.assign(new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 29 })), more);
const creation = (topic: string): Error =>
  refused('TOPIC_AUTHORIZATION_FAILED', { name: 'KafkaJSCreateTopicError', topic });

describe('accessError', () => {
  it('names the topics that may not be created', () => {
    const errors = [creation('b'), creation('a')];
    const error = accessError(Object.assign(new Error('Topic creation errors'), { errors }), alice);
    expect(error).toMatchObject({
      code: 'NOT_AUTHORIZED',
      message: 'The user "alice" may not create the topics a, b at a:1.',
      hint: 'Have the ACL added: Create on these topics or on the cluster; or have the topics created, and add --no-create-topics.',
    });
  });

  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'use the topics', 'Describe, Read and Write on the topics'],
    ['GROUP_AUTHORIZATION_FAILED', 'use the consumer group', 'Read on the group'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'do on the cluster', 'Describe and Create on the cluster'],
  ])('finds %s behind other errors', (type, deed, right) => {
    const error = accessError(new Error('outer', { cause: refused(type) }), alice);
    expect(error?.message).toContain(`may not ${deed}`);
    expect(error?.hint).toContain(right);
  });

  it('leaves other errors alone', () => {
    expect(accessError(refused('TOPIC_ALREADY_EXISTS'), alice)).toBeUndefined();
    expect(accessError(new Error('x'), alice)).toBeUndefined();
  });

  it('names whoever has no user', () => {
    const { brokers, kind } = alice;
    const message = (connection: Connection) =>
      accessError(creation('a'), connection)?.message.replace(/ may not.*/, '');
    expect(message({ brokers, kind })).toBe('A client without a login');
    expect(message({ brokers, kind, security: { tls: { certificate: 'c' } } })).toBe(
      'The holder of this client certificate',
    );
  });
});

describe('refusalText', () => {
  it('says what is refused while a run goes on', () => {
    expect(refusalText(refused('GROUP_AUTHORIZATION_FAILED'), alice, 'read the topics')).toBe(
      'the user "alice" may not read the topics (GROUP_AUTHORIZATION_FAILED)',
    );
    const login = Object.assign(new Error('SASL failed'), {
      name: 'KafkaJSSASLAuthenticationError',
    });
    expect(refusalText(login, alice, 'write')).toContain('a:1 refused the user "alice" with PLAIN');
    expect(refusalText(new Error('disk full'), alice, 'write')).toBe('disk full');
  });
});

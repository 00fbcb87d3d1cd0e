import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Connection, openConnection, sealConnection } from './connection.ts';
import { Secret } from './secret.ts';

describe('a secret', () => {
  const secret = new Secret('hush');

  it('shows itself in no text', () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9, customInspect: true }),
      inspect(secret, { customInspect: false, showHidden: true }),
      inspect(new Error('x', { cause: { secret } }), { depth: 9 }),
      JSON.stringify(structuredClone(secret)),
      Object.entries(secret).join(),
    ];
    expect(shown.join()).not.toContain('hush');
    expect(secret.reveal()).toBe('hush');
  });

  it('travels to another thread inside of a connection, and is sealed there again', () => {
    const connection: Connection = {
      brokers: ['a:1'],
      kind: 'external',
      security: {
        tls: { ca: 'c', key: new Secret('key'), passphrase: new Secret('pass') },
        sasl: { mechanism: 'PLAIN', username: 'alice', password: secret },
      },
    };
    const { security } = sealConnection(structuredClone(openConnection(connection)));
    expect(security?.sasl?.password.reveal()).toBe('hush');
    expect(security?.tls?.key?.reveal()).toBe('key');
    expect(security?.tls?.passphrase?.reveal()).toBe('pass');
    expect(inspect(security, { depth: 9, showHidden: true })).not.toMatch(/hush|pass'|'key'/);
  });
});

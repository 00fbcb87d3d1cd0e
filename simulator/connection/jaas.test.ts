import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJaas } from './jaas.ts';

const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule';

function options(text: string): Record<string, string> | string {
  const module = parseJaas(text);
  return 'fault' in module ? module.fault : Object.fromEntries(module.options);
}

describe('parseJaas', () => {
  it('takes the module and its options', () => {
    const module = parseJaas(`${PLAIN} required username="alice" password="b c;='d";`);
    expect(module).toMatchObject({ name: 'PlainLoginModule' });
    expect(options(`${PLAIN} required username="alice" password="b c;='d";`)).toEqual({
      username: 'alice',
      password: "b c;='d",
    });
  });

  it('knows both quotation marks, words without any, and any white space', () => {
    expect(options(`${PLAIN}\n  Required\tusername=alice password = 's"x' ;\n`)).toEqual({
      username: 'alice',
      password: 's"x',
    });
  });

  it('gives back every password that was quoted with escapes', () => {
    fc.assert(
      fc.property(fc.string(), (password) => {
        const quoted = `"${password.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
        expect(options(`${PLAIN} required password=${quoted};`)).toEqual({ password });
      }),
    );
  });

  it.each([
    ['', 'must begin with the class of a login module'],
    [`${PLAIN}`, 'must have the word required after the class'],
    [`${PLAIN} username="a";`, 'must have the word required after the class'],
    [`${PLAIN} required password="secret"`, 'a semicolon at the end'],
    [`${PLAIN} required password="secret`, 'has a quotation mark too few'],
    [`${PLAIN} required password=;`, 'name="value"'],
    [`${PLAIN} required; other.Module required;`, 'must be one module'],
  ])('says what is wrong with %j without the password', (text, fault) => {
    const said = options(text);
    expect(said).toContain(fault);
    expect(said).not.toContain('secret');
  });
});

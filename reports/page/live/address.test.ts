import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveHello, VIEWS } from '../../live/frames.ts';
import { addressOf, hashOf } from './address.ts';
import { queryText } from './live-api.ts';
import { tokenOf, withRights } from './token.ts';

describe('the address of a view', () => {
  it('comes back as it was written, whatever the filters hold', () => {
    const query = fc.dictionary(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...VIEWS), query, (view, values) => {
        const read = addressOf(hashOf(view, values));
        expect(read.view).toBe(view);
        expect(Object.fromEntries(read.query)).toEqual({ ...values });
      }),
    );
  });

  it.each([
    '',
    '#',
    '#/',
    '#/nothing',
    '#/../api',
    '#content',
  ])('is the dashboard for %j', (hash) => {
    expect(addressOf(hash).view).toBe('dashboard');
  });

  it('says nothing of a filter that is empty', () => {
    expect(hashOf('inventory', { search: '' })).toBe('#/inventory');
  });
});

describe('the query of a question', () => {
  it('leaves out what is empty or not known, and keeps zeros', () => {
    expect(queryText({ a: '', b: undefined, offset: 0, c: 'x&y' })).toBe('?offset=0&c=x%26y');
    expect(queryText({})).toBe('');
  });
});

describe('the token in an address', () => {
  it.each([
    ['#token=abc', 'abc', ''],
    ['#token=a%2Bb', 'a+b', ''],
    ['#/kafka&token=abc', 'abc', '#/kafka'],
    ['#/kafka?topic=x&token=abc', 'abc', '#/kafka?topic=x'],
  ])('is taken out of %j', (hash, token, rest) => {
    expect(tokenOf(hash)).toEqual({ token, hash: rest });
  });

  it.each([
    '',
    '#/inventory?search=token',
    '#token=',
    '#token=%',
    '#/a?mytoken=1',
  ])('is not found in %j', (hash) => {
    expect(tokenOf(hash)).toBeNull();
  });
});

describe('who may act', () => {
  const hello = (needsToken: boolean, mayAct: boolean, isInteractive = true) =>
    ({ needsToken, mayAct, isClassroom: true, run: { isInteractive } }) as unknown as LiveHello;

  it('is as the server says where no token is needed', () => {
    expect(withRights(hello(false, true), null).mayAct).toBe(true);
    expect(withRights(hello(false, false), 'token').mayAct).toBe(false);
  });

  it('is whoever has the token where one is needed, on any machine', () => {
    expect(withRights(hello(true, true), null).mayAct).toBe(false);
    expect(withRights(hello(true, false), 'token').mayAct).toBe(true);
  });

  it('is nobody in a run that takes nothing by hand', () => {
    expect(withRights(hello(true, false, false), 'token').mayAct).toBe(false);
  });
});

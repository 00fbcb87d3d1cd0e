import { describe, expect, it } from 'vitest';
import { faultOf } from './live-api.ts';

describe('what a refusal says', () => {
  it('is what the server says, with its hint and the field it names', () => {
    const error = {
      code: 'VALIDATION',
      message: 'too large',
      field: 'body.quantity',
      hint: 'Less.',
    };
    expect(faultOf(400, { success: false, error })).toMatchObject({
      status: 400,
      code: 'VALIDATION',
      message: 'too large. Less.',
      field: 'body.quantity',
    });
  });

  it.each([
    null,
    'text',
    7,
    {},
    { error: null },
    { error: { message: 7 } },
  ])('is the status where the answer is %j', (body) => {
    expect(faultOf(502, body)).toMatchObject({
      code: 'UNEXPECTED',
      message: 'the server answered 502',
    });
  });
});

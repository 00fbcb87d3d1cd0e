import { describe, expect, it } from 'vitest';
import { FieldFault, fieldFaultOf } from './field-fault.ts';
import { changesOf, restockOf } from './product-changes.ts';
import { ApiFault } from './view.ts';

const NOW = {
  name: 'Oolong',
  category: 'Tea',
  price: '5.5',
  reorderPoint: '40',
  maxCapacity: '500',
};

function faultOf(run: () => unknown): readonly [string | null, string] {
  try {
    run();
  } catch (cause) {
    if (cause instanceof FieldFault) return [cause.field, cause.message];
  }
  throw new Error('it was taken as it is');
}

describe('changes of a product', () => {
  it('are what differs, with numbers as numbers', () => {
    const values = { ...NOW, name: ' Oolong 2 ', price: '6', maxCapacity: '600' };
    expect(changesOf(values, NOW)).toEqual({ name: 'Oolong 2', price: 6, maxCapacity: 600 });
  });

  it.each([
    ['name', '   ', 'It must not be empty.'],
    ['price', 'cheap', 'It must be a number.'],
    ['price', '', 'It must be a number.'],
    ['reorderPoint', '4.5', 'It must be a whole number of units.'],
    ['maxCapacity', '-1', 'It must be a whole number of units.'],
    ['maxCapacity', '1e300', 'It must be a whole number of units.'],
  ])('are refused where %s is %j', (name, value, message) => {
    expect(faultOf(() => changesOf({ ...NOW, [name]: value }, NOW))).toEqual([name, message]);
  });

  it('are refused as a whole where there are none', () => {
    expect(faultOf(() => changesOf(NOW, NOW))).toEqual([null, 'Nothing has been changed.']);
  });
});

describe('a delivery by hand', () => {
  it('is a whole number of units, at least one', () => {
    expect(restockOf({ quantity: '50' })).toEqual({ quantity: 50 });
    expect(faultOf(() => restockOf({ quantity: '0' }))[0]).toBe('quantity');
    expect(faultOf(() => restockOf({}))[0]).toBe('quantity');
  });
});

describe('a fault of the server', () => {
  it('belongs to the field it names, or to the form where there is no such field', () => {
    const at = (field: string | undefined) =>
      fieldFaultOf(new ApiFault(400, 'VALIDATION', 'wrong', field), ['quantity']).field;
    expect([at('body.quantity'), at('body.productId'), at('body'), at(undefined)]).toEqual([
      'quantity',
      null,
      null,
      null,
    ]);
  });
});

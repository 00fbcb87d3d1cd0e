import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from './command.ts';
import { decodeCommand, encodeCommand } from './command-codec.ts';
import { REJECTIONS } from './stages/record-fault.ts';

const RUN = 'run-1';
const decode = (value: unknown) =>
  decodeCommand(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), RUN);
const metadata = { run: RUN, issuedUs: 1_700_000_000_000_000 };
const message = {
  id: 'CMD-run-1-1',
  type: 'RESTOCK',
  productId: 'PROD-001',
  quantity: 5,
  metadata,
};
const update = (changes: unknown) => ({ ...message, type: 'UPDATE_PRODUCT', changes });

describe('commands', () => {
  it('are read as they were written, under the key of their product', () => {
    fc.assert(
      fc.property(commands(), fc.stringMatching(/^CMD-[a-z0-9-]{1,40}$/), (command, id) => {
        const { key, value } = encodeCommand(command, id, RUN, 17);
        expect(String(key)).toBe(command.productId);
        expect(decodeCommand(value, RUN)).toEqual({ ...command, id, issuedUs: 17 });
        expect(decodeCommand(value, 'another run')).toEqual({ kind: 'foreign' });
      }),
    );
  });

  it.each([
    ['no_value', ''],
    ['not_json', '{'],
    ['not_an_object', '[]'],
    ['missing_field', { ...message, metadata: undefined }],
    ['invalid_metadata', { ...message, metadata: 7 }],
    ['missing_field', { ...message, metadata: { issuedUs: 1 } }],
    ['wrong_type', { ...message, metadata: { run: 7, issuedUs: 1 } }],
    ['missing_field', { ...message, metadata: { run: RUN } }],
    ['missing_field', { ...message, id: undefined }],
    ['invalid_command', { ...message, id: ' ' }],
    ['invalid_command', { ...message, id: 'x'.repeat(101) }],
    ['unknown_type', { ...message, type: 'SALE' }],
    ['wrong_type', { ...message, type: 7 }],
    ['wrong_type', { ...message, productId: null }],
    ['missing_field', { ...message, quantity: undefined }],
    ['invalid_quantity', { ...message, quantity: 0 }],
    ['invalid_quantity', { ...message, quantity: 1.5 }],
    ['absurd_quantity', { ...message, quantity: 1e12 }],
    ['missing_field', update(undefined)],
    ['wrong_type', update([])],
    ['invalid_command', update({})],
    ['invalid_command', update({ colour: 'red' })],
    ['invalid_command', update({ name: '' })],
    ['wrong_type', update({ category: 7 })],
    ['invalid_command', update({ priceCents: 0 })],
    ['wrong_type', update({ reorderPointUnits: '9' })],
    ['invalid_command', update({ reorderPointUnits: -1 })],
    ['invalid_command', update({ maxCapacityUnits: 0 })],
    ['missing_field', { ...message, type: 'RESOLVE_ALERT' }],
    ['invalid_command', { ...message, type: 'DISMISS_ALERT', alertId: 'ALT-PROD-002-stock-1' }],
  ])('are %s when they are %j', (reason, value) => {
    expect(decode(value)).toMatchObject({ kind: 'rejected', reason });
  });

  it('answer to any bytes, and with a known reason', () => {
    const spoiled = fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(JSON.stringify(message));
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      spoiled,
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const decoded = decodeCommand(bytes, RUN);
        if (decoded.kind === 'rejected') expect(REJECTIONS).toContain(decoded.reason);
      }),
    );
  });
});

function commands(): fc.Arbitrary<Command> {
  const productId = fc.stringMatching(/^PROD-[0-9]{3}$/);
  const units = fc.integer({ min: 1, max: 1_000_000_000 });
  const text = fc.stringMatching(/^[a-zé<>&" ]{0,20}x$/);
  const changes = fc
    .record(
      {
        name: text,
        category: text,
        priceCents: units,
        reorderPointUnits: units,
        maxCapacityUnits: units,
      },
      { requiredKeys: [] },
    )
    .filter((some) => Object.keys(some).length > 0);
  return fc.oneof(
    fc.record({ kind: fc.constant('restock' as const), productId, units }),
    fc.record({ kind: fc.constant('update-product' as const), productId, changes }),
    fc
      .tuple(
        fc.constantFrom('resolve-alert' as const, 'dismiss-alert' as const),
        productId,
        fc.nat(),
      )
      .map(([kind, id, seq]) => ({ kind, productId: id, alertId: `ALT-${id}-stock-${seq}` })),
  );
}

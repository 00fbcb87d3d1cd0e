import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IsoTime } from './iso-time.ts';

it('writes what Date.toISOString writes, in whatever order instants come', () => {
  const isoTime = new IsoTime();
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (epochMs) => {
      expect(isoTime.format(epochMs)).toBe(new Date(epochMs).toISOString());
      expect(isoTime.format(epochMs + 1)).toBe(new Date(epochMs + 1).toISOString());
    }),
  );
});

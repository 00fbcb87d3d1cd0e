import { describe, expect, it } from 'vitest';
import { type GateFlags, gateWanted } from './gate-wanted.ts';

const NOTHING: GateFlags = { pool: undefined, record: undefined, blocks: undefined };

describe('the pool that the gate is proved with', () => {
  it('is the one that comes with the project, one that is named, or a new one', () => {
    expect(gateWanted(NOTHING, true)).toEqual({ blocks: 24 });
    expect(gateWanted({ ...NOTHING, pool: 'there' }, true)).toEqual({ pool: 'there', blocks: 24 });
    const recorded = { ...NOTHING, record: 'there', blocks: '10' };
    expect(gateWanted(recorded, true)).toEqual({ record: 'there', blocks: 10 });
  });

  it.each([
    [{ pool: 'one', record: 'other' }, true],
    [{ pool: 'one', blocks: '24' }, true],
    [{ blocks: '24' }, true],
    [{ record: 'one', blocks: '9' }, true],
    [{ record: 'one', blocks: '1e3' }, true],
    [{ record: 'one', blocks: '' }, true],
    [{ pool: 'one' }, false],
    [{ record: 'one' }, false],
    [{ blocks: '24' }, false],
  ])('is not %j when the benchmark was named: %j', (flags, isWanted) => {
    expect(() => gateWanted({ ...NOTHING, ...flags }, isWanted)).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

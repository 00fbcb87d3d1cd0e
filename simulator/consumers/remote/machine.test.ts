import { describe, expect, it } from 'vitest';
import { machineClock, shareClock } from './machine.ts';

const here = machineClock();
const apart = (us: number) => ({
  epochAtHrtimeZeroUs: here.anchor.epochAtHrtimeZeroUs + us,
});

describe('the clock of another process', () => {
  it('is ours on the same machine, although both were read at another moment', () => {
    expect(shareClock(here, machineClock())).toBe(true);
    expect(shareClock(here, machineClock(apart(1500)))).toBe(true);
  });

  it('is not ours on another machine', () => {
    expect(shareClock(here, { ...here, machine: 'another' })).toBe(false);
  });

  it('is not ours where it was started at another time, as in a machine of the same name', () => {
    expect(shareClock(here, machineClock(apart(-3_600_000_000)))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { currentDigests, readGolden } from './golden.ts';

describe('golden digests', () => {
  it('are what this code computes; an intended change raises a version and renews them', () => {
    expect(currentDigests()).toEqual(readGolden());
  });
});

import { expect, it } from 'vitest';
import { hostOfSeed, seedAddress, shownAddress } from './seed-address.ts';

it.each([
  '[::1]:9092',
  '[fe80::1:2]:1',
  '[::ffff:127.0.0.1]:9092',
  'a.test:9092',
  '127.0.0.1:1',
])('%s has one colon for kafkajs and is the same for people', (address) => {
  const seed = seedAddress(address);
  expect(seed.match(/:/g)).toHaveLength(1);
  expect(shownAddress(seed)).toBe(address);
  expect(hostOfSeed(seed.split(':')[0] ?? '')).toBe(
    address.replace(/:\d+$/, '').replaceAll(/[[\]]/g, ''),
  );
});

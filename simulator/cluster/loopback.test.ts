import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOf, hostPort, isLoopback, resolveAddresses } from './loopback.ts';

describe('isLoopback', () => {
  it.each([
    [['127.0.0.1'], true],
    [['127.255.0.9'], true],
    [['::1'], true],
    [['::ffff:127.0.0.1'], true],
    [['127.0.0.1', '::1'], true],
    [['127.0.0.1', '10.0.0.1'], false],
    [['0.0.0.0'], false],
    [['::'], false],
    [['192.168.1.1'], false],
    [['::ffff:10.0.0.1'], false],
    [['2001:db8::127.0.0.1'], false],
    [[], false],
  ])('of %j is %s', (ips, expected) => {
    expect(isLoopback({ ips })).toBe(expected);
  });

  it('agrees with the first byte of any IPv4 address', () => {
    fc.assert(fc.property(fc.ipV4(), (ip) => isLoopback({ ips: [ip] }) === ip.startsWith('127.')));
  });
});

describe('resolveAddresses', () => {
  it('takes addresses as they are and asks nobody for them', async () => {
    expect(await resolveAddresses(['127.0.0.1:9092', '[::1]:9092', '203.0.113.7:1'])).toEqual([
      { address: '127.0.0.1:9092', ips: ['127.0.0.1'] },
      { address: '[::1]:9092', ips: ['::1'] },
      { address: '203.0.113.7:1', ips: ['203.0.113.7'] },
    ]);
  });

  it('knows this machine by its name', async () => {
    const [local] = await resolveAddresses(['localhost:9092']);
    expect(isLoopback(local ?? { ips: [] })).toBe(true);
  });

  it('writes hosts and ports so that it can read them again', () => {
    expect(hostPort({ host: '::1', port: 9092 })).toBe('[::1]:9092');
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
        fc.integer({ min: 1, max: 65_535 }),
        (host, port) => hostOf(hostPort({ host, port })) === host,
      ),
    );
  });
});

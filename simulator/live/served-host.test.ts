import { describe, expect, it } from 'vitest';
import { isServedHost, isServedOrigin } from './served-host.ts';

describe('the Host header', () => {
  it('may be any name of the loopback interface', () => {
    for (const host of ['localhost', 'localhost:3001', '127.0.0.1:3001', '127.1.2.3', '[::1]:80']) {
      expect(isServedHost(host, undefined), host).toBe(true);
    }
  });

  it('is no name of somebody else, as after DNS rebinding', () => {
    const foreign = ['evil.example', 'evil.example:3001', 'localhost.evil.example', '', undefined];
    for (const host of [...foreign, '127.0.0.1.evil.example', 'localhost:3001@evil.example']) {
      expect(isServedHost(host, '192.168.1.20'), host).toBe(false);
    }
  });

  it('may be the address where the connection came in, when shared', () => {
    expect(isServedHost('192.168.1.20:3001', '192.168.1.20')).toBe(true);
    expect(isServedHost('192.168.1.20:3001', '::ffff:192.168.1.20')).toBe(true);
    expect(isServedHost('[fd00::0:20]:3001', 'fd00::20')).toBe(true);
    expect(isServedHost('[fe80::1]', 'fe80::1%eth0')).toBe(true);
  });

  it('is no other address, and none at all when not shared', () => {
    expect(isServedHost('192.168.1.21:3001', '192.168.1.20')).toBe(false);
    expect(isServedHost('192.168.1.20:3001', undefined)).toBe(false);
    expect(isServedHost('[fd00::21]', 'fd00::20')).toBe(false);
    expect(isServedHost('999.1.1.1', '192.168.1.20')).toBe(false);
  });
});

describe('the Origin header', () => {
  it('is absent or this server', () => {
    expect(isServedOrigin(undefined, 'localhost:3001')).toBe(true);
    expect(isServedOrigin('http://localhost:3001', 'localhost:3001')).toBe(true);
    expect(isServedOrigin('http://[::1]:3001', '[0::1]:3001')).toBe(true);
    expect(isServedOrigin('http://localhost', 'localhost:80')).toBe(true);
  });

  it('is no other port, scheme or name', () => {
    const foreign = ['http://localhost:8080', 'https://localhost:3001', 'http://127.0.0.1:3001'];
    for (const origin of [...foreign, 'null', 'http://evil.example', 'nonsense', '']) {
      expect(isServedOrigin(origin, 'localhost:3001'), origin).toBe(false);
    }
    expect(isServedOrigin('http://localhost:3001', undefined)).toBe(false);
  });
});

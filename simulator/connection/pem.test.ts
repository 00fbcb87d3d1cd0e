import { describe, expect, it } from 'vitest';
import { issue, withPassphrase } from './certificates.fixture.ts';
import {
  belongTogether,
  faultsOfAuthorities,
  faultsOfCertificate,
  openKey,
  privateKeyIn,
  withLineBreaks,
} from './pem.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const current = issue({ name: 'current' });
const old = issue({ name: 'old', from: new Date('2020-01-01'), to: new Date('2025-03-04') });
const future = issue({ name: 'future', from: new Date('2027-01-02'), to: new Date('2030-01-01') });

describe('authorities', () => {
  it('may be several, and some of them may have run out', () => {
    expect(
      faultsOfAuthorities(`text before\n${old.certificate}${current.certificate}`, NOW),
    ).toEqual([]);
  });

  it('are refused when the last has run out, with the day', () => {
    expect(faultsOfAuthorities(old.certificate, NOW)).toEqual([
      'holds certificates that have expired, the last on 2025-03-04',
    ]);
  });

  it.each([
    ['', 'holds no certificate (-----BEGIN CERTIFICATE-----), but something that is not PEM'],
    ['\u00fe\u00ed\u00fe\u00ed', 'something that is not PEM'],
    [current.key, 'holds no certificate (-----BEGIN CERTIFICATE-----)'],
    [
      current.certificate.replace(/MII.{8}/, 'MIIxxxxxxxx'),
      'holds a certificate that cannot be read',
    ],
    [`${current.certificate}${current.certificate.replace(/MII.{8}/, 'MIIxxxxxxxx')}`, 'number 2'],
  ])('are recognised when they are none', (text, fault) => {
    expect(faultsOfAuthorities(text, NOW).join()).toContain(fault);
  });
});

describe('a client certificate', () => {
  it('says until or from when it is valid', () => {
    expect(faultsOfCertificate(current.certificate, NOW)).toEqual([]);
    expect(faultsOfCertificate(old.certificate, NOW)).toEqual([
      'holds a certificate that expired on 2025-03-04',
    ]);
    expect(faultsOfCertificate(future.certificate, NOW)).toEqual([
      'holds a certificate that is valid from 2027-01-02 only',
    ]);
  });

  it('belongs to its key and to no other', () => {
    const [own, other] = [openKey(current.key, undefined), openKey(old.key, undefined)];
    if (!('key' in own && 'key' in other)) throw new Error('a key was not opened');
    expect(belongTogether(current.certificate, own.key)).toBe(true);
    expect(belongTogether(current.certificate, other.key)).toBe(false);
  });
});

describe('a private key', () => {
  const locked = withPassphrase(current.key, 'open sesame');

  it('is found among certificates', () => {
    expect(privateKeyIn(`${current.certificate}${current.key}`)).toBe(current.key.trim());
    expect(privateKeyIn(current.certificate)).toBeUndefined();
  });

  it('opens with its passphrase only', () => {
    expect(openKey(locked, 'open sesame')).toHaveProperty('key');
    expect(openKey(locked, undefined)).toEqual({
      fault: expect.stringContaining('--tls-key-passphrase-file'),
    });
    expect(openKey(locked, 'wrong')).toEqual({
      fault: expect.stringContaining('does not open with this passphrase'),
    });
  });

  it('needs no passphrase where it has none', () => {
    expect(openKey(current.key, 'superfluous')).toHaveProperty('key');
  });

  it('is not quoted when it cannot be read', () => {
    const broken = current.key.replace(/MIG.{20}/, 'MIGxxxxxxxxxxxxxxxxxxxx');
    expect(openKey(broken, undefined)).toEqual({
      fault: 'holds a private key that cannot be read',
    });
    expect(openKey(current.certificate, undefined)).toEqual({
      fault: 'holds no private key (BEGIN … PRIVATE KEY)',
    });
  });
});

it('PEM on one line gets its line breaks back', () => {
  const flat = `${current.key}${current.certificate}`.replaceAll('\n', ' ');
  expect(withLineBreaks(flat).replaceAll(/\n+ ?/g, '\n').trim()).toBe(
    `${current.key}${current.certificate}`.trim(),
  );
  expect(faultsOfCertificate(withLineBreaks(flat), NOW)).toEqual([]);
});

/** Whether an address leads out of this machine: names are resolved, and every address of a name must be loopback. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

export interface ResolvedAddress {
  /** `host:port`, as it was given or as the cluster tells it. */
  readonly address: string;
  /** What its host resolves to; empty when it does not. */
  readonly ips: readonly string[];
}

/** @param addresses `host:port`, IPv6 hosts in brackets or not */
export function resolveAddresses(addresses: readonly string[]): Promise<ResolvedAddress[]> {
  return Promise.all(
    addresses.map(async (address) => ({ address, ips: await ipsOf(hostOf(address)) })),
  );
}

/** A name that does not resolve, or to several addresses of which one is elsewhere, is not loopback. */
export function isLoopback({ ips }: Pick<ResolvedAddress, 'ips'>): boolean {
  return ips.length > 0 && ips.every(isLoopbackIp);
}

/** `host:port` without its port and brackets. */
export function hostOf(address: string): string {
  return address.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** `host:port`, brackets around an IPv6 host. */
export function hostPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function ipsOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** 127.0.0.0/8 and ::1, also as IPv6 writes IPv4. 0.0.0.0 and :: reach this machine too, and nobody should need them. */
function isLoopbackIp(ip: string): boolean {
  const v4 = /^(?:::ffff:)?(\d+)\.\d+\.\d+\.\d+$/i.exec(ip);
  return v4 === null ? ip === '::1' : v4[1] === '127';
}

/**
 * Under which names this server answers. A web site can point its own name at 127.0.0.1 or at an address of this machine and would
 * then be of the same origin (DNS rebinding); but its name stands in the Host header.
 */
import { isIP } from 'node:net';
import { isLoopbackHostHeader } from '../../reports/server/loopback.ts';

/**
 * @param header `Host` as it came: `localhost:3001`, `[::1]:3001`
 * @param localAddress where the connection came in, when other machines may ask; undefined: loopback alone
 */
export function isServedHost(
  header: string | undefined,
  localAddress: string | undefined,
): boolean {
  if (isLoopbackHostHeader(header)) return true;
  if (localAddress === undefined) return false;
  const host = addressOf(header);
  return host !== undefined && host === addressOf(bracketed(localAddress));
}

/** A page of this very server, or no page at all. @param header `Origin` as it came */
export function isServedOrigin(header: string | undefined, host: string | undefined): boolean {
  if (header === undefined) return true;
  if (!URL.canParse(header) || host === undefined || !URL.canParse(`http://${host}`)) return false;
  const origin = new URL(header);
  return origin.protocol === 'http:' && origin.host === new URL(`http://${host}`).host;
}

/** An address and nothing but an address, spelt in one way. */
function addressOf(hostHeader: string | undefined): string | undefined {
  const [, host] = /^([0-9.]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.exec(hostHeader ?? '') ?? [];
  if (host === undefined || isIP(host.replace(/^\[(.*)\]$/, '$1')) === 0) return undefined;
  return new URL(`http://${host}`).hostname;
}

/** IPv4 inside IPv6 as the IPv4 address it is; zones are this machine's own matter. */
function bracketed(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return bare.includes(':') ? `[${bare}]` : bare;
}

/** Who may ask: browsers on this machine, for pages of this machine. */
import { isIPv4, isIPv6 } from 'node:net';

/** @param host a name or address, IPv6 with or without brackets */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIPv4(name)) return name.startsWith('127.');
  // Every way to write ::1 becomes the same in a URL.
  if (isIPv6(name))
    return URL.canParse(`http://[${name}]`) && new URL(`http://[${name}]`).hostname === '[::1]';
  return name === 'localhost' || name.endsWith('.localhost');
}

/**
 * A web site can point its own name at 127.0.0.1 and read the answers (DNS rebinding); then the Host header bears that name.
 * @param header as it came: `localhost:3001`, `[::1]:3001`
 */
export function isLoopbackHostHeader(header: string | undefined): boolean {
  const [, host] = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.exec(header ?? '') ?? [];
  return host !== undefined && isLoopback(host);
}

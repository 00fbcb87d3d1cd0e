/**
 * IPv6 addresses for kafkajs, which takes the text before the first colon for the host: `[::1]:9092` goes in as
 * `--1.ipv6-literal:9092`, and sockets are opened to what it stands for.
 */
const SUFFIX = '.ipv6-literal';

/** @param address `host:port`, brackets around an IPv6 host */
export function seedAddress(address: string): string {
  return address.replace(
    /^\[([0-9A-Fa-f:.]+)\]/,
    (_, ip: string) => `${ip.replaceAll(':', '-')}${SUFFIX}`,
  );
}

/** The host that a socket is to be opened to. */
export function hostOfSeed(host: string): string {
  return host.endsWith(SUFFIX) ? host.slice(0, -SUFFIX.length).replaceAll('-', ':') : host;
}

/** As people write it, from what kafkajs says. */
export function shownAddress(address: string): string {
  const at = address.lastIndexOf(':');
  const host = hostOfSeed(address.slice(0, at));
  return host.includes(':') && !host.startsWith('[')
    ? `[${host}]${address.slice(at)}`
    : `${host}${address.slice(at)}`;
}

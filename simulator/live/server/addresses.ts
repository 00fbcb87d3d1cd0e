/** Where the live server can be reached, for those who are to open it. */
import { networkInterfaces } from 'node:os';

/** @returns one for each address of this machine that others of the network may reach */
export function sharedUrls(port: number): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => `http://${address}:${port}/`);
}

/** The sockets that kafkajs speaks through. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';
import { hostOfSeed } from './seed-address.ts';

const KEEP_ALIVE_MS = 60_000;

/** A connection that is being made, with TLS where `ssl` says so; for `socketFactory` of kafkajs. */
export function openSocket({ host: seed, port, ssl, onConnect }: ISocketFactoryArgs): Socket {
  const host = hostOfSeed(seed);
  // An address is no server name; it is compared with those in the certificate without one.
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectTls({ host, port, ...name, ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  // kafkajs leaves Nagle's algorithm on, which costs a millisecond per acknowledgement.
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  // Every request that a dead connection fails has kafkajs say goodbye to it, and each goodbye leaves a listener on it.
  socket.setMaxListeners(0);
  return socket;
}

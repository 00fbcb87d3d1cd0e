/** Ends what one of several clients in a process does to the outside, at once, as the end of its process would. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const current = new AsyncLocalStorage<Lifeline>();

// Node tells of every socket of a client when it is made, in the context of whoever makes it.
subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  current.getStore()?.adopt(socket);
});

export class Lifeline {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  /** All sockets that come of this, however late, are the lifeline's. */
  run<T>(work: () => T): T {
    return current.run(this, work);
  }

  adopt(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#isCut) socket.destroy();
  }

  /** Nothing that is not on its way yet gets out, now or later; nobody is told. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  get isCut(): boolean {
    return this.#isCut;
  }
}

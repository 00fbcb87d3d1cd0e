import type { Socket } from 'node:net';
import type { Answer, RequestSource } from './api.ts';
import { FrameAssembler } from './framing.ts';

/** Beyond this, a connection that waits for an answer is not read any further. */
const READ_AHEAD_BYTES = 256 * 1024;

export interface ConnectionOwner {
  readonly maxFrameBytes: number;
  /** Handles one frame and calls back exactly once. */
  dispatch(frame: Buffer, source: RequestSource, answer: (answer: Answer) => void): void;
  warn(message: string): void;
  gone(connection: Connection): void;
}

/**
 * One client. Requests are handled one after the other, as Kafka does: the next one is looked at when the
 * last is answered and the answer is on its way, so that answers keep their order, a frame's memory can be
 * used again, and a client that does not read or sends too much is slowed down by its own socket.
 */
export class Connection implements RequestSource {
  readonly id: number;
  readonly host: string;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #frames: FrameAssembler;
  /** A request is being handled. */
  #busy = false;
  /** The socket has more to send than it takes at once. */
  #clogged = false;
  #pumping = false;
  #goneCallback: (() => void) | undefined;

  constructor(id: number, socket: Socket, owner: ConnectionOwner) {
    this.id = id;
    this.host = socket.remoteAddress ?? '';
    this.#socket = socket;
    this.#owner = owner;
    this.#frames = new FrameAssembler(owner.maxFrameBytes);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#frames.push(chunk);
      this.#pump();
    });
    socket.on('drain', () => {
      this.#clogged = false;
      this.#pump();
    });
    // Followed by 'close': a client that resets its connection is no event of ours.
    socket.on('error', () => {});
    socket.on('close', () => this.#closed());
  }

  onceGone(callback: () => void): () => void {
    this.#goneCallback = callback;
    return () => {
      this.#goneCallback = undefined;
    };
  }

  close(): void {
    this.#socket.destroy();
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    this.#socket.cork();
    try {
      while (!this.#busy && !this.#clogged && !this.#socket.destroyed) {
        const frame = this.#frames.next();
        if (frame === undefined) break;
        this.#busy = true;
        this.#handle(frame);
      }
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error));
    } finally {
      this.#pumping = false;
      this.#socket.uncork();
    }
    this.#throttle();
  }

  #handle(frame: Buffer): void {
    let answered = false;
    this.#owner.dispatch(frame, this, (answer) => {
      if (answered) {
        this.#giveUp('a request was answered twice');
        return;
      }
      answered = true;
      this.#goneCallback = undefined;
      this.#busy = false;
      if (this.#socket.destroyed) return;
      if (answer === 'none') {
        // Silence is the answer.
      } else if ('close' in answer) {
        this.#giveUp(answer.close);
      } else {
        this.#send(answer.finish());
      }
      this.#pump();
    });
  }

  #send(pieces: readonly Buffer[]): void {
    this.#socket.cork();
    for (const piece of pieces) this.#clogged = !this.#socket.write(piece);
    this.#socket.uncork();
  }

  /** Reads on only if what was read can be handled soon. */
  #throttle(): void {
    const full = (this.#busy || this.#clogged) && this.#frames.queuedBytes > READ_AHEAD_BYTES;
    if (full === this.#socket.isPaused() || this.#socket.destroyed) return;
    if (full) this.#socket.pause();
    else this.#socket.resume();
  }

  #giveUp(reason: string): void {
    this.#owner.warn(`connection ${this.id} from ${this.host} closed: ${reason}`);
    this.#socket.destroy();
  }

  #closed(): void {
    const callback = this.#goneCallback;
    this.#goneCallback = undefined;
    callback?.();
    this.#owner.gone(this);
  }
}

import type { Reader } from './codec/reader.ts';
import { Writer } from './codec/writer.ts';
import type { BrokerState } from './state.ts';

/** What a handler may know of the connection a request came on. */
export interface RequestSource {
  readonly id: number;
  readonly host: string;
  /** Calls back once if the connection goes before the request is answered; returns its undoing. */
  onceGone(callback: () => void): () => void;
}

/** One request; its frame, and every view into it, is valid until it is answered. */
export class Request {
  readonly apiKey: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  /** Stands at the first byte of the body. */
  readonly body: Reader;
  readonly source: RequestSource;
  /** Error that a fault policy wants to see answered instead of handling; 0 for none. */
  forcedError = 0;

  constructor(
    header: { apiKey: number; version: number; correlationId: number; clientId: string },
    body: Reader,
    source: RequestSource,
  ) {
    this.apiKey = header.apiKey;
    this.version = header.version;
    this.correlationId = header.correlationId;
    this.clientId = header.clientId;
    this.body = body;
    this.source = source;
  }

  response(expectedBytes?: number): Writer {
    return new Writer(this.correlationId, expectedBytes);
  }
}

/** `none`: answered by silence (acks=0). `close`: the connection is given up, for the reason stated. */
export type Answer = Writer | 'none' | { readonly close: string };

/** One API of the protocol: calls `answer` exactly once, now or later. */
export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Whether the handler honours {@link Request.forcedError}. */
  readonly canFail?: boolean;
  handle(broker: BrokerState, request: Request, answer: (answer: Answer) => void): void;
}

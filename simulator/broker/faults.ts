/**
 * The seam for broken brokers: a policy is asked about every request before it is handled. The default
 * lets everything pass.
 */
export interface FaultableRequest {
  readonly apiKey: number;
  readonly apiName: string;
  readonly version: number;
  readonly clientId: string;
  /** Dense number of the connection since the broker's start. */
  readonly connectionId: number;
}

export type FaultDecision =
  | 'pass'
  /** Handled later; the connection stands still meanwhile. */
  | { readonly delayMs: number }
  /** Answered with this protocol error, unhandled. APIs that have no place for one are dropped. */
  | { readonly error: number }
  /** The connection is closed, the request is not handled. */
  | 'drop'
  /** The request is handled, and the connection closed instead of answering. */
  | 'loseResponse';

export interface FaultPolicy {
  beforeHandle(request: FaultableRequest): FaultDecision;
}

export const NO_FAULTS: FaultPolicy = { beforeHandle: () => 'pass' };

/**
 * When a consumer that crashed may begin anew, and when it is lost. kafkajs's own restarts are off: they go on for ever
 * while brokers are gone, and resurrect a consumer that was told to stop in the middle of one.
 */
import type { BrokerKind } from './connection.ts';

/**
 * How long a group may be silent: longer than a broker takes to restart or a session to expire (30 s), so that whatever
 * can come back has come back. An embedded broker that is gone stays so.
 */
export const MAX_SILENCE_MS: Readonly<Record<BrokerKind, number>> = {
  embedded: 0,
  external: 60_000,
};
const TICK_MS = 1000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 5000;

export interface RecoveryOptions {
  readonly kind: BrokerKind;
  /** Connects and joins again; rejects when nobody answers. */
  readonly restart: () => Promise<void>;
  /** It begins anew after this error. */
  readonly onRestart: (error: Error) => void;
  /** Called once. */
  readonly onLost: (error: Error) => void;
  readonly maxSilenceMs?: number;
}

export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #maxSilenceMs: number;
  readonly #ticker: NodeJS.Timeout;
  #pause: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #lastTickMs = performance.now();
  #silentMs = 0;
  #joined = false;
  #away = false;
  #over = false;
  #latest: Error | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#maxSilenceMs = options.maxSilenceMs ?? MAX_SILENCE_MS[options.kind];
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  /** It crashed, and is not a member again yet. */
  get away(): boolean {
    return this.#away;
  }

  /** The coordinator answered as it does to a member of the group. */
  alive(): void {
    this.#joined = true;
    this.#away = false;
    this.#silentMs = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#latest = undefined;
  }

  /** Trouble that kafkajs deals with itself: what to say if it does not succeed. */
  heard(error: Error): void {
    this.#latest = error;
  }

  /** The consumer has ended itself. */
  crashed(error: Error): void {
    if (this.#over) return;
    this.#latest = error;
    // A group that changes faster than kafkajs cares to join is no silence.
    const isSilence = this.#silentMs >= this.#maxSilenceMs && !isRebalance(error);
    if (isFinal(error) || isSilence) {
      this.#lose(error);
      return;
    }
    this.#away = true;
    this.#options.onRestart(error);
    this.#pause = setTimeout(() => {
      this.#options.restart().catch((failure: unknown) => {
        this.crashed(failure instanceof Error ? failure : new Error(String(failure)));
      });
    }, this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, MAX_PAUSE_MS);
  }

  /** Nothing begins anew from now on. */
  stop(): void {
    this.#over = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#pause);
  }

  #tick(): void {
    const nowMs = performance.now();
    // A thread that stood still has not waited for anybody.
    this.#silentMs += Math.min(nowMs - this.#lastTickMs, 2 * TICK_MS);
    this.#lastTickMs = nowMs;
    // Before the first join others wait with a limit of their own; without silence allowed a crash decides.
    if (!this.#joined || this.#maxSilenceMs === 0 || this.#silentMs < this.#maxSilenceMs) return;
    const seconds = Math.round(this.#maxSilenceMs / 1000);
    const last = this.#latest === undefined ? '' : `: ${this.#latest.message}`;
    this.#lose(new Error(`the cluster did not answer as a group for ${seconds} s${last}`));
  }

  #lose(error: Error): void {
    if (this.#over) return;
    this.stop();
    this.#away = false;
    this.#options.onLost(error);
  }
}

/** Errors that the same cluster will give again, however often it is asked. */
export function isFinal(error: Error): boolean {
  const { name, type } = originOf(error) as Error & { readonly type?: unknown };
  return (
    FINAL_NAMES.has(name) ||
    (typeof type === 'string' && FINAL_TYPES.test(type)) ||
    isUnreadable(error)
  );
}

/** The coordinator has answered: the member is to join again. */
function isRebalance(error: Error): boolean {
  const { type } = originOf(error) as Error & { readonly type?: unknown };
  return typeof type === 'string' && REBALANCE_TYPES.test(type);
}

/** Records that cannot be decoded, as a compression that kafkajs does not know or one that exceeds our bound. */
export function isUnreadable(error: Error): boolean {
  return UNREADABLE_NAMES.has(originOf(error).name);
}

const REBALANCE_TYPES = /^(REBALANCE_IN_PROGRESS|ILLEGAL_GENERATION|UNKNOWN_MEMBER_ID)$/;
const UNREADABLE_NAMES = new Set([
  'KafkaJSNotImplemented',
  'KafkaJSUnsupportedMagicByteInMessageSet',
  'RangeError',
]);
const FINAL_NAMES = new Set([
  'KafkaJSSASLAuthenticationError',
  'KafkaJSServerDoesNotSupportApiKey',
]);
const FINAL_TYPES =
  /AUTHORIZATION_FAILED$|AUTHENTICATION_FAILED$|^UNSUPPORTED_|^INVALID_(GROUP|SESSION|TOPIC|REQUEST|CONFIG)|^INCONSISTENT_GROUP_PROTOCOL$|^GROUP_MAX_SIZE_REACHED$/;

/** kafkajs wraps what made it give up, some times more than once. */
export function originOf(error: Error): Error {
  return error.cause instanceof Error && error.cause !== error ? originOf(error.cause) : error;
}

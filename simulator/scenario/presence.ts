/** When a consumer of one name is there, as far as a scenario's fixed times tell. */
import type { FaultAction } from './consumer-faults.ts';
import { formatDuration } from './durations.ts';

type LastingKind = 'stall' | 'throttle';

export class NamedPresence {
  readonly #name: string;
  /** There from this instant on; Infinity: not without joining. */
  #fromMs: number;
  /** Why it is not there before, as a sentence without a full stop. */
  #why: string;
  #untilMs = Number.POSITIVE_INFINITY;
  readonly #busyUntilMs = new Map<LastingKind, number>();

  /** @param isOwn there from the start */
  constructor(name: string, isOwn: boolean) {
    this.#name = name;
    this.#fromMs = isOwn ? 0 : Number.POSITIVE_INFINITY;
    this.#why = `${name} has not joined by then`;
  }

  /**
   * In order of time.
   *
   * @returns why the action makes no sense at that instant, and then it changes nothing
   */
  take(action: FaultAction, atMs: number): string | undefined {
    if (action.kind === 'join') return this.#join(action.forMs, atMs);
    if (atMs >= this.#untilMs)
      return `${this.#name} has left by then, at ${formatDuration(this.#untilMs)}`;
    if (atMs < this.#fromMs) return this.#why;
    if (action.kind === 'stall' || action.kind === 'throttle') {
      return this.#last(action.kind, action.forMs, atMs);
    }
    this.#goAway(action, atMs);
    return undefined;
  }

  #join(forMs: number | null, atMs: number): string | undefined {
    const isThere = this.#fromMs < Number.POSITIVE_INFINITY && atMs < this.#untilMs;
    if (isThere) return atMs < this.#fromMs ? this.#why : `${this.#name} is there already`;
    this.#fromMs = atMs;
    this.#untilMs = forMs === null ? Number.POSITIVE_INFINITY : atMs + forMs;
    this.#busyUntilMs.clear();
    return undefined;
  }

  #last(kind: LastingKind, forMs: number, atMs: number): string | undefined {
    const busyMs = this.#busyUntilMs.get(kind) ?? 0;
    if (busyMs > atMs) {
      const already = kind === 'stall' ? 'stands still' : 'is throttled';
      return `${this.#name} ${already} until ${formatDuration(busyMs)} already`;
    }
    this.#busyUntilMs.set(kind, atMs + forMs);
    return undefined;
  }

  #goAway(action: Extract<FaultAction, { kind: 'kill' | 'leave' }>, atMs: number): void {
    this.#busyUntilMs.clear();
    const how = action.kind === 'kill' ? 'is killed' : 'leaves';
    const when = formatDuration(atMs);
    if (action.restartAfterMs === null) {
      this.#fromMs = Number.POSITIVE_INFINITY;
      this.#why = `${this.#name} ${how} at ${when}, and does not come back`;
      return;
    }
    this.#fromMs = atMs + action.restartAfterMs;
    this.#why = `${this.#name} is away: it ${how} at ${when}, and comes back at ${formatDuration(this.#fromMs)}`;
  }
}

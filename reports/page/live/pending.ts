/** What was sent by hand and has not come back through Kafka yet, so that nobody sends it twice. Bounded in time. Pure. */

/** A command that has had no effect for so long may be sent again. */
export const PATIENCE_MS = 8_000;

export class Pending {
  private readonly sentAtMs = new Map<string, number>();
  private readonly nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  sent(key: string): void {
    this.sentAtMs.set(key, this.nowMs());
  }

  /** Its effect is seen, or it was refused. */
  done(key: string): void {
    this.sentAtMs.delete(key);
  }

  has(key: string): boolean {
    const atMs = this.sentAtMs.get(key);
    if (atMs === undefined) return false;
    if (this.nowMs() - atMs < PATIENCE_MS) return true;
    this.sentAtMs.delete(key);
    return false;
  }

  /** Another run. */
  forget(): void {
    this.sentAtMs.clear();
  }
}

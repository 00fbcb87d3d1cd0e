/**
 * When a view asks the API: again when what it shows may have changed, one question at a time, one a second on average, and none
 * while nobody looks. What a person does is asked at once and paid for later.
 */

export interface Question<T> {
  ask(): Promise<T>;
  /** Not called for answers that came too late: something else was wanted by then. */
  show(answer: T): void;
  failed(cause: unknown): void;
  /** Somebody reads what an answer would take away: not now. */
  isHeld?(): boolean;
  /** Asked when a person wants it, and not because the state changed. */
  readonly onDemand?: boolean;
}

export interface InquiryClock {
  nowMs(): number;
  later(run: () => void, ms: number): void;
  /** The tab can be seen. */
  isVisible(): boolean;
}

/** Questions that may go out one after the other before the pace holds. */
const BURST = 5;
const PACE_MS = 1_000;
/** A server in trouble is asked less and less often. */
const MOST_PAUSE_MS = 16_000;

export class Inquiry {
  private readonly clock: InquiryClock;
  private readonly entries: Entry[] = [];
  /** undefined: nothing is known of the state yet, and nothing is asked. */
  private version: number | undefined;
  private isShown = false;
  private isAsking = false;
  private timerAtMs = Number.POSITIVE_INFINITY;
  private allowance = BURST;
  private allowanceAtMs: number;

  constructor(clock: InquiryClock = browserClock) {
    this.clock = clock;
    this.allowanceAtMs = clock.nowMs();
  }

  /** @returns asks it as soon as nothing else is being asked, whatever the pace: a person waits */
  add<T>(question: Question<T>): () => void {
    const entry = entryOf(question);
    this.entries.push(entry);
    return () => {
      entry.wanted += 1;
      entry.isUrgent = true;
      entry.notBeforeMs = 0;
      this.next();
    };
  }

  show(): void {
    this.isShown = true;
    this.next();
  }

  hide(): void {
    this.isShown = false;
  }

  /** @param version of the state, as frames have it */
  changed(version: number): void {
    this.version = version;
    this.next();
  }

  /** Another run, or another server: all that was answered is worth nothing. */
  forget(): void {
    for (const entry of this.entries) {
      entry.wanted += 1;
      entry.answeredVersion = null;
      entry.notBeforeMs = 0;
    }
    this.next();
  }

  private next(): void {
    if (this.version === undefined || this.isAsking || !this.isShown) return;
    if (!this.clock.isVisible()) return;
    const nowMs = this.clock.nowMs();
    this.allowance = Math.min(BURST, this.allowance + (nowMs - this.allowanceAtMs) / PACE_MS);
    this.allowanceAtMs = nowMs;
    const entry = this.entries.find(({ isUrgent }) => isUrgent) ?? this.longestWaiting();
    if (entry === undefined) return;
    const waitMs = entry.isUrgent ? 0 : this.waitMs(entry, nowMs);
    if (waitMs > 0) this.wake(nowMs + waitMs, waitMs);
    else void this.ask(entry, nowMs);
  }

  private waitMs(entry: Entry, nowMs: number): number {
    const paceMs = Math.ceil((1 - this.allowance) * PACE_MS);
    return Math.max(paceMs, entry.notBeforeMs - nowMs, entry.isHeld() ? PACE_MS : 0);
  }

  /** Of what is out of date: what was asked longest ago; what has to pause comes last. */
  private longestWaiting(): Entry | undefined {
    const stale = this.entries.filter(
      (entry) => !entry.onDemand && entry.answeredVersion !== this.version,
    );
    const turnMs = (entry: Entry) =>
      Math.max(entry.askedAtMs, entry.isHeld() ? this.clock.nowMs() : entry.notBeforeMs);
    return stale.toSorted((one, other) => turnMs(one) - turnMs(other))[0];
  }

  private wake(atMs: number, waitMs: number): void {
    if (this.timerAtMs <= atMs) return;
    this.timerAtMs = atMs;
    this.clock.later(() => {
      if (this.timerAtMs === atMs) this.timerAtMs = Number.POSITIVE_INFINITY;
      this.next();
    }, waitMs);
  }

  private async ask(entry: Entry, nowMs: number): Promise<void> {
    const version = this.version ?? null;
    const { wanted } = entry;
    this.isAsking = true;
    this.allowance = Math.max(1 - BURST, this.allowance - 1);
    entry.isUrgent = false;
    entry.askedAtMs = nowMs;
    const isGood = await entry.ask(() => entry.wanted === wanted);
    this.isAsking = false;
    if (isGood) entry.failures = 0;
    else {
      entry.failures += 1;
      const pauseMs = Math.min(MOST_PAUSE_MS, PACE_MS * 2 ** entry.failures);
      if (entry.wanted === wanted) entry.notBeforeMs = this.clock.nowMs() + pauseMs;
    }
    if (isGood && entry.wanted === wanted) entry.answeredVersion = version;
    this.next();
  }
}

interface Entry {
  /** @returns whether there was an answer */
  ask(isWanted: () => boolean): Promise<boolean>;
  isHeld(): boolean;
  readonly onDemand: boolean;
  /** null: never answered. */
  answeredVersion: number | null;
  /** Counts up whenever something else is wanted. */
  wanted: number;
  isUrgent: boolean;
  askedAtMs: number;
  notBeforeMs: number;
  failures: number;
}

function entryOf<T>(question: Question<T>): Entry {
  return {
    async ask(isWanted) {
      try {
        const answer = await question.ask();
        if (isWanted()) question.show(answer);
        return true;
      } catch (cause) {
        if (isWanted()) question.failed(cause);
        return false;
      }
    },
    isHeld: () => question.isHeld?.() ?? false,
    onDemand: question.onDemand ?? false,
    answeredVersion: null,
    wanted: 0,
    isUrgent: false,
    askedAtMs: Number.NEGATIVE_INFINITY,
    notBeforeMs: 0,
    failures: 0,
  };
}

const browserClock: InquiryClock = {
  nowMs: () => performance.now(),
  later: (run, ms) => {
    setTimeout(run, ms);
  },
  isVisible: () => !document.hidden,
};

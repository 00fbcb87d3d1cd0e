/** One-shot timers as an argument, so that tests decide when time passes. */
export interface Timers {
  /** Calls back once after `delayMs`; the returned function cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Node fires longer timers at once. */
const LONGEST_DELAY_MS = 0x7fff_ffff;

/** Timers of the event loop that never keep the process alive. */
export const REAL_TIMERS: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

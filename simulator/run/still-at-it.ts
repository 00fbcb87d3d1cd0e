/** Work of which nobody can say how far it is: that it goes on is worth knowing all the same. */

export const TELL_EVERY_MS = 1_000;

/** @param tell for how long already; called while the work goes on */
export async function stillAtIt<T>(work: Promise<T>, tell: (forMs: number) => void): Promise<T> {
  const startedMs = performance.now();
  const timer = setInterval(() => tell(performance.now() - startedMs), TELL_EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

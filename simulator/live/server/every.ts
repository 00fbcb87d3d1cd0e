/** Does something again and again, one at a time, and survives its failures: a look that failed is tried again. */

export interface Repetition {
  /** Now rather than later; after what is under way. Rejects with what went wrong. */
  now(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  /** Asked after each time. */
  readonly intervalMs: () => number;
  /** Once for as long as it fails. */
  readonly onTrouble: (error: unknown) => void;
}

export function every(work: () => Promise<void>, options: RepeatOptions): Repetition {
  let isOver = false;
  let isFailing = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const once = (): Promise<void> => {
    underWay = underWay.catch(() => undefined).then(work);
    return underWay;
  };
  const turn = async (): Promise<void> => {
    try {
      await once();
      isFailing = false;
    } catch (error) {
      if (!isFailing && !isOver) options.onTrouble(error);
      isFailing = true;
    }
    if (!isOver) timer = setTimeout(() => void turn(), options.intervalMs());
  };
  void turn();
  return {
    now: () => (isOver ? Promise.resolve() : once()),
    async stop() {
      isOver = true;
      clearTimeout(timer);
      await underWay.catch(() => undefined);
    },
  };
}

/** Progress of a run on stderr: one rewritten line on a terminal, a plain line now and then elsewhere. */

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Cheap to call often: what the reader cannot follow is not written. */
  update(line: string): void;
  /** Always written: another part of the run begins. */
  announce(line: string): void;
  /** Removes the rewritten line, so that what follows starts on a clean one. */
  done(): void;
}

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 5_000;

/** @param nowMs a monotonic clock */
export function renderProgress(
  stream: ProgressStream = process.stderr,
  nowMs: () => number = () => performance.now(),
  env: NodeJS.ProcessEnv = process.env,
): Progress {
  const rewrites = stream.isTTY === true && env['TERM'] !== 'dumb';
  const intervalMs = rewrites ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  let onScreen = false;
  const announce = (line: string): void => {
    writtenAtMs = nowMs();
    if (!rewrites) {
      stream.write(`${line}\n`);
      return;
    }
    onScreen = true;
    stream.write(`${ERASE_LINE}${line.slice(0, Math.max(1, (stream.columns ?? 80) - 1))}`);
  };
  return {
    announce,
    update(line) {
      if (nowMs() - writtenAtMs >= intervalMs) announce(line);
    },
    done() {
      if (onScreen) stream.write(ERASE_LINE);
      onScreen = false;
    },
  };
}

/** To the first column, then erase to the end of the line. */
const ERASE_LINE = '\r\u001b[K';

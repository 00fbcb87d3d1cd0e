/** How long measuring will take: guessed from the scenario at first, then from the runs that were made. Pure. */

/** Start of process and threads, topics, drain and audit of a short run; refined after the first one. */
const AROUND_A_LOAD_MS = 3_000;
const PROBE_MS = 400;

export interface Estimate {
  /** Of the scenario's load. */
  readonly loadMs: number;
  /** How long each run took that was made, with everything around it. */
  readonly tookMs: readonly number[];
}

/** Of the next run; the latest runs tell most. */
export function runMs({ loadMs, tookMs }: Estimate): number {
  const latest = tookMs.slice(-6);
  if (latest.length === 0) return loadMs + AROUND_A_LOAD_MS + PROBE_MS;
  return latest.reduce((sum, ms) => sum + ms, 0) / latest.length;
}

/** `45 s`, `3 min 20 s`, `1 h 05 min`: rounded as far as an estimate deserves. */
export function timeText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const tens = Math.round(seconds / 10) * 10;
  if (tens < 3600) {
    const rest = tens % 60;
    return rest === 0 ? `${tens / 60} min` : `${Math.floor(tens / 60)} min ${rest} s`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** How many pairs fit into a budget of which some is used up already. */
export function pairsThatFit(leftMs: number, pairMs: number): number {
  return pairMs <= 0 ? 0 : Math.max(0, Math.floor(leftMs / pairMs));
}

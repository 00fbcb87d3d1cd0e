/** Durations as people write them: `500ms`, `20s`, `1m30s`, `2h`, `1d12h`. */

const UNIT_MS = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
} as const;

/** One or more numbers, each with its unit: a JSON Schema pattern as well. */
export const DURATION_PATTERN = '^([0-9]{1,12}(\\.[0-9]{1,9})?(ms|s|m|h|d))+$';
const WHOLE = new RegExp(DURATION_PATTERN);

/** @returns whole milliseconds, or undefined when the text is not a duration of whole milliseconds */
export function parseDurationMs(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/([0-9.]+)(ms|s|m|h|d)/g)) {
    sumMs += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  const wholeMs = Math.round(sumMs);
  return Math.abs(sumMs - wholeMs) < 1e-6 && Number.isSafeInteger(wholeMs) ? wholeMs : undefined;
}

/** @throws Error for what is no duration: schema and rules come first */
export function durationMs(text: string): number {
  const parsed = parseDurationMs(text);
  if (parsed === undefined) throw new Error(`${text} is not a duration`);
  return parsed;
}

/** The shortest text that {@link parseDurationMs} reads back: `1m30s`, `1.5s`, `500ms`, `0s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs > 0 && durationMs < 1000) return `${durationMs}ms`;
  let restMs = durationMs;
  let text = '';
  for (const unit of ['d', 'h', 'm'] as const) {
    const amount = Math.floor(restMs / UNIT_MS[unit]);
    if (amount > 0) text += `${amount}${unit}`;
    restMs -= amount * UNIT_MS[unit];
  }
  return restMs > 0 || text === '' ? `${text}${restMs / 1000}s` : text;
}

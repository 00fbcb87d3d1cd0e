/** Durations as people write them: `500ms`, `20s`, `1m30s`, `2h`, `1d12h`. */

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** One or more numbers, each with its unit: a JSON Schema pattern as well. */
export const DURATION_PATTERN = '^([0-9]{1,12}(\\.[0-9]{1,9})?(ms|s|m|h|d))+$';
const WHOLE = new RegExp(DURATION_PATTERN);

/** @returns whole milliseconds, or undefined when the text is not a duration of whole milliseconds */
export function parseDurationMs(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/([0-9.]+)(ms|s|m|h|d)/g)) {
    sumMs += Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  }
  const wholeMs = Math.round(sumMs);
  return Math.abs(sumMs - wholeMs) < 1e-6 && Number.isSafeInteger(wholeMs) ? wholeMs : undefined;
}

/** The shortest text that {@link parseDurationMs} reads back: `1m30s`, `500ms`, `0s`. */
export function formatDuration(durationMs: number): string {
  let restMs = durationMs;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const unitMs = UNIT_MS[unit] ?? 1;
    const amount = Math.floor(restMs / unitMs);
    if (amount > 0) text += `${amount}${unit}`;
    restMs -= amount * unitMs;
  }
  return text === '' ? '0s' : text;
}

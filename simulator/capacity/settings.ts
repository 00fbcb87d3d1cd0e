/** The flags of a search: what they are, what they may be, and what they are when nobody sets them. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { perSecond } from '../../reports/numbers.ts';
import { formatDuration, parseDurationMs } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { sortThresholds } from './judged-thresholds.ts';
import { peakPerSecond } from './scaled-load.ts';
import type { SearchOptions } from './search.ts';

export interface SearchSettings {
  readonly search: SearchOptions;
  /** Of every probe, after its warm-up. */
  readonly measuredMs: number;
}

const DEFAULTS = {
  maxRate: 100_000,
  minRate: 10,
  growth: 2,
  tolerancePercent: 5,
  confirmations: 2,
  probeDuration: '10s',
  maxProbes: 30,
} as const;
/** A slower scenario starts here: at ten events a minute nothing of a system is to be seen. */
const LOWEST_DEFAULT_START = 100;
/** As for scenario files. */
const HIGHEST_RATE = 1_000_000;
const REPEATS = 1;

/** For yargs: texts, so that messages are ours. */
export const settingFlags = {
  'start-rate': flag(
    `Events a second of the first probe; default: the scenario's own highest rate, at least ${LOWEST_DEFAULT_START}`,
  ),
  'min-rate': flag(`Give up below this rate; default: ${DEFAULTS.minRate}`),
  'max-rate': flag(`Do not go beyond this rate; default: ${perSecond(DEFAULTS.maxRate)}`),
  'probe-duration': flag(
    `How long each probe measures, after its warm-up; default: ${DEFAULTS.probeDuration}`,
  ),
  tolerance: flag(
    `How narrow the bracket must become, such as 5%; default: ${DEFAULTS.tolerancePercent}%`,
  ),
  confirmations: flag(
    `Further runs in which the best rate must hold; default: ${DEFAULTS.confirmations}`,
  ),
  'max-probes': flag(`Bound on all probes together; default: ${DEFAULTS.maxProbes}`),
} as const;

export const SETTING_NAMES = Object.keys(settingFlags) as (keyof typeof settingFlags)[];

export type SettingTexts = Readonly<{
  [Name in keyof typeof settingFlags]?: string | undefined;
}>;

/**
 * @throws StreamstockError USAGE for flags that make no sense, SCENARIO_INVALID for a scenario without a threshold that
 *   could stop the search
 */
export function readSettings(texts: SettingTexts, scenario: Scenario): SearchSettings {
  requireThresholds(scenario);
  const minRateGiven = rateOf(texts, 'min-rate');
  const maxRateGiven = rateOf(texts, 'max-rate');
  const startRateGiven = rateOf(texts, 'start-rate');
  const maxRate = maxRateGiven ?? Math.max(DEFAULTS.maxRate, startRateGiven ?? 0);
  const ownRate = Math.max(LOWEST_DEFAULT_START, peakPerSecond(scenario.load), minRateGiven ?? 0);
  const startRate = startRateGiven ?? Math.min(ownRate, maxRate);
  const minRate = minRateGiven ?? Math.min(DEFAULTS.minRate, startRate);
  if (minRate > maxRate) {
    throw usage(`--min-rate ${minRate} is above --max-rate ${maxRate}`, 'Exchange them.');
  }
  if (startRate < minRate || startRate > maxRate) {
    throw usage(
      `--start-rate ${startRate} is not between --min-rate ${minRate} and --max-rate ${maxRate}`,
      'Move the start rate or the limits.',
    );
  }
  return {
    search: {
      ...{ startRate, minRate, maxRate, growth: DEFAULTS.growth, repeats: REPEATS },
      tolerance: toleranceOf(texts.tolerance),
      confirmations: wholeOf(texts, 'confirmations', 0, 10, DEFAULTS.confirmations),
      maxProbes: wholeOf(texts, 'max-probes', 1, 200, DEFAULTS.maxProbes),
    },
    measuredMs: probeDurationOf(texts['probe-duration'] ?? DEFAULTS.probeDuration),
  };
}

function requireThresholds(scenario: Scenario): void {
  const { judged, setAside } = sortThresholds(scenario);
  if (judged.length > 0) return;
  const hint = 'Add for example  thresholds: { end_to_end: ["p(99)<100"] }  to the scenario file.';
  if (setAside.length === 0) {
    throw new StreamstockError(
      'SCENARIO_INVALID',
      `${scenario.name} has no thresholds: nothing says when a rate is too high`,
      { hint },
    );
  }
  const names = setAside.map(({ threshold }) => threshold).join(', ');
  throw new StreamstockError(
    'SCENARIO_INVALID',
    `no threshold of ${scenario.name} can say when a rate is too high (set aside: ${names})`,
    { hint },
  );
}

type RateFlag = 'start-rate' | 'min-rate' | 'max-rate';

function rateOf(texts: SettingTexts, name: RateFlag): number | undefined {
  const text = texts[name];
  if (text === undefined) return undefined;
  const rate = decimalOf(text);
  if (rate === undefined || rate < 0.1 || rate > HIGHEST_RATE) {
    throw usage(
      `--${name} must be events a second from 0.1 to ${perSecond(HIGHEST_RATE)}, is ${JSON.stringify(text)}`,
      'Write a plain number such as 2500.',
    );
  }
  return rate;
}

function toleranceOf(text: string | undefined): number {
  if (text === undefined) return DEFAULTS.tolerancePercent / 100;
  const percentage = decimalOf(text.replace(/\s*%$/, ''));
  if (percentage === undefined || percentage < 2 || percentage > 100) {
    throw usage(
      `--tolerance must be from 2% to 100%, is ${JSON.stringify(text)}`,
      'Rates are rounded to three digits, and no system is steadier than a few percent.',
    );
  }
  return percentage / 100;
}

function wholeOf(
  texts: SettingTexts,
  name: 'confirmations' | 'max-probes',
  min: number,
  max: number,
  otherwise: number,
): number {
  const text = texts[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= min && value <= max) return value;
  throw usage(
    `--${name} must be a whole number from ${min} to ${max}, is ${JSON.stringify(text)}`,
    'Add --help to see what is possible.',
  );
}

const SHORTEST_MS = 1_000;
const LONGEST_MS = 600_000;

function probeDurationOf(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined && durationMs >= SHORTEST_MS && durationMs <= LONGEST_MS) {
    return durationMs;
  }
  throw usage(
    `--probe-duration must be from ${formatDuration(SHORTEST_MS)} to ${formatDuration(LONGEST_MS)}, is ${JSON.stringify(text)}`,
    'Write a duration such as 20s or 1m30s.',
  );
}

function decimalOf(text: string): number | undefined {
  return /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
}

function usage(message: string, hint: string): StreamstockError {
  return new StreamstockError('USAGE', message, { hint });
}

function flag(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const;
}

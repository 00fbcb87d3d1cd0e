/** The rate slider: logarithmic, so that ten events a minute and thousands a second are both within reach. Pure. */
import { whole } from '../../numbers.ts';

export const LEAST_PER_SECOND = 1 / 6;
export const MOST_PER_SECOND = 5_000;
/** Positions 0 to this; each is about a tenth faster than the one before. */
export const RATE_STEPS = 100;

const SPAN = Math.log(MOST_PER_SECOND / LEAST_PER_SECOND);

/** Events a second, as round as people say it: two digits, counted by the minute below one a second. */
export function rateAt(position: number): number {
  const share = Math.max(0, Math.min(1, position / RATE_STEPS));
  const perSecond = LEAST_PER_SECOND * Math.exp(share * SPAN);
  return perSecond < BY_THE_MINUTE_BELOW ? twoDigits(perSecond * 60) / 60 : twoDigits(perSecond);
}

/** The position whose rate is nearest. */
export function positionOf(ratePerSecond: number): number {
  const bounded = Math.max(LEAST_PER_SECOND, Math.min(MOST_PER_SECOND, ratePerSecond));
  return Math.round((Math.log(bounded / LEAST_PER_SECOND) / SPAN) * RATE_STEPS);
}

/** `10 events a minute`, `5,000 events a second`. */
export function rateWords(ratePerSecond: number): string {
  const { value, unit } = rateParts(ratePerSecond);
  return `${value} ${unit}`;
}

/** `10/min`, `5,000/s`, where room is short. */
export function rateShort(ratePerSecond: number): string {
  const { value } = rateParts(ratePerSecond);
  return `${value}/${ratePerSecond < BY_THE_MINUTE_BELOW ? 'min' : 's'}`;
}

export function rateParts(ratePerSecond: number): {
  readonly value: string;
  readonly unit: string;
} {
  const isSlow = ratePerSecond < BY_THE_MINUTE_BELOW;
  const value = isSlow ? ratePerSecond * 60 : ratePerSecond;
  const text = whole(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
  return {
    value: text,
    unit: `${text === '1' ? 'event' : 'events'} a ${isSlow ? 'minute' : 'second'}`,
  };
}

const BY_THE_MINUTE_BELOW = 1;

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

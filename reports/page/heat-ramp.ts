/** The colours of heat: even steps to the eye, from the page's ground to the strongest contrast with it. */
import type { ThemeName } from './theme.ts';

/** Colours at equal distances, cold first. On light ground they get darker, on dark ground lighter. */
const STOPS: Readonly<Record<ThemeName, readonly string[]>> = {
  light: ['#d9ecf7', '#8cc8e0', '#3f9bc7', '#2a64b0', '#33318c', '#2a0f4f'],
  dark: ['#17304f', '#1c5582', '#1f83a0', '#3fb39a', '#a3d977', '#f7f7b0'],
};

export const RAMP_STEPS = 64;

/** `#rrggbb` of each step, cold first. */
export function heatRamp(theme: ThemeName): readonly string[] {
  const stops = STOPS[theme].map(oklabOf);
  return Array.from({ length: RAMP_STEPS }, (_, step) => {
    const place = (step / (RAMP_STEPS - 1)) * (stops.length - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    return hexOf(between(stops[before] ?? BLACK, stops[before + 1] ?? BLACK, place - before));
  });
}

/** Step of the ramp for a heat from 0 to 1. */
export function rampStep(heat: number): number {
  return Math.max(0, Math.min(RAMP_STEPS - 1, Math.round(heat * (RAMP_STEPS - 1))));
}

/** Lightness, green–red, blue–yellow of OKLab (Ottosson, 2020), in which equal steps look equal. */
type Oklab = readonly [number, number, number];
const BLACK: Oklab = [0, 0, 0];

function between(a: Oklab, b: Oklab, share: number): Oklab {
  const mixed = (at: 0 | 1 | 2) => a[at] + (b[at] - a[at]) * share;
  return [mixed(0), mixed(1), mixed(2)];
}

/** @param hex `#rrggbb` */
export function oklabOf(hex: string): Oklab {
  const channel = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = [channel(1), channel(3), channel(5)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function hexOf([lightness, a, b]: Oklab): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((value) => byte(gamma(value))).join('')}`;
}

function byte(value: number): string {
  const whole = Math.round(Math.max(0, Math.min(1, value)) * 255);
  return whole.toString(16).padStart(2, '0');
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

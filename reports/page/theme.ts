/**
 * Light and dark. Colours live in the style sheet as custom properties; drawings on a canvas read them from
 * here, so that both come from one place.
 */

/** `--<name>` in `report.css`. Series colours can be told apart with any colour vision. */
export type Colour =
  | 'series-1'
  | 'series-2'
  | 'series-3'
  | 'series-4'
  | 'series-5'
  | 'series-6'
  | 'series-7'
  | 'series-8'
  | 'ramp-1'
  | 'ramp-2'
  | 'ramp-3'
  | 'ramp-4'
  | 'ramp-5'
  | 'text'
  | 'muted'
  | 'faint'
  | 'grid'
  | 'surface'
  | 'sunken'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad';

export type ThemeName = 'light' | 'dark';

export interface Theme {
  readonly name: ThemeName;
  /** @param alpha from 0 to 1 */
  colour(name: Colour, alpha?: number): string;
}

const STORAGE_KEY = 'streamstock-report-theme';
const SERIES = 8;

/** The colour of the k-th of several equal things, from 0; comes round after eight. */
export function seriesColour(index: number): Colour {
  return `series-${(index % SERIES) + 1}` as Colour;
}

/** The colour of step k of n ordered things, from 0: light to strong. */
export function rampColour(index: number, count: number): Colour {
  const step = count <= 1 ? 5 : 1 + Math.round((index / (count - 1)) * 4);
  return `ramp-${step}` as Colour;
}

/** Reads the colours that hold at this moment. */
export function currentTheme(): Theme {
  const styles = getComputedStyle(document.documentElement);
  const cache = new Map<string, string>();
  return {
    name: shownTheme(),
    colour(name, alpha = 1) {
      let value = cache.get(name);
      if (value === undefined) {
        value = styles.getPropertyValue(`--${name}`).trim();
        cache.set(name, value);
      }
      return alpha >= 1 ? value : withAlpha(value, alpha);
    },
  };
}

/** What a person chose before, or what the system prefers. */
export function shownTheme(): ThemeName {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Storage may be forbidden in a file opened from disk; the choice then holds until the page is closed. */
export function chooseTheme(name: ThemeName): void {
  document.documentElement.dataset['theme'] = name;
  try {
    localStorage.setItem(STORAGE_KEY, name);
  } catch {}
}

export function restoreTheme(): void {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
  } catch {}
}

/** Paper is white: draws in light while `during` holds, whatever is on the screen. */
export function forceTheme(name: ThemeName | null): void {
  const root = document.documentElement;
  if (name === null) delete root.dataset['print'];
  else root.dataset['print'] = name;
}

/** @param hex `#rrggbb` */
function withAlpha(hex: string, alpha: number): string {
  const digits = Math.round(Math.max(0, Math.min(1, alpha)) * 255).toString(16);
  return `${hex}${digits.padStart(2, '0')}`;
}

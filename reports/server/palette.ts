/** The colours of the report (`reports/page/palette.css`), as far as the server's own pages use them. */

export const LIGHT = {
  page: '#f6f7f9',
  surface: '#ffffff',
  sunken: '#f0f2f5',
  border: '#dfe4ea',
  grid: '#e4e8ed',
  text: '#17202b',
  muted: '#55637a',
  faint: '#95a1b2',
  accent: '#2a4fd8',
  good: '#14743f',
  'good-soft': '#e3f4ea',
  warn: '#8a5a00',
  'warn-soft': '#fcf1d9',
  bad: '#c4232f',
  'bad-soft': '#fde8e8',
} as const;

export const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '#0e141b',
  surface: '#171f29',
  sunken: '#1f2833',
  border: '#2b3644',
  grid: '#293340',
  text: '#e7ecf3',
  muted: '#a3b0c2',
  faint: '#66758a',
  accent: '#8fb2ff',
  good: '#4cc38a',
  'good-soft': '#14301f',
  warn: '#e5b04a',
  'warn-soft': '#33280f',
  bad: '#ff7f78',
  'bad-soft': '#3a1a1c',
};

/** As custom properties. */
export function declarations(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}

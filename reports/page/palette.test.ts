import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MARK_STYLES, markLegend } from './mark-styles.ts';

const CSS = readFileSync(new URL('./palette.css', import.meta.url), 'utf8');
const BLOCKS = [...CSS.matchAll(/\{([^{}]*)\}/g)].map(([, block]) => coloursOf(block ?? ''));
const [LIGHT = {}, SYSTEM_DARK = {}, DARK = {}] = BLOCKS;
const THEMES = [
  { name: 'light', colours: LIGHT },
  { name: 'dark', colours: DARK },
] as const;

/** Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB. */
const VISIONS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe('the palette', () => {
  it('is dark in the same colours, by the system or by choice', () => {
    expect(SYSTEM_DARK).toEqual(DARK);
    expect(Object.keys(DARK)).toEqual(Object.keys(LIGHT));
  });

  describe.each(THEMES)('in $name', ({ colours }) => {
    it.each(Object.keys(VISIONS))('keeps any two series apart with %s vision', (vision) => {
      const series = named(colours, 'series-').map((hex) => labOf(hex, VISIONS[vision] ?? []));
      expect(series).toHaveLength(8);
      for (const [at, one] of series.entries()) {
        for (const other of series.slice(at + 1)) expect(distance(one, other)).toBeGreaterThan(13);
      }
    });

    it.each(Object.keys(VISIONS))('keeps kinds of marks apart with %s vision', (vision) => {
      const used = new Set(Object.values(MARK_STYLES).map(({ colour }) => colour));
      const marks = [...used].map((name) => labOf(colours[name] ?? '', VISIONS[vision] ?? []));
      expect(marks).toHaveLength(3);
      for (const [at, one] of marks.entries()) {
        for (const other of marks.slice(at + 1)) expect(distance(one, other)).toBeGreaterThan(13);
      }
    });

    it('has text that can be read on every ground it stands on', () => {
      for (const ground of ['page', 'surface', 'sunken']) {
        for (const text of ['text', 'muted', 'accent', 'good', 'warn', 'bad']) {
          expect(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThan(
            4.5,
          );
        }
      }
      for (const tone of ['good', 'warn', 'bad']) {
        expect(contrast(colours[tone], colours[`${tone}-soft`]), tone).toBeGreaterThan(4.5);
      }
    });

    it('has series that stand out from the ground', () => {
      for (const hex of named(colours, 'series-')) {
        expect(contrast(hex, colours['surface'])).toBeGreaterThan(2.9);
      }
    });

    it('has a ramp that can be told by lightness alone', () => {
      const lightness = named(colours, 'ramp-').map(
        (hex) => labOf(hex, VISIONS['normal'] ?? [])[0] ?? 0,
      );
      const sign = Math.sign((lightness[1] ?? 0) - (lightness[0] ?? 0));
      for (const [at, value] of lightness.entries()) {
        if (at > 0) expect(sign * (value - (lightness[at - 1] ?? 0))).toBeGreaterThan(6);
      }
    });
  });
});

describe('signs of marks', () => {
  it('tell kinds apart without any colour', () => {
    const { rebalance, fault, lost } = MARK_STYLES;
    expect(new Set([rebalance, fault, lost].map(({ glyph }) => glyph)).size).toBe(3);
    expect(new Set([rebalance, fault, lost].map(({ dashesPx }) => dashesPx.join())).size).toBe(3);
  });

  it('stand in the legend once each, with the kinds that have them', () => {
    const kinds = ['fault', 'lost', 'fault', 'trouble', 'rebalance'] as const;
    expect(markLegend(kinds.map((kind) => ({ kind })))).toEqual([
      { label: 'fault', colour: 'series-4', mark: 'diamond' },
      { label: 'lost, trouble', colour: 'bad', mark: 'cross' },
      { label: 'rebalance', colour: 'muted', mark: 'ring' },
    ]);
    expect(markLegend([])).toEqual([]);
  });
});

function coloursOf(block: string): Record<string, string> {
  const pairs = [...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)];
  return Object.fromEntries(pairs.map(([, name = '', hex = '']) => [name, hex]));
}

function named(colours: Readonly<Record<string, string>>, prefix: string): string[] {
  return Object.keys(colours).flatMap((name) =>
    name.startsWith(prefix) ? [colours[name] ?? ''] : [],
  );
}

function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** WCAG 2. */
function contrast(one = '', other = ''): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** CIE L*a*b* of what somebody with that vision sees. */
function labOf(hex: string, vision: readonly (readonly number[])[]): number[] {
  const rgb = linear(hex);
  const [red = 0, green = 0, blue = 0] = vision.map((row) => {
    const seen = row.reduce((sum, factor, at) => sum + factor * (rgb[at] ?? 0), 0);
    return Math.max(0, Math.min(1, seen));
  });
  const x = cube((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = cube(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = cube((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function cube(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((value, at) => value - (other[at] ?? 0)));
}

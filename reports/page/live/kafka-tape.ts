/**
 * A partition as a tape: its latest records end at the right edge, older ones move left as new ones arrive. All lanes of a picture
 * have one scale, so that their lag can be compared by eye. Pure.
 */
import type { PartitionCell } from '../../live/frames.ts';

/** Records that a lane shows. */
const WINDOWS = [30, 120, 600, 3_000, 15_000, 75_000, 375_000, 1_875_000, 9_375_000] as const;
/** A lag that fills more of the lane than this wants a longer one; below the second share, a shorter one will do. */
const FULL = 0.8;
const ROOMY = 0.4;
/** @param passingRecords that shall fit too, for else nobody could see them pass */
export function nextWindow(
  current: number | null,
  largestLagRecords: number,
  passingRecords: number,
): number {
  const wanted = Math.max(largestLagRecords / FULL, passingRecords);
  const fitting = WINDOWS.find((window) => window >= wanted) ?? longestWindow(wanted);
  if (current === null || fitting >= current) return fitting;
  // Shrinks late, so that a lag that swings does not change the scale with each swing.
  const smaller = WINDOWS.findLast((window) => window < current) ?? fitting;
  return wanted * FULL <= smaller * ROOMY ? fitting : current;
}

function longestWindow(wanted: number): number {
  let window: number = WINDOWS[WINDOWS.length - 1] ?? 1;
  while (window < wanted) window *= 5;
  return window;
}

/** Pixels from the left edge of a lane. */
export interface Tape {
  /** Where the kept records begin. */
  readonly keptFrom: number;
  /** Where the consumer is; null where nobody consumes, or nothing is known. */
  readonly caret: number | null;
  /** The consumer is further back than the lane shows. */
  readonly isCaretCut: boolean;
  /** Between records, or groups of them. */
  readonly notches: readonly number[];
}

export function tapeOf(cell: PartitionCell, windowRecords: number, widthPx: number): Tape | null {
  const { startOffset, endOffset, position } = cell;
  if (endOffset === null) return null;
  const scale = widthPx / windowRecords;
  const place = (offset: number) => widthPx - (endOffset - offset) * scale;
  const keptFrom = clamp(place(startOffset ?? 0), 0, widthPx);
  const caretAt = position === null ? null : place(Math.min(position, endOffset));
  return {
    keptFrom,
    caret: caretAt === null ? null : clamp(caretAt, keptFrom, widthPx),
    isCaretCut: caretAt !== null && caretAt < 0,
    notches: notchesOf(endOffset, { scale, keptFrom, widthPx }),
  };
}

const NOTCH_GAP_PX = 7;

function notchesOf(
  endOffset: number,
  {
    scale,
    keptFrom,
    widthPx,
  }: { readonly scale: number; readonly keptFrom: number; readonly widthPx: number },
): number[] {
  const step = roundStep(NOTCH_GAP_PX / scale);
  const notches: number[] = [];
  for (let offset = Math.floor(endOffset / step) * step; offset > 0; offset -= step) {
    const at = widthPx - (endOffset - offset) * scale;
    if (at <= keptFrom) break;
    if (at < widthPx) notches.push(at);
  }
  return notches.reverse();
}

/** 1, 2 or 5 with zeros behind: the smallest that is not below `least`. */
export function roundStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least) ?? 10 * power;
}

/** The record under the pointer; undefined where none is kept. */
export function offsetAt(
  cell: PartitionCell,
  windowRecords: number,
  widthPx: number,
  xPx: number,
): number | undefined {
  const { startOffset, endOffset } = cell;
  if (endOffset === null) return undefined;
  const first = Math.max(startOffset ?? 0, endOffset - windowRecords);
  if (first >= endOffset) return undefined;
  const offset = Math.floor(endOffset - ((widthPx - xPx) * windowRecords) / widthPx);
  return clamp(offset, Math.ceil(first), endOffset - 1);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

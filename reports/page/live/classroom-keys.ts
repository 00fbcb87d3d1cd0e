/** Keys that work wherever nobody types or presses something else. Pure. */

export type KeyAction = 'pause' | 'resume' | 'step';

export interface PressedKey {
  readonly key: string;
  /** Alt, Control or Meta is held, or the key repeats by itself. */
  readonly isSpecial: boolean;
  /** Something has the focus that takes keys: a field, a button, a link, a chart. */
  readonly isTaken: boolean;
}

export function keyAction(
  { key, isSpecial, isTaken }: PressedKey,
  { isPaused }: { readonly isPaused: boolean },
): KeyAction | undefined {
  if (isSpecial || isTaken) return undefined;
  if (key === ' ') return isPaused ? 'resume' : 'pause';
  if (key === 's' || key === 'S') return isPaused ? 'step' : undefined;
  return undefined;
}

/** Elements that make something of keys themselves; the page's own regions take the focus without that. */
export const KEY_TAKERS =
  'input, select, textarea, button, a, summary, [contenteditable], [tabindex="0"]';

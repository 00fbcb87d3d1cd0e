/** Keys that work wherever nobody types or presses something else. Pure. */

export type KeyAction = 'pause' | 'resume' | 'step';

export interface PressedKey {
  readonly key: string;
  /** Alt, Control or Meta is held, or the key repeats by itself. */
  readonly isSpecial: boolean;
  /** What has the focus: takes letters; takes the space bar, as buttons and scrolled regions do; or nothing of the kind. */
  readonly focus: 'letters' | 'space' | 'nothing';
}

export function keyAction(
  { key, isSpecial, focus }: PressedKey,
  { isPaused }: { readonly isPaused: boolean },
): KeyAction | undefined {
  if (isSpecial || focus === 'letters') return undefined;
  if (key === ' ' && focus === 'nothing') return isPaused ? 'resume' : 'pause';
  if (key === 's' || key === 'S') return isPaused ? 'step' : undefined;
  return undefined;
}

export function focusOf(target: EventTarget | null): PressedKey['focus'] {
  if (!(target instanceof Element)) return 'nothing';
  if (target.closest(TAKE_LETTERS) !== null) return 'letters';
  return target.closest(TAKE_SPACE) === null ? 'nothing' : 'space';
}

const TAKE_LETTERS =
  'input:not([type="range"], [type="checkbox"]), select, textarea, [contenteditable]';
/** The page's own regions take the focus without that. */
const TAKE_SPACE = 'input, button, a, summary, [tabindex="0"]';

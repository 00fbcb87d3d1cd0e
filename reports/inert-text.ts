/** Text from elsewhere (names, messages of libraries, paths) made harmless for whoever reads it. */
import type { RunRecord } from './record.ts';

/** Longer ones are cut: nobody reads them, and a report should not grow with them. */
export const MAX_TEXT_LENGTH = 400;

/**
 * One line without anything that a terminal obeys or that turns the direction of writing: white space becomes a
 * blank, control and bidirectional characters and halves of surrogate pairs are spelled out as `\u{1b}`.
 * @param maxLength in code points; beyond it the text is cut and says how long it was
 */
export function inertText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  // No character grows when it is made visible into less than one.
  const head = text.slice(0, 2 * maxLength + 2);
  const characters = Array.from(head.replaceAll(/\s*[\n\r\t\v\f\u2028\u2029]+\s*/g, ' '));
  const shown = characters.slice(0, maxLength).map((character) => {
    return UNSAFE.test(character) ? `\\u{${character.codePointAt(0)?.toString(16)}}` : character;
  });
  if (characters.length <= maxLength && head.length === text.length) return shown.join('');
  return `${shown.join('')}… (${text.length.toLocaleString('en-US')} characters)`;
}

/** Controls, marks that order or embed directions, invisible format characters, unpaired surrogates. */
const UNSAFE =
  /^[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]$/u;

/** The record with every text in it inert, but for bulk that no text report shows: series, histograms, stories. */
export function inertRecord(record: RunRecord): RunRecord {
  const { latency, series, inventory, scenario, replay, ...rest } = record;
  const { resolved, ...described } = scenario;
  return {
    ...inert(rest),
    scenario: { ...inert(described), resolved },
    // To be typed again: cut short it would be another command.
    replay: inertText(replay, Number.MAX_SAFE_INTEGER),
    latency,
    series,
    inventory,
  };
}

/** Plain data with every text in it inert; keys stay as they are. */
export function inert<T>(value: T): T {
  if (typeof value === 'string') return inertText(value) as T;
  if (Array.isArray(value)) return value.map((entry) => inert(entry)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, inert(entry)]);
  return Object.fromEntries(entries) as T;
}

/** What the record inspector says. Pure. */

import type { JourneyStep, RecordView, TraceStage } from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import type { ApiFault } from './view.ts';

/** Stages of a record's way, as headings. */
export const STAGES: Readonly<Record<TraceStage, string>> = {
  produced: 'Produced',
  stored: 'Stored',
  received: 'Received',
  sequenced: 'Sequenced',
  applied: 'Applied',
  alerted: 'Alerts',
  durable: 'Durable',
};

export const STEP_STATES: Readonly<Record<JourneyStep['state'], string>> = {
  done: 'done',
  here: 'it is here',
  ahead: 'still to come',
  never: 'never',
};

/** Why there is nothing to show: the server knows what is kept, and says so. */
export function faultText({ message }: ApiFault): string {
  return sentence(message);
}

function sentence(text: string): string {
  // The name of a topic is written as it is.
  const isName = /^\S*[./]\S/.test(text);
  const first = isName ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** The value as people read it: JSON with an entry a line, else what it is. */
export function valueText({ value, json, valueBytes }: RecordView): string {
  if (value === null) return 'no value: with a compacted topic, this deletes the key';
  if (valueBytes === 0) return 'an empty value';
  if (json === undefined || json === null) return value;
  return JSON.stringify(json, null, 2);
}

/** Empty where the value is whole. */
export function cutText({ value, valueBytes }: RecordView): string {
  if (value === null) return '';
  const shown = new TextEncoder().encode(value).length;
  // What is no UTF-8 grows when it is shown as text, so that only a shorter text tells of a cut.
  return shown < valueBytes ? `Its first ${whole(shown)} of ${whole(valueBytes)} bytes.` : '';
}

/** Whether the record's place may still change. */
export function isOnItsWay({ journey }: Pick<RecordView, 'journey'>): boolean {
  return journey.some(({ state }) => state === 'ahead');
}

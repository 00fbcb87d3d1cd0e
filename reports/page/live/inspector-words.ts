/** What the record inspector says. Pure. */

import type { JourneyStep, KafkaView, RecordView, TraceStage } from '../../live/frames.ts';
import { inWords, whole } from '../../numbers.ts';
import type { RecordPlace } from './inspector-place.ts';
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

/** Why there is nothing to show, and where there is something. */
export function faultText(
  fault: ApiFault,
  place: RecordPlace,
  kafka: KafkaView | undefined,
): string {
  const kept = keptText(place, kafka);
  if (fault.status === 410) return `This record is not kept any more. ${kept}`.trimEnd();
  if (fault.status === 404) return `There is no such record. ${kept || sentence(fault.message)}`;
  return sentence(fault.message);
}

/** Empty where nobody knows. */
function keptText({ topic, partition }: RecordPlace, kafka: KafkaView | undefined): string {
  const row = kafka?.topics.find((each) => each.topic === topic);
  if (row === undefined) return '';
  const cell = row.partitions.find((each) => each.partition === partition);
  if (cell === undefined)
    return `${topic} has ${inWords(row.partitions.length, 'partition')}, counted from 0.`;
  const { startOffset, endOffset } = cell;
  if (endOffset === null) return '';
  if (endOffset <= (startOffset ?? 0))
    return `${topic}, partition ${partition}, keeps no record now.`;
  return `${topic}, partition ${partition}, keeps offsets ${whole(startOffset ?? 0)} to ${whole(endOffset - 1)}.`;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
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
  return journey.some(({ state }) => state === 'here' || state === 'ahead');
}

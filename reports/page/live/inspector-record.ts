/** A record, taken apart: where it lies, key, headers, value, and where it is now. */

import type { JourneyStep, RecordView } from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import { foreign, html } from '../dom.ts';
import { cutText, STAGES, STEP_STATES, valueText } from './inspector-words.ts';

export function recordNode(record: RecordView): HTMLElement {
  return html(
    'div',
    { class: 'record' },
    journeyNode(record.journey),
    factsNode(record),
    headersNode(record),
    valueNode(record),
  );
}

/** As a row of stages; each says in words how far it is. */
export function journeyNode(journey: readonly JourneyStep[]): HTMLElement {
  return html(
    'ol',
    { class: 'journey', 'aria-label': 'Where it is now' },
    ...journey.map(({ stage, state, text }) =>
      html(
        'li',
        { class: `stage ${state}` },
        html(
          'span',
          { class: 'stage-name' },
          STAGES[stage],
          html('span', { class: 'stage-state' }, STEP_STATES[state]),
        ),
        html('bdi', { class: 'stage-text foreign' }, text),
      ),
    ),
  );
}

function factsNode(record: RecordView): HTMLElement {
  const { topic, partition, offset, timestamp, key, valueBytes } = record;
  const facts: readonly (readonly [string, string | HTMLElement])[] = [
    ['topic', foreign(topic)],
    ['partition', whole(partition)],
    ['offset', whole(offset)],
    ['key', key === null ? 'none' : foreign(key)],
    ['written at', timestamp.replace('T', ' ').replace('Z', ' UTC')],
    ['size of the value', `${whole(valueBytes)} bytes`],
  ];
  return html(
    'dl',
    { class: 'facts record-facts' },
    ...facts.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
  );
}

function headersNode({ headers }: RecordView): HTMLElement {
  const heading = html('h4', {}, 'Headers');
  if (headers.length === 0) {
    return html('div', {}, heading, html('p', { class: 'quiet' }, 'It has none.'));
  }
  const list = headers.map(({ name, value }) =>
    html('div', {}, html('dt', {}, foreign(name)), html('dd', {}, foreign(value))),
  );
  return html('div', {}, heading, html('dl', { class: 'record-headers' }, ...list));
}

function valueNode(record: RecordView): HTMLElement {
  const cut = cutText(record);
  return html(
    'div',
    {},
    html('h4', {}, 'Value'),
    html(
      'pre',
      { class: 'record-value', tabindex: 0, role: 'region', 'aria-label': 'Value of the record' },
      html('code', {}, valueText(record)),
    ),
    cut === '' ? null : html('p', { class: 'note' }, cut),
  );
}

/** Which record: topic, partition, offset, typed by hand. */
import type { KafkaView } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { naturalOf, type RecordPlace } from './inspector-place.ts';

export interface PlaceForm {
  readonly node: HTMLFormElement;
  /** Topics to choose from, as they come and go. */
  offer(kafka: KafkaView): void;
  fill(place: RecordPlace): void;
}

export function placeForm(chosen: (place: RecordPlace) => void): PlaceForm {
  const topic = html('select', { id: 'record-topic' });
  const partition = numberField('partition');
  const offset = numberField('offset');
  const node = html(
    'form',
    { class: 'record-form', novalidate: true },
    html('div', { class: 'field' }, html('label', { for: 'record-topic' }, 'topic'), topic),
    partition.node,
    offset.node,
    html('button', { type: 'submit', class: 'primary' }, 'Show the record'),
  );
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = { partition: partition.read(), offset: offset.read() };
    if (values.partition === undefined || values.offset === undefined) {
      (values.partition === undefined ? partition : offset).focus();
      return;
    }
    chosen({ topic: topic.value, partition: values.partition, offset: values.offset });
  });
  let offered = '';
  const offer = (names: readonly string[]) => {
    if (offered === names.join('\n')) return;
    offered = names.join('\n');
    const was = topic.value;
    topic.replaceChildren(...names.map((name) => html('option', { value: name }, name)));
    if (names.includes(was)) topic.value = was;
  };
  return {
    node,
    offer: ({ topics }) => offer(topics.map((row) => row.topic)),
    fill(place) {
      const known = offered === '' ? [] : offered.split('\n');
      if (!known.includes(place.topic)) offer([...known, place.topic]);
      topic.value = place.topic;
      partition.fill(place.partition);
      offset.fill(place.offset);
    },
  };
}

interface NumberField {
  readonly node: HTMLElement;
  /** undefined, and said beside the field, where it is no whole number. */
  read(): number | undefined;
  fill(value: number): void;
  focus(): void;
}

function numberField(name: string): NumberField {
  const id = `record-${name}`;
  const input = html('input', {
    id,
    inputmode: 'numeric',
    autocomplete: 'off',
    size: 10,
    value: '0',
    'aria-describedby': `${id}-error`,
  });
  const error = html('span', { class: 'field-error', id: `${id}-error` });
  const judge = (value: number | undefined) => {
    error.textContent = value === undefined ? 'a whole number from 0 on' : '';
    input.setAttribute('aria-invalid', String(value === undefined));
  };
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, name), input, error),
    read() {
      const value = naturalOf(input.value);
      judge(value);
      return value;
    },
    fill(value) {
      input.value = String(value);
      judge(value);
    },
    focus: () => input.focus(),
  };
}

/** A small form: labelled fields, each with a place for what is wrong with it, one button, and a line that says what happens. */
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';
import { fieldFaultOf } from './field-fault.ts';
import { setText } from './in-place.ts';

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'number';
  readonly step?: string;
  readonly hint?: string;
}

export interface FieldFormSpec {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  readonly button: string;
  /** @throws ApiFault or FieldFault, which is shown where it belongs */
  send(values: Readonly<Record<string, string>>): Promise<void>;
}

export interface FieldForm {
  readonly node: HTMLElement;
  fill(values: Readonly<Record<string, string>>): void;
  /** Somebody has typed something that was not sent yet. */
  isTouched(): boolean;
  say(text: string): void;
  /** What was typed has become true: the fields follow the state again. */
  settled(): void;
}

export function createFieldForm(spec: FieldFormSpec): FieldForm {
  const fields = new Map(spec.fields.map((field) => [field.name, fieldNode(spec.id, field)]));
  const said = html('p', { class: 'form-said', role: 'status' });
  const fault = html('p', { class: 'field-error', role: 'alert' });
  const button = html('button', { type: 'submit', class: 'primary' }, spec.button);
  const title = html('h4', { id: `${spec.id}-title` }, spec.title);
  // What is wrong is said in the page's own words, beside the field.
  const form = html('form', { novalidate: true, 'aria-labelledby': title.id, autocomplete: 'off' });
  form.append(
    title,
    html('div', { class: 'form-fields' }, ...[...fields.values()].map(({ node }) => node)),
    button,
    fault,
    said,
  );
  let isTouched = false;
  form.addEventListener('input', () => {
    isTouched = true;
  });
  const clear = () => {
    setText(fault, '');
    for (const field of fields.values()) field.complain(null);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.disabled) return;
    clear();
    setText(said, '');
    button.disabled = true;
    const values = Object.fromEntries([...fields].map(([name, { input }]) => [name, input.value]));
    spec
      .send(values)
      .catch((cause: unknown) => {
        const found = fieldFaultOf(cause, [...fields.keys()]);
        const field = found.field === null ? undefined : fields.get(found.field);
        if (field === undefined) setText(fault, inertText(found.message));
        else field.complain(inertText(found.message));
      })
      .finally(() => {
        button.disabled = false;
      });
  });
  return {
    node: form,
    fill(values) {
      for (const [name, value] of Object.entries(values)) {
        const input = fields.get(name)?.input;
        if (input !== undefined && input.value !== value) input.value = value;
      }
    },
    isTouched: () => isTouched,
    say: (text) => setText(said, text),
    settled() {
      isTouched = false;
      clear();
    },
  };
}

function fieldNode(formId: string, { name, label, type, step, hint }: FieldSpec) {
  const id = `${formId}-${name}`;
  const input = html('input', {
    id,
    name,
    type,
    step,
    inputmode: type === 'number' ? 'decimal' : undefined,
  });
  const error = html('span', { class: 'field-error', id: `${id}-error`, role: 'alert' });
  const help = hint === undefined ? null : html('span', { class: 'quiet', id: `${id}-hint` }, hint);
  const described = [`${id}-error`, ...(help === null ? [] : [`${id}-hint`])].join(' ');
  input.setAttribute('aria-describedby', described);
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, label), input, help, error),
    input,
    /** null: nothing is wrong any more. */
    complain(text: string | null): void {
      setText(error, text ?? '');
      if (text === null) input.removeAttribute('aria-invalid');
      else {
        input.setAttribute('aria-invalid', 'true');
        input.focus();
      }
    },
  };
}

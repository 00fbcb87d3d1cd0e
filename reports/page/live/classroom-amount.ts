/** A number with its unit, and a button that does something with it. */

import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import type { Desk } from './classroom-desk.ts';

export interface AmountSpec {
  readonly id: string;
  readonly verb: string;
  /** For those who hear the field alone. */
  readonly label: string;
  readonly unit: string;
  readonly initial: number;
  readonly least: number;
  readonly most: number;
}

export function amountForm(
  { id, verb, label, unit, initial, least, most }: AmountSpec,
  run: (amount: number, button: HTMLButtonElement) => void,
  desk: Pick<Desk, 'refuse'>,
): HTMLFormElement {
  const input = html('input', {
    id,
    type: 'number',
    inputmode: 'decimal',
    min: least,
    max: most,
    step: 'any',
    value: initial,
    'aria-label': label,
  });
  const button = html('button', { type: 'submit' }, verb);
  const form = html(
    'form',
    { class: 'amount', novalidate: true },
    input,
    html('span', { class: 'amount-unit', 'aria-hidden': 'true' }, unit),
    button,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const amount = input.valueAsNumber;
    const isGood = amount >= least && amount <= most;
    input.setAttribute('aria-invalid', String(!isGood));
    if (isGood) run(amount, button);
    else {
      desk.refuse(`${label}: a number from ${whole(least)} to ${whole(most)}.`);
      input.focus();
    }
  });
  return form;
}

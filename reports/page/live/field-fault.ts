/** What is wrong with a form, and at which of its fields. Pure. */
import { ApiFault } from './view.ts';

export class FieldFault extends Error {
  /** null: with the form as a whole. */
  readonly field: string | null;

  constructor(field: string | null, message: string) {
    super(message);
    this.field = field;
  }
}

/** Where a fault belongs: at the field that the server names, or at the foot of the form. */
export function fieldFaultOf(cause: unknown, fields: readonly string[]): FieldFault {
  if (cause instanceof FieldFault) return cause;
  const message = cause instanceof Error ? cause.message : 'Something went wrong.';
  const named = cause instanceof ApiFault ? (cause.field ?? '').replace(/^body[./]/, '') : '';
  return new FieldFault(fields.includes(named) ? named : null, message);
}

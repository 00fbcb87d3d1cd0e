/** A value that no log, report, record or error message may show. */
import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * Holds a password or a private key. Printed, logged, inspected or turned into JSON it says only that there is one; a
 * structured clone of it (to another thread) is empty. {@link reveal} is for the moment of use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** What people did to a run by hand, in order, for its record; bounded, because a class may press a button for an hour. */
import type { Interaction, LoggedAction } from '../../reports/interaction.ts';

const MAX_ACTIONS = 500;

export class ActionLog {
  readonly #actions: LoggedAction[] = [];
  #dropped = 0;

  add(action: LoggedAction): void {
    if (this.#actions.length < MAX_ACTIONS) this.#actions.push(action);
    else this.#dropped += 1;
  }

  interaction(): Interaction {
    return { actions: [...this.#actions], dropped: this.#dropped };
  }
}

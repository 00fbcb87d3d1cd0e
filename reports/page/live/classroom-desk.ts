/** Where every control goes through: one at a time of each kind, refusals said to everybody, answers kept until the stream has them. */
import type { ControlAction } from '../../live/controls.ts';
import { setAttributes, setDisabled } from './in-place.ts';
import { ApiFault, type ViewContext } from './view.ts';

export interface ControlAnswered {
  readonly text: string;
  readonly why: string;
}

export interface Desk {
  /** @returns whether it was done */
  act(action: ControlAction, button?: HTMLButtonElement): Promise<boolean>;
  refuse(text: string): void;
}

export function createDesk(
  context: ViewContext,
  answered: (answer: ControlAnswered) => void,
): Desk {
  return {
    async act(action, button) {
      // Not disabled, which would take the focus from whoever presses it by key.
      if (button?.getAttribute('aria-busy') === 'true') return false;
      if (button !== undefined) setAttributes(button, { 'aria-busy': 'true' });
      try {
        answered(await context.api.control(action));
        return true;
      } catch (cause) {
        context.say(cause instanceof ApiFault ? cause.message : String(cause), 'bad');
        return false;
      } finally {
        if (button !== undefined) setAttributes(button, { 'aria-busy': null });
      }
    },
    refuse: (text) => context.say(text, 'bad'),
  };
}

/** A button that means something only at times. */
export function enable(button: HTMLButtonElement, isEnabled: boolean): void {
  setDisabled(button, !isEnabled);
}

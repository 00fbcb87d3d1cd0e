/** The command that makes it all again. */
import { html } from './dom.ts';
import { icon } from './icons.ts';

export function replayNode(replay: string): HTMLElement {
  const button = html('button', { type: 'button' }, icon('copy'), ' Copy');
  const command = html('code', { tabindex: 0 }, replay);
  button.addEventListener('click', () => {
    copy(replay, command).then(
      () => say(button, 'Copied'),
      () => say(button, 'Selected: press Ctrl+C'),
    );
  });
  return html('div', { class: 'replay' }, command, button);
}

/** Opened from disk a page may not write to the clipboard; the text is then selected for the person to copy. */
async function copy(text: string, shown: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    getSelection()?.selectAllChildren(shown);
    throw cause;
  }
}

function say(button: HTMLElement, text: string): void {
  const before = [...button.childNodes];
  button.replaceChildren(text);
  setTimeout(() => button.replaceChildren(...before), 2_500);
}

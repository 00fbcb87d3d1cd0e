/** A row of radio buttons that looks like a segmented switch. */
import { html } from './dom.ts';

/**
 * @param label of the group, for those who cannot see what it belongs to
 * @param chosen index of the one that is on at first
 */
export function choice(
  id: string,
  label: string,
  options: readonly string[],
  chosen: number,
  onChoose: (index: number) => void,
): HTMLElement {
  const group = html('fieldset', { class: 'choice' }, html('legend', {}, label));
  for (const [index, option] of options.entries()) {
    const input = html('input', {
      type: 'radio',
      name: `${id}-choice`,
      id: `${id}-choice-${index}`,
      checked: index === chosen,
    });
    input.addEventListener('change', () => onChoose(index));
    group.append(html('span', {}, input, html('label', { for: `${id}-choice-${index}` }, option)));
  }
  return group;
}

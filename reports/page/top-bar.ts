/** The bar on top of every page: whose it is, what it shows, its colours, print. */
import { ellipsis, html } from './dom.ts';
import { icon } from './icons.ts';
import { redrawAll } from './redraw.ts';
import { chooseTheme, shownTheme } from './theme.ts';

/** @param name what the page shows: a run, a comparison */
export function topBar(name: string): HTMLElement {
  const print = html('button', { type: 'button', class: 'tool', title: 'Print' }, icon('print'));
  print.append(html('span', { class: 'visually-hidden' }, 'Print'));
  print.addEventListener('click', () => window.print());
  return html(
    'header',
    { class: 'top-bar' },
    html('span', { class: 'brand' }, 'streamstock', html('span', { class: 'brand-part' }, 'bench')),
    ellipsis(name),
    html('span', { class: 'top-tools' }, themeButton(), print),
  );
}

function themeButton(): HTMLButtonElement {
  const button = html('button', { type: 'button', class: 'tool' }, icon('theme'));
  const label = html('span', { class: 'visually-hidden' });
  button.append(label);
  const show = () => {
    label.textContent = shownTheme() === 'dark' ? 'Light colours' : 'Dark colours';
    button.title = label.textContent;
  };
  button.addEventListener('click', () => {
    chooseTheme(shownTheme() === 'dark' ? 'light' : 'dark');
    show();
    redrawAll();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
  return button;
}

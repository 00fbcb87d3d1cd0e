/** Instead of a report whose data or program cannot be had. */
import { html } from './dom.ts';

export function showUnreadable(cause: unknown): void {
  console.error(cause);
  const report = document.getElementById('report');
  const figuresFile = report?.dataset['figures'] ?? 'run.json';
  report?.replaceChildren(
    html(
      'main',
      { class: 'unreadable' },
      html('h1', {}, 'This report cannot be shown'),
      html(
        'p',
        {},
        `It cannot be unpacked: the file was cut, or this browser is older than 2023. The figures are in ${figuresFile}.`,
      ),
    ),
  );
}

/** What went wrong with a request, and what to do: for people as a page, for programs as JSON. */
import { hintText } from './list-page.ts';
import { foreign, html } from './markup.ts';
import { page } from './page.ts';

export interface Problem {
  readonly status: number;
  /** A sentence without a full stop. */
  readonly message: string;
  readonly hint?: string;
}

export function problemPage({ status, message, hint }: Problem): string {
  return page({
    title: `${status}`,
    body: html`
<header class="masthead">
  <p><a href="/">← all runs</a></p>
  <h1>${TITLES[status] ?? 'This did not work'}</h1>
</header>
<main class="card notice">
  <p>${foreign(message)}.</p>
  ${hint === undefined ? undefined : html`<p class="muted">${hintText(hint)}</p>`}
</main>`,
  });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'That cannot be asked for',
  403: 'Not from here',
  404: 'Not found',
  405: 'Reading only',
};

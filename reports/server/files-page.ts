/** What a run left behind, file by file. */
import { whole } from '../numbers.ts';
import { hintText } from './list-page.ts';
import { foreign, foreignSentence, html, type Markup } from './markup.ts';
import { page } from './page.ts';
import { type RunEntry, shellWord } from './run-entry.ts';
import type { RunFile } from './run-files.ts';
import { searchBadge, verdictBadge } from './verdict-badge.ts';

export interface PresentFile extends RunFile {
  readonly sizeBytes: number;
}

export function filesPage(entry: RunEntry, files: readonly PresentFile[]): string {
  return page({
    title: `Files of ${entry.id}`,
    body: html`
<header class="masthead">
  <p><a href="/">← all runs</a></p>
  <h1>${entry.id}</h1>
  ${about(entry)}
</header>
<main>
${files.length === 0 ? html`<p class="card notice">None of the files of a run is here.</p>` : fileTable(files)}
</main>`,
  });
}

function about(entry: RunEntry): Markup {
  if (entry.state === 'search') {
    const { status, headline } = entry.search;
    const probes = shellWord(`${entry.folder ?? ''}/probes`);
    return html`
  <p>${searchBadge(status)} ${foreign(headline)}</p>
  <p class="muted"><a href="../">the result</a> · the runs of the search: <code>streamstock report --runs-dir ${probes}</code></p>`;
  }
  if (entry.state !== 'finished') {
    return html`<p>${foreignSentence(entry.problem)}</p><p class="muted">${hintText(entry.hint)}</p>`;
  }
  const { scenario, seed, verdict, reason } = entry.run;
  return html`
  <p>${verdictBadge(verdict)} ${foreign(reason)}</p>
  <p class="muted">${foreign(scenario)} · seed ${foreign(seed)} · <a href="../">the report</a></p>`;
}

function fileTable(files: readonly PresentFile[]): Markup {
  return html`
<table class="card file-list">
  <caption>Files</caption>
  <thead><tr><th scope="col">File</th><th scope="col">Holds</th><th scope="col" class="number">Size</th></tr></thead>
  <tbody>${files.map(
    ({ name, holds, sizeBytes, download }) => html`
    <tr>
      <th scope="row"><a href="${name}"${download ? html` download` : undefined}>${name}</a></th>
      <td>${holds}</td>
      <td class="number">${size(sizeBytes)}</td>
    </tr>`,
  )}</tbody>
</table>`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${whole(bytes)} bytes`;
  if (bytes < 1e6) return `${whole(Math.round(bytes / 1000))} KB`;
  return `${whole(Math.round(bytes / 1e5) / 10)} MB`;
}

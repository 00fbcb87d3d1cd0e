/** The list of runs, as a page that works without scripts. */
import { duration, inWords, milliseconds, percent, perSecond, whole } from '../numbers.ts';
import { verdictWords } from '../page/verdict-words.ts';
import { VERDICTS } from '../verdict.ts';
import { type ListQuery, queryText, type Selection } from './list-query.ts';
import { foreign, foreignSentence, html, type Markup } from './markup.ts';
import { page } from './page.ts';
import type { CapacitySearch, FinishedRun, OtherRun } from './run-entry.ts';
import { searchBadge, stateBadge, verdictBadge } from './verdict-badge.ts';

/**
 * @param folder where the runs are, as a person would write it
 * @param nowMs epoch milliseconds
 */
export function listPage(selection: Selection, folder: string, nowMs: number): string {
  const { finished, searches, others } = selection;
  return page({
    title: 'Runs',
    body: html`
<header class="masthead">
  <h1>Runs</h1>
  <p class="muted">${inWords(finished, 'run')} in ${foreign(folder)}${othersNote(others)}</p>
</header>
<main>
${finished === 0 ? undefined : filterForm(selection)}
${finished === 0 ? nothingYet(others) : runTable(selection, nowMs)}
${pageLinks(selection)}
${searches.length === 0 ? undefined : searchSection(searches, nowMs)}
${others.length === 0 ? undefined : otherSection(others)}
</main>`,
  });
}

function othersNote(others: readonly OtherRun[]): Markup | undefined {
  if (others.length === 0) return undefined;
  const text = `${inWords(others.length, 'folder')} without a report`;
  return html` · <a href="#others">${text}</a>`;
}

function nothingYet(others: readonly OtherRun[]): Markup {
  return html`
<section class="card notice">
  <h2>${others.length === 0 ? 'No runs yet' : 'No finished run yet'}</h2>
  <p>A run writes its record and its report here when it ends. To make one:</p>
  <p><code>make bench SCENARIO=spike</code></p>
</section>`;
}

function filterForm({ query, scenarios }: Selection): Markup {
  const filtered = query.scenario !== undefined || query.verdict !== undefined;
  return html`
<form class="filter" method="get" action="/">
  <label>Scenario
    <select name="scenario">${options(scenarios, query.scenario, (name) => name)}</select>
  </label>
  <label>Verdict
    <select name="verdict">${options(VERDICTS, query.verdict, (name) => verdictWords(name).title)}</select>
  </label>
  <button type="submit">Show</button>
  ${filtered ? html`<a href="/">Show all</a>` : undefined}
</form>`;
}

/** What was asked for stands there even when no run has it. */
function options<Value extends string>(
  values: readonly Value[],
  chosen: Value | undefined,
  title: (value: Value) => string,
): Markup[] {
  const all = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values];
  return [
    html`<option value="">all</option>`,
    ...all.map((value) => {
      const selected = value === chosen ? html` selected` : undefined;
      return html`<option value="${value}"${selected}>${title(value)}</option>`;
    }),
  ];
}

const FIGURES = ['End-to-end p99', 'Rate', 'Fill rate', 'Events', 'Took'] as const;

function runTable({ runs, matching, finished }: Selection, nowMs: number): Markup {
  if (runs.length === 0) return html`<p class="card notice">No run is like that.</p>`;
  const caption =
    matching === finished ? 'All runs' : `${whole(matching)} of ${whole(finished)} runs`;
  return html`
<table role="table" class="card runs">
  <caption>${caption}, newest first</caption>
  <thead role="rowgroup"><tr role="row">
    <th role="columnheader" scope="col">Run</th>
    <th role="columnheader" scope="col">Verdict</th>
    ${FIGURES.map((title) => html`<th role="columnheader" scope="col" class="number">${title}</th>`)}
    <th role="columnheader" scope="col">Files</th>
  </tr></thead>
  <tbody role="rowgroup">${runs.map((entry) => runRow(entry, nowMs))}</tbody>
</table>`;
}

/** Cells repeat their column's title for narrow screens, where each run is a block of its own. */
function runRow({ id, run }: FinishedRun, nowMs: number): Markup {
  const figures: Readonly<Record<(typeof FIGURES)[number], Markup | string>> = {
    'End-to-end p99': run.endToEndP99Us === null ? '–' : `${milliseconds(run.endToEndP99Us)} ms`,
    Rate: rateCell(run),
    'Fill rate': run.fillRate === null ? '–' : percent(run.fillRate),
    Events: whole(run.eventsPlanned),
    Took: duration(run.tookMs),
  };
  return html`
<tr role="row">
  <th role="rowheader" scope="row">
    <a class="whole-row" href="/runs/${id}/">${foreign(run.scenario)}</a>
    <span class="muted">seed ${foreign(run.seed)}${run.broker === 'kafka' ? ' · Kafka' : ''}</span>
    ${run.group === null ? undefined : html`<span class="muted when">external group ${foreign(run.group)}</span>`}
    <span class="muted when">${when(run.startedAt, nowMs)}</span>
  </th>
  <td role="cell" class="verdict">${verdictBadge(run.verdict)}<span class="muted reason">${foreign(
    run.missedRate ?? run.reason,
  )}</span></td>
  ${FIGURES.map(
    (title) => html`<td role="cell" class="number" data-title="${title}">${figures[title]}</td>`,
  )}
  <td role="cell">${filesLink(id)}</td>
</tr>`;
}

function rateCell({ sentPerSecond, plannedPerSecond, missedRate }: FinishedRun['run']): Markup {
  const sent = html`${perSecond(sentPerSecond)}/s`;
  if (missedRate === null) return sent;
  return html`${sent} <span class="missed">of ${perSecond(plannedPerSecond)}</span>`;
}

function filesLink(id: string): Markup {
  return html`<span class="files"><a href="/runs/${id}/files/" aria-label="Files of ${id}">Files</a></span>`;
}

/** UTC, as in the names of the folders. */
function when(startedAt: string, nowMs: number): Markup {
  const text = `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC`;
  return html`<time datetime="${startedAt}">${text}</time> · ${ago(nowMs - Date.parse(startedAt))}`;
}

function ago(ms: number): string {
  if (ms < 60_000) return ms < 0 ? 'in the future' : 'just now';
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${inWords(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${inWords(hours, 'hour')} ago`;
  return `${inWords(Math.floor(hours / 24), 'day')} ago`;
}

function pageLinks({ query, pages }: Selection): Markup | undefined {
  if (pages === 1 && query.page === 1) return undefined;
  const link = (number: number, text: string): Markup | undefined => {
    if (number < 1 || number > pages) return undefined;
    const target: ListQuery = { ...query, page: number };
    return html`<a href="/${queryText(target)}">${text}</a>`;
  };
  return html`
<nav class="pages" aria-label="Pages">
  ${link(query.page - 1, '← newer')}
  <span>page ${whole(query.page)} of ${whole(pages)}</span>
  ${link(query.page + 1, 'older →')}
</nav>`;
}

function searchSection(searches: readonly CapacitySearch[], nowMs: number): Markup {
  return html`
<section id="searches">
  <h2>Capacity searches</h2>
  <ul class="card others">${searches.map(
    ({ id, search }) => html`
    <li>
      <p class="name"><a class="strong" href="/runs/${id}/">${foreign(search.scenario)}</a>
        <span class="muted">seed ${foreign(search.seed)}</span> ${searchBadge(search.status)}${filesLink(id)}</p>
      <p>${foreignSentence(search.headline)}</p>
      <p class="muted">${when(search.startedAt, nowMs)}</p>
    </li>`,
  )}</ul>
</section>`;
}

function otherSection(others: readonly OtherRun[]): Markup {
  return html`
<section id="others">
  <h2>Folders without a report</h2>
  <ul class="card others">${others.map(
    ({ id, state, folder, problem, hint }) => html`
    <li>
      <p class="name"><strong>${foreign(id)}</strong> ${stateBadge(state)}${
        folder === null ? undefined : filesLink(id)
      }</p>
      <p>${foreignSentence(problem)}</p>
      <p class="muted">${hintText(hint)}</p>
    </li>`,
  )}</ul>
</section>`;
}

/** Commands are shown as such. */
export function hintText(hint: string): Markup {
  return hint.startsWith('streamstock ') ? html`<code>${hint}</code>` : foreign(hint);
}

/** The page of a capacity search: one file without script, opens from disk without network. */

import { capacityPoints, latencyLimits, PERCENTILES } from './capacity-points.ts';
import type { CapacityProbe, CapacityReport, CapacityResult } from './capacity-record.ts';
import { CAPACITY_STYLE } from './capacity-style.ts';
import { latencySvg, legendMark } from './capacity-svg.ts';
import {
  cpuText,
  OUTCOME_MARKS,
  OUTCOME_WORDS,
  PURPOSE_WORDS,
  RESULT_MARKS,
  shareText,
} from './capacity-terminal.ts';
import { inert } from './inert-text.ts';
import { duration, inWords, milliseconds, percent, perSecond } from './numbers.ts';
import { hashOf } from './page-assets.ts';
import { html, Markup } from './server/markup.ts';

export function renderCapacityHtml(original: CapacityReport): string {
  const report = inert(original);
  const { scenario, result } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Capacity of ${scenario.name}: ${result.headline}</title>
<style>${new Markup(CAPACITY_STYLE)}</style>
</head>
<body>
<header>
<h1>Capacity of <bdi>${scenario.name}</bdi></h1>
<p class="result"><span class="${tone(result)}" aria-hidden="true">${RESULT_MARKS[result.status]}</span> ${result.headline}</p>
<ul class="reasons">${result.reasons.map((reason) => html`<li><bdi>${reason}</bdi></li>`)}</ul>
${tiles(report)}
</header>
<main>
${measured(report)}
${runs(report)}
${rules(report)}
${settings(report)}
</main>
<footer><p>streamstock-bench ${report.tool.version} · ${report.id}</p></footer>
</body>
</html>
`.text;
}

const POLICY = `default-src 'none'; style-src ${hashOf(CAPACITY_STYLE)}; base-uri 'none'; form-action 'none'`;

function tone({ status }: CapacityResult): 'good' | 'warn' | 'bad' {
  if (status === 'found') return 'good';
  return status === 'none' || status === 'incorrect' ? 'bad' : 'warn';
}

function tiles({ result, probes, startedAt, endedAt }: CapacityReport): Markup {
  const { ratePerSecond, isLowerBound, timesHeld, timesFailed, status } = result;
  const best = probes.findLast(
    (probe) => probe.ratePerSecond === ratePerSecond && probe.outcome === 'holds',
  )?.run;
  const entries: [string, string, string][] = [];
  if (ratePerSecond !== null) {
    entries.push([
      status === 'found' ? 'capacity' : 'held, unconfirmed',
      `${isLowerBound ? '≥ ' : ''}${perSecond(ratePerSecond)}`,
      'events per second',
    ]);
    const tries = timesHeld + timesFailed;
    entries.push(['held', `${timesHeld} of ${tries}`, tries === 1 ? 'run' : 'runs']);
  }
  if (best?.endToEnd) {
    entries.push(['median there', milliseconds(best.endToEnd.p50Us), 'ms end to end']);
    entries.push(['99th percentile there', milliseconds(best.endToEnd.p99Us), 'ms end to end']);
  }
  const cpu = cpuText(best?.cpuPerEventUs);
  if (cpu !== undefined) entries.push(['CPU there', cpu, 'µs per event']);
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  entries.push(['probes', String(probes.length), `in ${took}`]);
  return html`<dl class="tiles">${entries.map(
    ([name, value, unit]) =>
      html`<div><dt>${name}</dt><dd>${value} <small>${unit}</small></dd></div>`,
  )}</dl>`;
}

function measured(report: CapacityReport): Markup {
  return html`<section aria-labelledby="measured">
<h2 id="measured">End-to-end latency against rate</h2>
<div class="side">
${figure(report)}
${table(report)}
</div>
</section>`;
}

function figure(report: CapacityReport): Markup {
  if (capacityPoints(report).length === 0) {
    return html`<p>No probe measured a latency, so there is nothing to draw.</p>`;
  }
  const limits = latencyLimits(report);
  return html`<figure>
<figcaption>Every probe has three marks above its rate. Where the marks leave the flat part and rise, the system begins to queue. Both axes are logarithmic.</figcaption>
<ul class="legend">
${PERCENTILES.map(({ name }, series) => html`<li>${legendMark(series)} ${name}</li>`)}
<li>${legendMark(0, true)}${legendMark(1, true)}${legendMark(2, true)} did not hold</li>
${limits.length === 0 ? undefined : html`<li><span class="bad">- -</span> limit</li>`}
${report.result.ratePerSecond === null ? undefined : html`<li><span class="good">│</span> highest rate that held</li>`}
</ul>
<div class="wide">${latencySvg(report, { width: 560, height: 400 }, 'wide')}</div>
<div class="narrow">${latencySvg(report, { width: 350, height: 380 }, 'narrow')}</div>
</figure>`;
}

function table({ probes, result }: CapacityReport): Markup {
  const head = ['rate/s', 'achieved', 'p50 ms', 'p99 ms', 'p99.9 ms', 'CPU µs'];
  return html`<div class="scroll" role="region" aria-label="Table of all probes" tabindex="0">
<table>
<caption>All probes, in the order in which they were made</caption>
<thead><tr><th scope="col">#</th>${head.map((title) => html`<th scope="col">${title}</th>`)}<th scope="col" class="word">verdict</th><th scope="col" class="word">purpose</th></tr></thead>
<tbody>
${probes.map((probe) => row(probe, probe.ratePerSecond === result.ratePerSecond))}
</tbody>
</table>
</div>`;
}

function row(probe: CapacityProbe, isBest: boolean): Markup {
  const { number, ratePerSecond, run, purpose } = probe;
  const latency = (us: number | undefined): string => (us === undefined ? '–' : milliseconds(us));
  const cells = [
    perSecond(ratePerSecond),
    shareText(run?.achievedShare) ?? '–',
    latency(run?.endToEnd?.p50Us),
    latency(run?.endToEnd?.p99Us),
    latency(run?.endToEnd?.p999Us),
    cpuText(run?.cpuPerEventUs) ?? '–',
  ];
  return html`<tr${isBest ? new Markup(' class="best"') : undefined}><th scope="row">${number}</th>${cells.map((cell) => html`<td>${cell}</td>`)}<td class="word">${outcome(probe)}</td><td class="word">${PURPOSE_WORDS[purpose]}</td></tr>
`;
}

function outcome({ outcome: name }: CapacityProbe): Markup {
  const colour =
    name === 'holds' ? 'good' : name === 'system' || name === 'incorrect' ? 'bad' : 'warn';
  return html`<span class="${colour}"><span aria-hidden="true">${OUTCOME_MARKS[name]}</span> ${OUTCOME_WORDS[name]}</span>`;
}

function runs({ probes }: CapacityReport): Markup | undefined {
  if (probes.length === 0) return undefined;
  return html`<section aria-labelledby="runs">
<h2 id="runs">What each run showed</h2>
<ol class="runs">${probes.map((probe) => {
    const { ratePerSecond, evidence, run } = probe;
    const record = run === null ? undefined : html` · <a href="${run.folder}/run.json">record</a>`;
    return html`<li>${perSecond(ratePerSecond)}/s ${outcome(probe)}: <bdi>${evidence.join('; ')}</bdi>${record}</li>
`;
  })}</ol>
</section>`;
}

function rules({ judged, setAside }: CapacityReport): Markup {
  return html`<section aria-labelledby="rules">
<h2 id="rules">What had to hold</h2>
<p>Every invariant of the audit, no growing lag, at most 1 % of the events kept back by a full window, and</p>
<ul>${judged.map((threshold) => html`<li><code>${threshold}</code></li>`)}</ul>
${
  setAside.length === 0
    ? undefined
    : html`<p>Set aside, because they say nothing about capacity:</p>
<ul>${setAside.map(({ threshold, why }) => html`<li><code>${threshold}</code>: ${why}</li>`)}</ul>`
}
</section>`;
}

function settings(report: CapacityReport): Markup {
  const { search, environment, scenario, seed, broker, startedAt } = report;
  const entries: [string, string][] = [
    [
      'scenario',
      `${scenario.source}${scenario.description === '' ? '' : `: ${scenario.description}`}`,
    ],
    ['seed', seed],
    ['broker', broker],
    [
      'rates',
      `from ${perSecond(search.startRate)}/s, within ${perSecond(search.minRate)} and ${perSecond(search.maxRate)}/s, by a factor of ${perSecond(search.growth)}, then halved until the bracket is within ${percent(search.tolerance)}`,
    ],
    [
      'a probe',
      `${duration(search.measuredMs)} measured after ${duration(search.warmUpMs)} of warm-up; business time runs in proportion to the rate`,
    ],
    ['confirmation', `${inWords(search.confirmations, 'further run')} at the best rate`],
    [
      'machine',
      `${environment.cpuModel}, ${inWords(environment.cores, 'core')}, Node ${environment.node} on ${environment.platform} ${environment.arch}`,
    ],
    ['started', startedAt],
  ];
  return html`<section aria-labelledby="settings">
<h2 id="settings">How it was searched</h2>
<dl class="facts">${entries.map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>
<h2>Repeat it</h2>
<pre><code>${report.replay}</code></pre>
</section>`;
}

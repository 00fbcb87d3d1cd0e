/** Style of the page of a capacity search. Series colours can be told apart with any colour vision. */

export const CAPACITY_STYLE = `
:root {
  color-scheme: light dark;
  --surface: #ffffff; --sunken: #f5f6f8; --text: #1a1f26; --muted: #55606e; --faint: #8a94a3;
  --grid: #e3e6eb; --rule: #d3d8df; --accent: #0b62c4;
  --good: #1a7f4b; --warn: #8a5a00; --bad: #be123c;
  --s1: #0b62c4; --s2: #b45309; --s3: #7c3aa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: #12161c; --sunken: #1a2028; --text: #e7eaf0; --muted: #a3adbb; --faint: #75808f;
    --grid: #262d37; --rule: #343d49; --accent: #74b3ff;
    --good: #4cc38a; --warn: #e0aa3e; --bad: #ff7b93;
    --s1: #74b3ff; --s2: #ffb454; --s3: #cda0f5;
  }
}
* { box-sizing: border-box; }
html { background: var(--surface); color: var(--text); -webkit-text-size-adjust: 100%; }
body {
  overflow-wrap: anywhere;
  margin: 0 auto; max-width: 1360px; padding: 2rem 2rem 4rem;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1, h2 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1rem; font-weight: 500; margin: 0; color: var(--muted); }
h2 { font-size: 1.15rem; margin: 2.75rem 0 0.75rem; }
p { margin: 0.4rem 0; max-width: 75ch; }
bdi { unicode-bidi: isolate; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.result { margin: 0.6rem 0 0.4rem; font-size: clamp(1.45rem, 1.1rem + 1.6vw, 2.1rem); font-weight: 650; line-height: 1.2; max-width: 46ch; text-wrap: balance; color: var(--text); }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.reasons { list-style: none; margin: 0; padding: 0; }
.reasons li { max-width: 80ch;  margin: 0.25rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 1.75rem 0 0; background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.tiles div { background: var(--surface); padding: 0.8rem 1rem; }
.tiles dt { color: var(--muted); font-size: 0.82rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--muted); }
.side { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 1180px) { .side { grid-template-columns: minmax(0, 1fr) max-content; } }
figure { margin: 0; }
figcaption { color: var(--muted); font-size: 0.9rem; max-width: 75ch; }
figure svg:not(.key) { display: block; width: 100%; max-width: 760px; height: auto; font: 12px/1 system-ui, sans-serif; }
.narrow { display: none; }
@media (max-width: 620px) { .wide { display: none; } .narrow { display: block; } }
.grid { stroke: var(--grid); stroke-width: 1; }
.axis { stroke: var(--faint); stroke-width: 1; }
.tick { fill: var(--muted); font-variant-numeric: tabular-nums; }
.axis-title { fill: var(--muted); }
.limit { stroke: var(--bad); stroke-width: 1.25; stroke-dasharray: 5 4; }
.limit-label { fill: var(--bad); }
.found { stroke: var(--good); stroke-width: 1.5; }
.found-label { fill: var(--good); font-weight: 600; font-size: 13px; }
.line { fill: none; stroke-width: 1.5; opacity: 0.45; }
.line.s1 { stroke: var(--s1); } .line.s2 { stroke: var(--s2); } .line.s3 { stroke: var(--s3); }
.mark { stroke-width: 1.75; }
.mark.s1 { stroke: var(--s1); fill: var(--s1); } .mark.s2 { stroke: var(--s2); fill: var(--s2); } .mark.s3 { stroke: var(--s3); fill: var(--s3); }
.mark.hollow { fill: var(--surface); }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.1rem; margin: 0.6rem 0 0.8rem; padding: 0; list-style: none; font-size: 0.88rem; }
.legend li { display: inline-flex; align-items: center; gap: 0.35rem; }
.key { width: 16px; height: 16px; flex: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.5rem; }
th, td { padding: 0.34rem 0.65rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--grid); }
thead th { color: var(--muted); font-weight: 500; border-bottom-color: var(--rule); vertical-align: bottom; }
tbody th { font-weight: 400; }
td.word, th.word { text-align: left; }
tr.best td, tr.best th { background: var(--sunken); font-weight: 600; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.3rem 1.5rem; margin: 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
@media (max-width: 620px) { body { padding: 1.25rem 1rem 3rem; } .facts { grid-template-columns: minmax(0, 1fr); } .facts dd { margin-bottom: 0.5rem; } }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 0; padding: 0.8rem 1rem; background: var(--sunken); border-radius: 8px; white-space: pre-wrap; }
ol.runs { margin: 0; padding-left: 2.2rem; }
ol.runs li { margin: 0.35rem 0; padding-left: 0.3rem;  max-width: 95ch; }
ol.runs li::marker { color: var(--muted); font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; color: var(--muted); font-size: 0.88rem; }
@media print {
  :root { --surface: #fff; --sunken: #f5f6f8; --text: #000; --muted: #444; --grid: #ddd; --rule: #bbb; --accent: #0b62c4; --good: #1a7f4b; --warn: #8a5a00; --bad: #be123c; --s1: #0b62c4; --s2: #b45309; --s3: #7c3aa8; }
  body { padding: 0; max-width: none; }
  .scroll { overflow: visible; }
  figure, table, .facts { break-inside: avoid; }
}
`;

/** Style of the server's own pages, in the colours of the report. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --surface: #ffffff; --sunken: #f5f6f8; --text: #1a1f26; --muted: #55606e;
  --grid: #e3e6eb; --rule: #d3d8df; --accent: #0b62c4;
  --good: #1a7f4b; --warn: #8a5a00; --bad: #be123c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: #12161c; --sunken: #1a2028; --text: #e7eaf0; --muted: #a3adbb;
    --grid: #262d37; --rule: #343d49; --accent: #74b3ff;
    --good: #4cc38a; --warn: #e0aa3e; --bad: #ff7b93;
  }
}
* { box-sizing: border-box; }
html { background: var(--surface); color: var(--text); -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 1360px; padding: 2rem 2rem 4rem;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1, h2, p { margin: 0; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2rem); line-height: 1.2; font-weight: 650; }
h2 { font-size: 1.15rem; line-height: 1.3; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.notice code { background: var(--surface); }
p > code { display: inline-block; padding: 0.15rem 0.5rem; background: var(--sunken); border-radius: 5px; }
.muted { color: var(--muted); }
.product { color: var(--muted); font-size: 0.9rem; margin-bottom: 0.25rem; }
.masthead { margin-bottom: 1.5rem; }
.masthead .muted { margin-top: 0.35rem; }
.notice { padding: 1.25rem 1.5rem; background: var(--sunken); border-radius: 8px; }
.notice p, .notice h2 { max-width: 75ch; margin-bottom: 0.5rem; }
.notice p:last-child { margin-bottom: 0; }

.filter { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: end; margin-bottom: 1rem; }
.filter label { display: grid; gap: 0.2rem; color: var(--muted); font-size: 0.82rem; min-width: 0; }
.filter select, .filter button {
  font: inherit; font-size: 0.95rem; height: 2.25rem; padding: 0 0.75rem; max-width: 100%;
  color: var(--text); background: var(--surface); border: 1px solid var(--rule); border-radius: 6px;
}
.filter button { cursor: pointer; font-weight: 500; background: var(--sunken); }
.filter button:hover { border-color: var(--accent); }
.filter a { align-self: center; margin-top: 1.1rem; font-size: 0.95rem; }

table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
caption { text-align: left; color: var(--muted); font-size: 0.88rem; padding-bottom: 0.4rem; }
th, td { padding: 0.65rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { padding-left: 0.5rem; }
thead th.number { text-align: right; }
thead th { color: var(--muted); font-weight: 500; font-size: 0.82rem; border-bottom-color: var(--rule); white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.runs tbody tr { position: relative; }
.runs tbody tr:hover { background: var(--sunken); }
.runs tbody th { font-weight: 400; min-width: 18.5rem; width: 22%; }
.whole-row { margin-right: 0.35rem; }
.runs tbody th .muted, .verdict .muted { font-size: 0.85rem; overflow-wrap: anywhere; }
.runs .when { display: block; }
.whole-row { font-weight: 600; color: var(--text); text-decoration: none; overflow-wrap: anywhere; }
.runs tr:hover .whole-row { color: var(--accent); text-decoration: underline; }
.whole-row::after { content: ""; position: absolute; inset: 0; }
.verdict .reason { margin-top: 0.15rem; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.missed { display: block; color: var(--bad); font-size: 0.85rem; }
.files a { position: relative; z-index: 1; }
.badge { display: inline-block; font-weight: 600; white-space: nowrap; color: var(--warn); }
.badge.passed { color: var(--good); }
.badge.incorrect, .badge.thresholds { color: var(--bad); }
.badge.running { color: var(--accent); }
.pages { display: flex; gap: 1.25rem; margin-top: 1rem; color: var(--muted); font-size: 0.92rem; }
section { margin-top: 2.75rem; }
section h2 { margin-bottom: 0.75rem; }
.others { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--rule); }
.others li { padding: 0.75rem 0.5rem; border-bottom: 1px solid var(--grid); font-size: 0.92rem; }
.others p { max-width: 95ch; }
.others p + p::first-letter { text-transform: uppercase; }
.others strong { font-weight: 600; margin-right: 0.5rem; overflow-wrap: anywhere; }
.others code { margin-top: 0.25rem; }

@media (max-width: 760px) {
  body { padding: 1.25rem 1rem 3rem; }
  .filter label { flex: 1 1 8rem; }
  .filter select { width: 100%; }
  .runs, .runs tbody { display: block; }
  .runs caption { display: block; }
  .runs thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .runs tbody tr {
    display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.35rem 0.75rem;
    padding: 0.9rem 0.25rem; border-bottom: 1px solid var(--grid);
  }
  .runs tbody tr:first-child { border-top: 1px solid var(--rule); }
  .runs tbody th, .runs tbody td { display: block; padding: 0; border: 0; width: auto; min-width: 0; }
  .runs tbody th, .runs .verdict { grid-column: 1 / -1; }
  .runs .files { align-self: end; }
  .runs .number { text-align: left; white-space: normal; }
  .runs .number::before { content: attr(data-title); display: block; color: var(--muted); font-size: 0.78rem; }
  .missed { display: inline; }
  .runs .files { font-size: 0.88rem; }
}
@media (prefers-reduced-motion: no-preference) { .runs tbody tr { transition: background-color 0.1s; } }
@media print { .filter, .pages, .files { display: none; } }
`;

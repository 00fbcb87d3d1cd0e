/** Style of the server's own pages: the look of the report, for what the report does not have. */
import { DARK, declarations, LIGHT } from './palette.ts';

export const STYLE = `
:root { color-scheme: light dark; ${declarations(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(DARK)} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text); font-variant-numeric: tabular-nums;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1, h2, p, ul { margin: 0; padding: 0; }
h1 { font-size: 30px; font-weight: 700; letter-spacing: -0.022em; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 21px; font-weight: 650; letter-spacing: -0.012em; line-height: 1.25; }
a { color: var(--accent); }
bdi { overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
p > code { display: inline-block; padding: 2px 9px; background: var(--sunken); border-radius: 7px; color: var(--text); }
.muted { color: var(--muted); }

.top-bar {
  display: flex; align-items: center; gap: 16px; height: 52px; padding: 0 24px;
  background: var(--surface); border-bottom: 1px solid var(--border); font-size: 13.5px;
}
.brand { color: var(--text); font-weight: 680; font-size: 15px; letter-spacing: -0.01em; text-decoration: none; }
.brand span { color: var(--accent); margin-left: 4px; }
.content { max-width: 1280px; margin: 0 auto; padding: 28px 24px 72px; }
.masthead { margin-bottom: 22px; }
.masthead p { margin-top: 6px; max-width: 90ch; }
.card { background: var(--surface); border: 1px solid var(--border); border-radius: 12px; }
.notice { padding: 20px 24px; }
.notice > * { max-width: 80ch; overflow-wrap: anywhere; }
.notice > * + * { margin-top: 8px; }
section { margin-top: 44px; }
section h2 { margin-bottom: 14px; }

.filter { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-bottom: 16px; font-size: 13.5px; }
.filter label { display: grid; gap: 3px; color: var(--muted); font-size: 12.5px; min-width: 0; }
.filter select, .filter button {
  font: inherit; font-size: 13.5px; height: 34px; padding: 0 12px; max-width: 100%; cursor: pointer;
  color: var(--text); background: var(--surface); border: 1px solid var(--border); border-radius: 7px;
}
@media (min-width: 801px) { .filter select { max-width: 280px; } }
.filter select:hover, .filter button:hover { border-color: var(--faint); }
.filter button { font-weight: 550; }
.filter a { line-height: 34px; }

table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 13.5px; }
caption { text-align: left; color: var(--muted); font-size: 13px; padding: 0 0 8px; }
th, td { padding: 11px 14px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-weight: 550; font-size: 12.5px; white-space: nowrap; padding-block: 9px; }
.number { text-align: right; white-space: nowrap; }
.runs tbody tr { position: relative; }
.runs tbody tr:hover { background: var(--sunken); }
.runs tbody th { font-weight: 400; width: 24%; min-width: 236px; }
.whole-row { font-weight: 620; font-size: 15px; color: var(--text); text-decoration: none; margin-right: 6px; }
.runs tr:hover .whole-row { color: var(--accent); text-decoration: underline; }
.whole-row::after { content: ""; position: absolute; inset: 0; }
.when { display: block; font-size: 13px; }
.reason { margin-top: 4px; max-width: 62ch; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.missed { display: block; color: var(--bad); }
.files a { position: relative; z-index: 1; }
.file-list th { font-weight: 500; }
.pages { display: flex; gap: 18px; margin-top: 14px; color: var(--muted); font-size: 13.5px; }

.badge { display: inline-flex; align-items: center; gap: 7px; font-weight: 600; white-space: nowrap; --tone: var(--warn); --soft: var(--warn-soft); color: var(--tone); }
.badge.good { --tone: var(--good); --soft: var(--good-soft); }
.badge.bad { --tone: var(--bad); --soft: var(--bad-soft); }
.badge.busy { --tone: var(--accent); --soft: var(--sunken); }
.sign { display: grid; place-items: center; width: 20px; height: 20px; border-radius: 50%; background: var(--soft); font-size: 12px; line-height: 1; font-weight: 700; }
.others { list-style: none; }
.others li { padding: 14px 18px; border-bottom: 1px solid var(--grid); font-size: 13.5px; }
.others li:last-child { border-bottom: 0; }
.others p { max-width: 100ch; overflow-wrap: anywhere; }
.others p + p { margin-top: 4px; }
.others .name { max-width: none; display: flex; flex-wrap: wrap; align-items: center; gap: 2px 12px; }
.others strong, .others .strong { font-weight: 620; font-size: 15px; }
.others .files { margin-left: auto; }

@media (max-width: 800px) {
  .top-bar { padding: 0 16px; }
  .content { padding: 20px 16px 48px; }
  h1 { font-size: 26px; }
  .filter label { flex: 1 1 120px; }
  .filter select { width: 100%; }
  .runs, .runs tbody, .runs caption { display: block; }
  .runs { background: none; border: 0; }
  .runs thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .runs tbody tr {
    display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px 12px; padding: 14px 16px;
    margin-bottom: 12px; background: var(--surface); border: 1px solid var(--border); border-radius: 12px;
  }
  .runs tbody th, .runs tbody td { display: block; padding: 0; border: 0; width: auto; min-width: 0; }
  .runs tbody th, .runs .verdict { grid-column: 1 / -1; }
  .runs .number { text-align: left; white-space: normal; }
  .runs .number::before { content: attr(data-title); display: block; color: var(--muted); font-size: 12px; }
  .runs .files { align-self: end; }
  .missed { display: inline; }
  .file-list th, .file-list td { padding-inline: 10px; }
}
@media (prefers-reduced-motion: no-preference) { .runs tbody tr { transition: background-color 0.1s; } }
@media print { .filter, .pages, .files { display: none; } }
`;

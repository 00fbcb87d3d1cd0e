/** What was compared: two versions, where they were measured, and every run. */
import type { ComparedRun, ComparedSide, MachineComparison } from '../../comparison/comparison.ts';
import type { ComparisonPage } from '../../comparison/html-data.ts';
import { percent, whole } from '../../numbers.ts';
import { bytes } from '../../sizes.ts';
import { type Child, ellipsis, foreign, html } from '../dom.ts';
import { instantText, sentence } from '../sentences.ts';
import { BASE_COLOUR, HEAD_COLOUR } from './side-colours.ts';

export function sidesNodes({ comparison, reports }: ComparisonPage): readonly HTMLElement[] {
  const { base, head, machine } = comparison;
  return [
    html(
      'div',
      { class: 'sides' },
      sideNode('Base', base, machine?.base ?? null),
      sideNode('Head', head, machine?.head ?? null),
    ),
    runsTable(base, head, new Map(reports)),
  ];
}

function sideNode(
  name: 'Base' | 'Head',
  { label, revision, toolVersions, environment }: ComparedSide,
  probe: MachineComparison['base'] | null,
): HTMLElement {
  const { cpuModel, cores, memoryBytes, platform, arch, node, ci } = environment;
  const list = html('dl', { class: 'facts' });
  const fact = (term: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, term), html('dd', {}, foreign(value))));
  };
  fact('Revision', revision ?? 'not known');
  fact('Version', toolVersions.join(', '));
  fact('Processor', `${cpuModel}, ${whole(cores)} cores`);
  fact('Memory', bytes(memoryBytes));
  fact('System', `${platform} ${arch}, Node.js ${node}${ci ? ', in CI' : ''}`);
  if (probe !== null) {
    const { speedPerSecond, speedSpread, stolenShare, timerLateP99Ms } = probe;
    fact('Speed of the machine', `${whole(Math.round(speedPerSecond))} ± ${percent(speedSpread)}`);
    fact('Stolen time', percent(stolenShare));
    fact('Timers late, p99', `${whole(timerLateP99Ms)} ms`);
  }
  const colour = name === 'Base' ? BASE_COLOUR : HEAD_COLOUR;
  return html(
    'section',
    { class: 'side' },
    html(
      'h3',
      {},
      html('span', { class: `swatch dot c-${colour}`, 'aria-hidden': 'true' }),
      `${name}:`,
      ellipsis(label),
    ),
    list,
  );
}

type Reports = ReadonlyMap<string, string>;

function runsTable(base: ComparedSide, head: ComparedSide, reports: Reports): HTMLElement {
  const header = html('tr');
  for (const text of ['run', 'side', 'started', 'verdict', 'evidence']) {
    header.append(html('th', { scope: 'col' }, text));
  }
  const rows = [
    ...base.runs.map((run) => ({ run, side: 'base' })),
    ...head.runs.map((run) => ({ run, side: 'head' })),
  ].toSorted((a, b) => compareText(a.run.startedAt, b.run.startedAt));
  const body = html('tbody');
  for (const { run, side } of rows) body.append(runRow(run, side, reports));
  return html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Table of runs' },
    html(
      'table',
      { class: 'runs-table' },
      html('caption', { class: 'visually-hidden' }, 'Runs in the order in which they were made'),
      html('thead', {}, header),
      body,
    ),
  );
}

function runRow(
  { runId, startedAt, verdict, leftOut }: ComparedRun,
  side: string,
  reports: Reports,
): HTMLElement {
  const address = reports.get(runId);
  const name: Child =
    address === undefined ? foreign(runId) : html('a', { href: address }, foreign(runId));
  return html(
    'tr',
    { class: leftOut === null ? undefined : 'left-out' },
    html('th', { scope: 'row' }, name),
    html('td', {}, side),
    html('td', {}, foreign(instantText(startedAt))),
    html('td', {}, verdict),
    html('td', {}, leftOut === null ? 'yes' : foreign(`Left out: ${sentence(leftOut)}`)),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

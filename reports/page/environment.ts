/** Where and with what the run was made, and how to make it again. */
import { groupText } from '../mark-groups.ts';
import { duration, whole } from '../numbers.ts';
import type { PageData } from '../page-data.ts';
import { bytes } from '../sizes.ts';
import { flattened } from './configuration.ts';
import { foreign, html } from './dom.ts';
import { MARK_STYLES } from './mark-styles.ts';
import { timeText } from './run-time.ts';

export function environmentNode({ record, external, brokerText }: PageData): HTMLElement {
  const { environment, seed, digest, scenario, plan, load } = record;
  const { node, platform, arch, cpuModel, cores, memoryBytes, ci } = environment;
  const list = html('dl', { class: 'facts' });
  const fact = (name: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, name), html('dd', {}, foreign(value))));
  };
  fact('Processor', `${cpuModel}, ${whole(cores)} cores`);
  fact('Memory', bytes(memoryBytes));
  fact('System', `${platform} ${arch}, Node.js ${node}${ci ? ', in CI' : ''}`);
  fact('Broker', brokerText);
  fact('Scenario', scenario.source);
  fact('Seed', seed);
  fact('Plan', `${whole(plan.events)} events, ${whole(plan.deliveries)} of them deliveries`);
  fact('Load', `${duration(load.durationMs)}, of which ${duration(load.warmUpMs)} warm-up`);
  if (external === null) fact('Run digest', digest.pipeline ?? 'none: the run has no outcome');
  fact('Replayed digest', digest.simulated ?? 'none: the plan was not replayed');
  fact('Digests', external === null ? digestWords(digest) : external.digestText);
  return list;
}

function digestWords({ pipeline, simulated, comparable }: PageData['record']['digest']): string {
  if (!comparable) return 'not comparable: not everything planned was acknowledged';
  return pipeline === simulated ? 'equal: the outcome is the one the seed implies' : 'different';
}

/** Every setting by its path, as the run used it. */
export function configurationNode({ record }: PageData): HTMLElement {
  const entries = flattened(record.scenario.resolved);
  if (entries.length === 0) {
    return html('p', { class: 'missing-text' }, 'The configuration is not part of this page.');
  }
  const body = html('tbody');
  for (const [path, value] of entries) {
    body.append(
      html('tr', {}, html('th', { scope: 'row' }, foreign(path)), html('td', {}, foreign(value))),
    );
  }
  return html(
    'details',
    { class: 'configuration' },
    html('summary', {}, `Configuration: ${whole(entries.length)} settings`),
    html(
      'div',
      { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Configuration' },
      html(
        'table',
        {},
        html('caption', { class: 'visually-hidden' }, 'Configuration of the scenario'),
        html(
          'thead',
          {},
          html(
            'tr',
            {},
            html('th', { scope: 'col' }, 'setting'),
            html('th', { scope: 'col' }, 'value'),
          ),
        ),
        body,
      ),
    ),
  );
}

/** What happened at an instant of the run; null when nothing did. */
export function marksNode({ record }: PageData): HTMLElement | null {
  const { marks } = record;
  if (marks.length === 0) return null;
  const list = html('ol', { class: 'marks' });
  for (const mark of marks) {
    const { atMs, kind } = mark;
    const { label, glyph, colour } = MARK_STYLES[kind];
    list.append(
      html(
        'li',
        { class: kind },
        html('span', { class: 'mark-time' }, timeText(atMs)),
        html('span', { class: `swatch ${glyph} c-${colour}`, 'aria-hidden': 'true' }),
        html('span', { class: 'mark-kind' }, label),
        foreign(groupText(mark)),
      ),
    );
  }
  return html('section', { class: 'what-happened' }, html('h3', {}, 'What happened'), list);
}

export function notesNode({ record, reduced }: PageData): HTMLElement {
  const list = html('ul', { class: 'page-notes' });
  for (const note of [...record.notes, ...reduced]) list.append(html('li', {}, foreign(note)));
  return list;
}

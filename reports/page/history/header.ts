/** The top of the page: which scenario, over which time, and whether a level shifted. */
import type { History } from '../../comparison/history.ts';
import { inWords, whole } from '../../numbers.ts';
import { ellipsis, html } from '../dom.ts';
import { icon } from '../icons.ts';
import { instantText } from '../sentences.ts';
import { minuteText } from './words.ts';

export function header(history: History): HTMLElement {
  const { title, meaning, tone } = verdictOf(history);
  return html(
    'header',
    { class: `hero ${tone}` },
    html('p', { class: 'eyebrow' }, 'History, scenario ', ellipsis(history.scenario)),
    html('h1', { class: 'verdict' }, html('span', { class: 'verdict-icon' }, icon(tone)), title),
    html('p', { class: 'meaning' }, meaning),
    identity(history),
  );
}

interface Words {
  readonly title: string;
  readonly meaning: string;
  readonly tone: 'good' | 'warn' | 'aside';
}

function verdictOf({ metrics, runs }: History): Words {
  const shifts = metrics.flatMap((metric) => metric.shifts);
  const worse = shifts.filter(({ verdict }) => verdict === 'worse').length;
  if (runs.length === 0) {
    return { title: 'No runs', meaning: 'The file has no run of this scenario.', tone: 'aside' };
  }
  if (shifts.length === 0) {
    const meaning = 'Whatever moved from run to run is no more than chance and the floors explain.';
    return { title: 'No level shifted', meaning, tone: 'good' };
  }
  const better = shifts.length - worse;
  const parts = [
    ...(worse === 0 ? [] : [`${whole(worse)} for the worse`]),
    ...(better === 0 ? [] : [`${whole(better)} for the better`]),
  ];
  return {
    title: `${inWords(shifts.length, 'level shift')}: ${parts.join(', ')}`,
    meaning: 'From some run on, a metric keeps another level than before.',
    tone: worse > 0 ? 'warn' : 'good',
  };
}

function identity({ runs, runsKnown, source, groups, createdAt, tool }: History): HTMLElement {
  const list = html('dl', { class: 'identity' });
  const fact = (name: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, name), html('dd', {}, ellipsis(value))));
  };
  const [first] = runs;
  const last = runs.at(-1);
  fact(
    'Runs',
    runs.length < runsKnown
      ? `the last ${whole(runs.length)} of ${whole(runsKnown)}`
      : whole(runsKnown),
  );
  if (first !== undefined && last !== undefined) {
    fact('From', `${minuteText(first.startedAt)} UTC`);
    fact('To', `${minuteText(last.startedAt)} UTC`);
  }
  fact('Groups', whole(groups.length));
  fact('Read from', source);
  fact('Made', instantText(createdAt));
  fact('Version', tool.version);
  return list;
}

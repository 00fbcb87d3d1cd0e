/** The comparison at a glance: metrics, evidence, outcomes, machine. */
import { type Comparison, METRIC_VERDICTS } from '../../comparison/comparison.ts';
import { changeText, designText, usableRuns } from '../../comparison/words.ts';
import { inWords, whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { type Tile, tileNode } from '../tile.ts';

export function comparisonTiles(comparison: Comparison): readonly HTMLElement[] {
  const tiles = [
    metricsTile(comparison),
    evidenceTile(comparison),
    outcomeTile(comparison),
    machineTile(comparison),
  ];
  return [
    html('h2', { class: 'visually-hidden' }, 'At a glance'),
    html('ul', { class: 'tiles' }, ...tiles.map(tileNode)),
  ];
}

function metricsTile({ metrics }: Comparison): Tile {
  const counts = METRIC_VERDICTS.map((name) => ({
    name,
    count: metrics.filter(({ verdict }) => verdict === name).length,
  })).filter(({ count }) => count > 0);
  const [worst, ...others] = counts;
  const detail = others.map(({ name, count }) => `${count} ${name}`).join(', ');
  return {
    name: 'Metrics',
    value: worst === undefined ? null : String(worst.count),
    unit: worst?.name ?? '',
    detail: detail === '' ? `of ${inWords(metrics.length, 'metric')}` : detail,
    ...(worst?.name === 'slower' ? { tone: 'bad' as const } : {}),
  };
}

function evidenceTile({ design, base, head }: Comparison): Tile {
  const used = usableRuns(base) + usableRuns(head);
  const leftOut = base.runs.length + head.runs.length - used;
  const text = designText(design, usableRuns(base), usableRuns(head));
  return {
    name: 'Evidence',
    value: whole(used),
    unit: used === 1 ? 'run' : 'runs',
    detail: leftOut === 0 ? text : `${text}; ${inWords(leftOut, 'run')} left out`,
  };
}

function outcomeTile({ outcome }: Comparison): Tile {
  const words = { equal: 'equal', differs: 'differ', accepted: 'differ', unknown: null } as const;
  const moved = `${inWords(outcome.moved.length, 'outcome')} moved`;
  const detail = {
    equal: 'the digests are the same',
    differs: moved,
    accepted: `${moved}, which was accepted`,
    unknown: 'a side has no digest that could be compared',
  } as const;
  return {
    name: 'Outcomes',
    value: words[outcome.verdict],
    unit: '',
    detail: detail[outcome.verdict],
    ...(outcome.verdict === 'differs' ? { tone: 'bad' as const } : {}),
  };
}

function machineTile({ machine }: Comparison): Tile {
  const name = 'Machine speed during head';
  if (machine === null) return { name, value: null, unit: '', detail: 'nobody measured it' };
  return { name, value: changeText(machine.speedRatio), unit: '', detail: machine.text };
}

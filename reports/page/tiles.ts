/** The key figures at a glance. What was not measured says so instead of standing empty. */
import { inWords, milliseconds, percent, perSecond, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import { html } from './dom.ts';
import { externalTiles } from './external-tiles.ts';
import { timeText } from './run-time.ts';
import { latencyTile, type Tile, tileNode } from './tile.ts';

export function tiles(record: PageRecord, missedRate: string | null): HTMLElement {
  const list = html('ul', { class: 'tiles' });
  for (const tile of tilesOf(record, missedRate !== null)) list.append(tileNode(tile));
  return list;
}

function tilesOf(record: PageRecord, missed: boolean): readonly Tile[] {
  const { pipeline } = record;
  if (pipeline.kind === 'external') {
    return [
      lagTile(record),
      ...externalTiles(record, pipeline),
      rateTile(record, missed),
      // Two rows of four.
      ...(pipeline.results?.stock === null ? [availabilityTile(record)] : []),
      cpuTile(record),
    ];
  }
  return [
    latencyTile(record, 'End to end', 'end_to_end', 'p50Us'),
    latencyTile(record, 'End to end', 'end_to_end', 'p99Us'),
    alertTile(record),
    rateTile(record, missed),
    cpuTile(record),
    fillRateTile(record),
    availabilityTile(record),
    lagTile(record),
  ];
}

function alertTile({ latency }: PageRecord): Tile {
  const summary = latency.measured.stages.alert;
  return {
    name: 'Alert raised, p99',
    value: summary === undefined ? null : milliseconds(summary.p99Us),
    unit: 'ms',
    detail: summary === undefined ? 'no alert was raised' : `of ${inWords(summary.count, 'alert')}`,
  };
}

function rateTile({ rates }: PageRecord, missed: boolean): Tile {
  const { plannedPerSecond, sentPerSecond } = rates;
  return {
    name: 'Rate sent',
    value: perSecond(sentPerSecond),
    unit: 'events/s',
    detail: missed
      ? `missed: ${perSecond(plannedPerSecond)} planned`
      : `${perSecond(plannedPerSecond)} planned`,
    ...(missed ? { tone: 'bad' } : {}),
  };
}

function cpuTile({ cpu, pipeline }: PageRecord): Tile {
  const isOwn = pipeline.kind === 'own';
  const heaviest = cpu.groups
    .filter(({ perEventUs }) => perEventUs !== null)
    .toSorted((a, b) => (b.perEventUs ?? 0) - (a.perEventUs ?? 0))
    .slice(0, 2)
    .map(({ name, perEventUs }) => `${name} ${microseconds(perEventUs ?? 0)}`);
  return {
    name: isOwn ? 'CPU per event' : 'CPU of the harness per event',
    value: cpu.perEventUs === null ? null : microseconds(cpu.perEventUs),
    unit: 'µs',
    detail:
      cpu.perEventUs === null
        ? `nothing was ${isOwn ? 'applied' : 'acknowledged'}`
        : heaviest.join(', '),
  };
}

function fillRateTile({ outcome }: PageRecord): Tile {
  const rate = outcome?.totals.fillRate ?? null;
  return {
    name: 'Fill rate',
    value: rate === null ? null : percent(rate).replace(' %', ''),
    unit: '%',
    detail:
      outcome === null
        ? 'the run has no outcome'
        : rate === null
          ? 'nobody asked for anything'
          : `${inWords(outcome.totals.lostUnits, 'unit')} lost`,
  };
}

function availabilityTile({ availability }: PageRecord): Tile {
  if (availability === null) {
    return { name: 'Availability', value: null, unit: '%', detail: 'nothing was due' };
  }
  const { windows, available, share } = availability;
  return {
    name: 'Availability',
    value: percent(share).replace(' %', ''),
    unit: '%',
    detail: `${whole(available)} of ${inWords(windows, 'window')} of one second`,
  };
}

function lagTile({ lag }: PageRecord): Tile {
  if (lag === null) {
    return {
      name: 'Largest lag',
      value: null,
      unit: '',
      detail: 'the broker could not be asked',
    };
  }
  return {
    name: 'Largest lag',
    value: whole(lag.maxRecords),
    unit: 'records',
    detail: `at ${timeText(lag.maxAtMs)}, ${whole(lag.endRecords)} at the end`,
  };
}

function microseconds(us: number): string {
  return whole(us < 10 ? Number(us.toPrecision(2)) : Math.round(us));
}

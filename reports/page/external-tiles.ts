/** Key figures of a run that loaded somebody else's pipeline: how far behind the group was comes first. */
import { duration, inWords, percent, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { ExternalPipeline } from '../pipeline-used.ts';
import { latencyTile, type Tile } from './tile.ts';

/** What only a foreign pipeline has; figures of load and harness follow. */
export function externalTiles(record: PageRecord, pipeline: ExternalPipeline): Tile[] {
  return [
    drainTile(record, pipeline),
    ...resultsTiles(pipeline),
    ...(pipeline.results === null
      ? [
          latencyTile(record, 'Acknowledged', 'produce', 'p50Us'),
          latencyTile(record, 'Acknowledged', 'produce', 'p99Us'),
        ]
      : [
          latencyTile(record, 'End to end', 'end_to_end', 'p50Us'),
          latencyTile(record, 'End to end', 'end_to_end', 'p99Us'),
        ]),
  ];
}

function drainTile({ lag }: PageRecord, { drainMs }: ExternalPipeline): Tile {
  const name = 'Drained after';
  if (drainMs !== null) {
    const [value = '', ...unit] = duration(drainMs).split(' ');
    return { name, value, unit: unit.join(' '), detail: 'from the last acknowledgement on' };
  }
  if (lag === null || lag.endRecords === 0) {
    return { name, value: null, unit: '', detail: 'not seen', tone: 'warn' };
  }
  const detail = `${inWords(lag.endRecords, 'record')} not committed`;
  return { name, value: 'not in time', unit: '', detail, tone: 'bad' };
}

function resultsTiles({ results }: ExternalPipeline): Tile[] {
  if (results === null) {
    return [{ name: 'Results', value: null, unit: '', detail: 'no results topic was named' }];
  }
  const { events, missing, stock } = results;
  const all = events + missing;
  const found: Tile = {
    name: 'Events with a result',
    value: all === 0 ? null : percent(events / all).replace(' %', ''),
    unit: '%',
    detail: missing === 0 ? `all ${whole(all)}` : `${whole(missing)} of ${whole(all)} missing`,
    ...(missing === 0 ? {} : { tone: 'bad' }),
  };
  if (stock === null) return [found];
  const { agreeing, products } = stock;
  return [
    found,
    {
      name: 'Stock agrees',
      value: products === 0 ? null : percent(agreeing / products).replace(' %', ''),
      unit: '%',
      detail:
        agreeing === products
          ? `of ${inWords(products, 'product')}`
          : `${whole(products - agreeing)} of ${inWords(products, 'product')} differ`,
      ...(agreeing === products ? {} : { tone: 'bad' }),
    },
  ];
}

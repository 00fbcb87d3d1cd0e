/** What the changelog costs: the same loads with it and without, in turns, so that both meet the same machine. */
import type { RunRecord } from '../../reports/record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { spread } from './figures.ts';
import { measureShipped } from './measure.ts';
import { inMs, type Row, whole } from './rows.ts';

const PAIRS = 3;

interface Pair {
  readonly on: RunRecord;
  readonly off: RunRecord;
}

export async function benchChangelog(): Promise<Row[]> {
  const busy = await inTurns('saturation', { duration: '15s' });
  const calm = await inTurns('latency', { duration: '15s' });
  const cpuUs = ({ cpu }: RunRecord): number => cpu.perEventUs ?? Number.NaN;
  const p50Us = ({ latency }: RunRecord): number =>
    latency.measured.stages.end_to_end?.p50Us ?? Number.NaN;
  return [
    ...rowsOf('saturation: CPU µs per event', busy, cpuUs, (us) => us.toFixed(1)),
    [
      '  on / off, of each pair',
      spreadOf(busy.map(({ on, off }) => cpuUs(on) / cpuUs(off))),
      '≤ 1.15',
    ],
    ['  bytes of changelog per event', perEvent(busy), ''],
    ...rowsOf('1,000 events/s: end_to_end p50, ms', calm, p50Us, inMs),
    [
      '  on − off, of each pair, ms',
      spreadOf(calm.map(({ on, off }) => (p50Us(on) - p50Us(off)) / 1000)),
      '≤ 1',
    ],
    ['  bytes of changelog per event', perEvent(calm), ''],
  ];
}

/** Off first, then on first, so that a machine that slows down or warms up favours neither. */
async function inTurns(name: string, overrides: { readonly duration: string }): Promise<Pair[]> {
  const run = async (changelog: boolean): Promise<RunRecord> => {
    const change = (scenario: Scenario): Scenario => {
      return { ...scenario, pipeline: { ...scenario.pipeline, changelog } };
    };
    return (await measureShipped(name, overrides, change)).record;
  };
  const pairs: Pair[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    if (pair % 2 === 0) {
      const off = await run(false);
      pairs.push({ off, on: await run(true) });
    } else {
      const on = await run(true);
      pairs.push({ on, off: await run(false) });
    }
  }
  return pairs;
}

function rowsOf(
  what: string,
  pairs: readonly Pair[],
  figureOf: (record: RunRecord) => number,
  text: (figure: number) => string,
): Row[] {
  const listed = (of: (pair: Pair) => RunRecord): string =>
    pairs.map((pair) => text(figureOf(of(pair)))).join(', ');
  const verdicts = new Set(pairs.flatMap(({ on, off }) => [on.verdict.name, off.verdict.name]));
  return [
    [`${what}: with the changelog`, listed(({ on }) => on), ''],
    ['  without', listed(({ off }) => off), ''],
    ['  verdicts', [...verdicts].join(', '), 'passed'],
  ];
}

function spreadOf(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function perEvent(pairs: readonly Pair[]): string {
  const bytes = pairs.map(({ on }) => (on.group?.changelog.bytes ?? Number.NaN) / on.plan.events);
  return whole(spread(bytes).median);
}

/** How long partitions stand still: while their state is restored, and after a consumer died. */
import { spread } from './figures.ts';
import { measureShipped } from './measure.ts';
import { type Row, whole } from './rows.ts';

export async function benchRestore(): Promise<Row[]> {
  const { record } = await measureShipped('restore');
  const restores = (record.group?.restores ?? []).filter(({ kept }) => !kept);
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['restores', String(restores.length), '6'],
    ['products', spreadOf(restores.map(({ products }) => products)), '10,000'],
    ['records read', spreadOf(restores.map(({ records }) => records)), ''],
    ['bytes read', spreadOf(restores.map(({ bytes }) => bytes)), ''],
    [
      'from the assignment until it is consumed, ms',
      spreadOf(restores.map(({ durationMs }) => durationMs)),
      '≤ 1,000',
    ],
  ];
}

export async function benchTakeover(): Promise<Row[]> {
  const { record } = await measureShipped('takeover');
  const { recoveries = [], sessionTimeoutMs = Number.NaN } = record.group ?? {};
  const beyondMs = recoveries.map(
    ({ durationMs }) => (durationMs ?? Number.NaN) - sessionTimeoutMs,
  );
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['consumers killed', String(recoveries.length), '3'],
    ['session timeout, ms', whole(sessionTimeoutMs), ''],
    [
      'from the kill until the first event of each partition is applied, less that, ms',
      spreadOf(beyondMs),
      '≤ 1,000',
    ],
    ['reprocessed, events', whole(record.group?.reprocessed ?? Number.NaN), ''],
  ];
}

function spreadOf(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  return `${whole(median)} (${whole(min)} to ${whole(max)})`;
}

/** Consumer lag over time: what is in the log and not yet committed. */
import { inWords, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { RunSeries } from '../series.ts';
import { missingFigure } from './figure.ts';
import { count } from './format.ts';
import { foremost, sumOf } from './lag-parts.ts';
import { type RunTime, timeText } from './run-time.ts';
import { seriesColour } from './theme.ts';
import { type TimeView, timeFigure } from './time-figure.ts';

export function lagFigure({ lag }: RunSeries, time: RunTime, record: PageRecord): HTMLElement {
  if (record.lag === null && lag.length === 0) return noLag();
  if (lag.length === 0) {
    return missingFigure(LAG, 'No consumer lag over time: it was not recorded by interval.');
  }
  const topics = [...new Set(lag.map(({ topic }) => topic))];
  const partitions = [...new Set(lag.map(({ partition }) => partition))].toSorted((a, b) => a - b);
  const notes = lagNotes(record.lag);
  const view = (name: string, parts: Parameters<typeof foremost>[0]): TimeView => ({
    name,
    unit: 'records',
    format: count,
    stacked: true,
    lines: foremost(parts).map(({ label, values, isRest }, index) => ({
      label,
      colour: isRest ? 'faint' : seriesColour(index),
      values,
      mark: 'area',
    })),
    notes,
  });
  return timeFigure({
    ...LAG,
    howToRead: `Records that are in the log and not yet committed by ${
      record.pipeline.kind === 'own' ? 'the consumers' : 'the group'
    }, one upon the other: the upper edge is all of them.`,
    time,
    heightPx: record.pipeline.kind === 'own' ? 280 : 340,
    choiceLabel: 'Split by',
    views: [
      view(
        'partition',
        partitions.map((partition) => ({
          label: partition < 0 ? 'others' : `partition ${partition}`,
          values: sumOf(
            lag.filter((row) => row.partition === partition).map(({ records }) => records),
          ),
        })),
      ),
      view(
        'topic',
        topics.map((topic) => ({
          label: topic,
          values: sumOf(lag.filter((row) => row.topic === topic).map(({ records }) => records)),
        })),
      ),
      view(
        'topic and partition',
        lag.map(({ topic, partition, records }) => ({
          label: partition < 0 ? topic : `${topic}-${partition}`,
          values: records,
        })),
      ),
    ],
  });
}

const LAG = { id: 'lag', title: 'Consumer lag' };

export function noLag(): HTMLElement {
  return missingFigure(LAG, 'No consumer lag: the broker could not be asked.');
}

function lagNotes(lag: PageRecord['lag']): string[] {
  if (lag === null) return ['No totals of the lag: the broker could not be asked at the end.'];
  const { maxRecords, maxAtMs, endRecords } = lag;
  const end =
    endRecords === 0 ? 'none was left at the end' : `${whole(endRecords)} were left at the end`;
  return [`At most ${inWords(maxRecords, 'record')}, at ${timeText(maxAtMs)}; ${end}.`];
}

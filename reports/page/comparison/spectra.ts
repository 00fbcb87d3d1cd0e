/** Latency against percentile, both sides over each other, for a stage at a time. */
import type { Comparison, StageSpectra } from '../../comparison/comparison.ts';
import { changeText } from '../../comparison/words.ts';
import { milliseconds, whole } from '../../numbers.ts';
import { choice } from '../choice.ts';
import type { DataTable } from '../data-table.ts';
import { createFigure, type FigureSpec, missingFigure } from '../figure.ts';
import { stageLabel } from '../latency-figures.ts';
import { type PercentileChart, percentileDrawing } from '../percentile-plot.ts';
import { BASE_COLOUR, HEAD_COLOUR } from './side-colours.ts';

const ID = 'latency-spectra';
const TITLE = 'Latency by percentile';

export function spectraFigure({ figures, design }: Comparison): HTMLElement {
  const { spectra } = figures;
  const [first] = spectra;
  if (first === undefined) {
    return missingFigure(
      { id: ID, title: TITLE },
      'There is no stage that both sides have measured.',
    );
  }
  const hasBands = design !== 'single';
  let shown = first;
  const figure = createFigure({
    id: ID,
    title: TITLE,
    howToRead: `Each step to the right is one more nine. Where the lines part, head differs${hasBands ? '; where the bands overlap, runs of the same side differ as much' : ''}.`,
    ...partsOf(shown),
    drawing: percentileDrawing(() => chartOf(shown, hasBands)),
    ...(spectra.length === 1
      ? {}
      : {
          controls: choice(
            ID,
            'Stage',
            spectra.map(({ stage }) => stageLabel(stage)),
            0,
            (index) => {
              shown = spectra[index] ?? first;
              figure.update(partsOf(shown));
            },
          ),
        }),
  });
  return figure.node;
}

/** What changes with the stage. */
function partsOf(shown: StageSpectra): Pick<FigureSpec, 'legend' | 'table' | 'notes'> {
  const { baseCount, headCount } = shown;
  return {
    legend: [
      { label: 'base', colour: BASE_COLOUR, mark: 'line', column: 1 },
      { label: 'head', colour: HEAD_COLOUR, mark: 'line', column: 2 },
    ],
    table: tableOf(shown),
    notes: [`Samples: ${whole(baseCount)} of base, ${whole(headCount)} of head.`],
  };
}

/** The maximum has no place on an axis of nines; it stands in the table. */
function chartOf(shown: StageSpectra, hasBands: boolean): PercentileChart {
  const beyond = shown.percentiles.findIndex((percentile) => percentile >= 100);
  const kept = <T>(list: readonly T[]) => (beyond < 0 ? list : list.slice(0, beyond));
  const line = (side: 'base' | 'head') => ({
    colour: side === 'base' ? BASE_COLOUR : HEAD_COLOUR,
    valuesUs: kept(shown[`${side}Us`]),
    isEmphasised: side === 'head',
    ...(hasBands
      ? { band: { lowUs: kept(shown[`${side}LowUs`]), highUs: kept(shown[`${side}HighUs`]) } }
      : {}),
  });
  return { percentiles: kept(shown.percentiles), lines: [line('base'), line('head')], limits: [] };
}

function tableOf(shown: StageSpectra): DataTable {
  const { percentiles, baseUs, headUs } = shown;
  const columns = [
    baseUs,
    headUs,
    shown.baseLowUs,
    shown.baseHighUs,
    shown.headLowUs,
    shown.headHighUs,
  ];
  const labels = ['base', 'head', 'base, lowest', 'base, highest', 'head, lowest', 'head, highest'];
  return {
    caption: `Latency of ${stageLabel(shown.stage)} by percentile, over all runs of a side, and the lowest and highest run`,
    columns: [
      { label: 'percentile' },
      ...labels.map((label) => ({ label, unit: 'ms', format: inMilliseconds })),
      { label: 'change' },
    ],
    rows: percentiles.length,
    cell(row, column) {
      const percentile = percentiles[row];
      if (percentile === undefined) return null;
      if (column === 0) return percentile >= 100 ? 'max' : `p${percentile}`;
      const values = columns[column - 1];
      if (values !== undefined) return inMs(values[row]);
      const base = baseUs[row] ?? 0;
      const head = headUs[row];
      return base > 0 && head !== undefined ? changeText(head / base) : null;
    },
  };
}

function inMs(us: number | undefined): number | null {
  return us === undefined ? null : us / 1000;
}

function inMilliseconds(ms: number): string {
  return milliseconds(ms * 1000);
}

/** How good the forecasts were, in figures and in words. */
import type { ForecastAccuracy, InventoryReport } from '../inventory.ts';
import { inWords, percent } from '../numbers.ts';
import { html } from './dom.ts';
import { missingFigure } from './figure.ts';
import { NO_INVENTORY } from './inventory-source.ts';
import { staticTable } from './static-table.ts';

const ID = 'forecast-accuracy';
const TITLE = 'How good the forecasts were';

export function forecastAccuracyFigure(inventory: InventoryReport | null): HTMLElement {
  const spec = { id: ID, title: TITLE } as const;
  if (inventory === null) return missingFigure(spec, NO_INVENTORY);
  if (inventory.forecast === null) {
    return missingFigure(spec, 'No forecast could be judged: no complete day followed one.');
  }
  const accuracy = inventory.forecast;
  const measures = accuracyMeasures(accuracy);
  const { products, productDays } = accuracy;
  return html(
    'figure',
    { id: ID, class: 'figure wide', 'aria-labelledby': `${ID}-title` },
    html('h3', { id: `${ID}-title` }, TITLE),
    html(
      'p',
      { class: 'how-to-read' },
      `Forecasts of the next day from observed sales, held against true demand: ${inWords(productDays, 'day')} of ` +
        `${inWords(products, 'product')}.`,
    ),
    staticTable({
      caption: 'Accuracy of the forecasts',
      columns: [{ label: 'measure' }, { label: 'in words' }],
      rows: measures.length,
      cell(row, column) {
        const measure = measures[row];
        if (measure === undefined) return null;
        return column === 0 ? `${measure.name} ${measure.value}` : measure.meaning;
      },
    }),
  );
}

export interface AccuracyMeasure {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Each measure with a sentence for those who do not know it. */
export function accuracyMeasures(accuracy: ForecastAccuracy): readonly AccuracyMeasure[] {
  const { maeUnits, wape, mase, biasUnits, coverage } = accuracy;
  const none = '–';
  return [
    {
      name: 'MAE',
      value: `${digits(maeUnits)} units`,
      meaning: `A forecast was ${digits(maeUnits)} units off on average.`,
    },
    {
      name: 'WAPE',
      value: wape === null ? none : percent(wape),
      meaning:
        wape === null
          ? 'Nobody wanted anything.'
          : `All errors together are ${percent(wape)} of all demand.`,
    },
    {
      name: 'MASE',
      value: mase === null ? none : digits(mase),
      meaning: maseMeaning(mase),
    },
    { name: 'Bias', value: `${signed(biasUnits)} units`, meaning: biasMeaning(biasUnits) },
    {
      name: 'Coverage',
      value: coverage === null ? none : percent(coverage),
      meaning:
        coverage === null
          ? 'No forecast had a band.'
          : `${percent(coverage)} of days ended within the 90 % band.`,
    },
  ];
}

function maseMeaning(mase: number | null): string {
  if (mase === null) return 'No history varies, so there is nothing to compare with.';
  const measure = 'the usual difference from one day to the next before the scenario';
  const factor = digits(mase);
  if (factor === '1') return `The error is as large as ${measure}.`;
  if (mase < 1) return `The error is ${percent(mase)} of ${measure}.`;
  return `The error is ${factor} times ${measure}.`;
}

function biasMeaning(biasUnits: number): string {
  const size = digits(Math.abs(biasUnits));
  if (size === '0') return 'Forecasts were neither too high nor too low.';
  return `Forecasts were ${size} units too ${biasUnits > 0 ? 'high' : 'low'} on average.`;
}

function signed(value: number): string {
  const size = digits(Math.abs(value));
  if (size === '0') return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

function digits(value: number): string {
  if (Math.abs(value) < 0.0005) return '0';
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

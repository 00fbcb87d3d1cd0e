/** What a record says of the stock, as labelled sentences: the same ones at the terminal and in Markdown. */
import { expectationText, isExternal } from './external-entries.ts';
import type { ForecastAccuracy, StockOutSummary } from './inventory.ts';
import { dollars, duration, inWords, percent, whole } from './numbers.ts';
import type { OutcomeTotals } from './outcome.ts';
import type { ExternalPipeline } from './pipeline-used.ts';
import type { RunRecord } from './record.ts';
import type { Entry } from './run-entries.ts';

/** Of a foreign pipeline the record has no outcome: then it is the plan that speaks, and says so first. */
export function stockEntries(
  record: Pick<RunRecord, 'outcome' | 'inventory' | 'lag' | 'pipeline'>,
): Entry[] {
  const { outcome, inventory } = record;
  if (isExternal(record)) return expectedEntries(record);
  if (outcome === null) return [];
  const { totals } = outcome;
  return [
    { label: 'fill rate', text: fillRateText(totals) },
    { label: 'sales', text: salesText(totals) },
    { label: 'stock', text: stockText(totals) },
    {
      label: 'stock-outs',
      text: inventory === null ? emptyText(totals) : stockOutText(inventory.stockOuts),
    },
    { label: 'forecast', text: forecastText(inventory?.forecast ?? null, inventory !== null) },
    { label: 'alerts', text: alertsText(totals) },
  ];
}

/** Over {@link stockEntries}. */
export function stockTitle({ pipeline }: Pick<RunRecord, 'pipeline'>): string {
  return pipeline.kind === 'own' ? 'Inventory' : 'Expected inventory';
}

function expectedEntries({
  inventory,
  pipeline,
}: Pick<RunRecord, 'inventory'> & { readonly pipeline: ExternalPipeline }): Entry[] {
  if (inventory === null) return [];
  const sold = inventory.days.soldUnits.reduce((sum, units) => sum + units, 0);
  const lost = inventory.days.lostUnits.reduce((sum, units) => sum + units, 0);
  const closing = inventory.days.closingUnits.at(-1);
  return [
    { label: 'basis', text: expectationText(pipeline) },
    { label: 'sales', text: `${inWords(sold, 'unit')} sold, ${whole(lost)} lost` },
    ...(closing === undefined
      ? []
      : [{ label: 'stock', text: `${inWords(closing, 'unit')} at the end` }]),
    { label: 'stock-outs', text: stockOutText(inventory.stockOuts) },
  ];
}

function fillRateText({ fillRate, lostUnits, lostRevenueCents, backlogUnits }: OutcomeTotals) {
  if (fillRate === null) return 'nobody asked for anything';
  const revenue = lostRevenueCents > 0 ? ` worth ${dollars(lostRevenueCents)}` : '';
  const owed = backlogUnits > 0 ? `, ${inWords(backlogUnits, 'unit')} still owed` : '';
  return `${percent(fillRate)} of the units asked for were on the shelf, ${inWords(lostUnits, 'unit')} lost${revenue}${owed}`;
}

function salesText({ soldUnits, saleLines, shortLines }: OutcomeTotals): string {
  const short = `${inWords(shortLines, 'oversell')} prevented`;
  return `${inWords(soldUnits, 'unit')} sold in ${inWords(saleLines, 'sale')}, ${short}`;
}

function stockText(totals: OutcomeTotals): string {
  const { stockUnits, stockValueCents, restockedUnits, returnedUnits, clippedUnits } = totals;
  const closing = `${inWords(stockUnits, 'unit')} worth ${dollars(stockValueCents)} at the end`;
  const moved = `${whole(restockedUnits)} restocked, ${whole(returnedUnits)} returned`;
  return `${closing}; ${moved}, ${whole(clippedUnits)} did not fit`;
}

function emptyText({ outOfStockMs, products }: OutcomeTotals): string {
  if (outOfStockMs === 0) return 'no shelf was empty';
  const average = duration(outOfStockMs / Math.max(1, products));
  return `shelves were empty for ${average} of business time per product on average`;
}

function stockOutText(stockOuts: StockOutSummary): string {
  const { episodes, products, unfinished, meanMs, medianMs, maxMs } = stockOuts;
  if (episodes === 0 || meanMs === null || maxMs === null) return 'no shelf was empty';
  const lasting = [
    `${duration(meanMs)} on average`,
    ...(medianMs === null ? [] : [`median ${duration(medianMs)}`]),
    `longest ${duration(maxMs)} of business time`,
  ];
  const open = unfinished > 0 ? `, ${whole(unfinished)} still empty at the end` : '';
  return `${inWords(episodes, 'episode')} on ${inWords(products, 'product')}${open}: ${lasting.join(', ')}`;
}

function forecastText(forecast: ForecastAccuracy | null, replayed: boolean): string {
  if (!replayed) return 'not judged: the plan was not replayed';
  if (forecast === null) return 'not judged: no complete day follows a forecast';
  const { maeUnits, wape, mase, biasUnits, coverage, productDays } = forecast;
  const parts = [
    `off by ${round(maeUnits)} units a day on average`,
    ...(wape === null ? [] : [`WAPE ${percent(wape)}`]),
    ...(mase === null ? [] : [`MASE ${round(mase)}`]),
    `bias ${biasUnits > 0 ? '+' : ''}${round(biasUnits)}`,
    ...(coverage === null ? [] : [`${percent(coverage)} of days within the 90 % band`]),
  ];
  return `${parts.join(' · ')} (${inWords(productDays, 'product day')})`;
}

function alertsText({ alertsRaised, alertsEscalated, alertsResolved }: OutcomeTotals): string {
  return `${whole(alertsRaised)} raised, ${whole(alertsEscalated)} escalated, ${whole(alertsResolved)} resolved`;
}

function round(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return whole(rounded === 0 ? 0 : rounded);
}

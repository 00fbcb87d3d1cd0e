/** How a forecast is said. Pure. */
import type { ForecastJson } from '../../../pipeline/query/wire.ts';
import { inWords, whole } from '../../numbers.ts';
import type { DataTable } from '../data-table.ts';
import type { ProductDay } from './analytics-days.ts';

/** `today`, `tomorrow`, `in 5 days`, `3 days ago`. */
export function dayName(offset: number): string {
  if (offset === 0) return 'today';
  if (offset === 1) return 'tomorrow';
  if (offset === -1) return 'yesterday';
  return offset > 0 ? `in ${offset} days` : `${-offset} days ago`;
}

/** On an axis. */
export function shortDay(offset: number): string {
  if (offset === 0) return 'today';
  return offset > 0 ? `+${offset}` : `−${-offset}`;
}

export function modelText({ history }: ForecastJson): string {
  const days = Math.min(7, history.length);
  if (days === 0) return 'No complete day is known yet: nothing can be forecast.';
  return `The mean of the last ${inWords(days, 'complete day')}, for every day to come (7-day simple moving average).`;
}

/** @param confidence 0 to 1 */
export function confidenceText(confidence: number): string {
  const share = `${whole(Math.round(confidence * 100))} %`;
  if (confidence >= 0.7) return `High, ${share}: sales are even from day to day.`;
  if (confidence >= 0.4) return `Medium, ${share}: sales vary or drift.`;
  if (confidence > 0) return `Low, ${share}: few days are known, or sales vary and drift a lot.`;
  return 'None: nothing was sold in the days that are known.';
}

export function stockOutText({
  quantity,
  daysUntilStockOut,
}: Pick<ForecastJson, 'quantity' | 'daysUntilStockOut'>): string {
  if (quantity <= 0) return 'It is out of stock now.';
  if (daysUntilStockOut === null) return 'Not within a year at this pace.';
  if (daysUntilStockOut < 1) return 'Within a day.';
  return `In ${inWords(Number(daysUntilStockOut.toPrecision(3)), 'day')}.`;
}

export function seventhDayText({ predictedStock7d, interval }: ForecastJson): string {
  const stock = `${oneDecimal(predictedStock7d)} units`;
  if (interval === null) return `${stock}; too few days to tell how sure that is.`;
  return `${stock}; nine times out of ten between ${oneDecimal(interval.lower)} and ${oneDecimal(interval.upper)}.`;
}

export function oneDecimal(units: number): string {
  return units.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** What the chart of a product shows. @param title inert */
export function daysTable(days: readonly ProductDay[], title: string): DataTable {
  const units = { unit: 'units', format: oneDecimal };
  return {
    caption: title,
    columns: [
      { label: 'day' },
      { label: 'sold', ...units },
      { label: 'forecast demand', ...units },
      { label: 'stock at its end', ...units },
      { label: 'stock, 90 % low', ...units },
      { label: 'stock, 90 % high', ...units },
    ],
    rows: days.length,
    cell(row, column) {
      const day = days[row];
      if (day === undefined) return null;
      const { offset, soldUnits, demandUnits, stockUnits, lowUnits, highUnits } = day;
      const cells = [dayName(offset), soldUnits, demandUnits, stockUnits, lowUnits, highUnits];
      return cells[column] ?? null;
    },
  };
}

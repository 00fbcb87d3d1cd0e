/**
 * The forecast of a product, as the API tells of it: the pipeline's mean demand, carried on from the stock of now. Formulas:
 * `docs/digest.md`, "Forecast".
 */
import { SMA_DAYS } from '../../stages/forecast/sma.ts';
import { daysUntilStockOut } from '../../stages/stock-assessment.ts';
import type { ProductView } from '../views.ts';
import type { ForecastJson } from '../wire.ts';
import { thousandths } from './units.ts';

/** How far ahead a forecast may be asked for. */
export const FORECAST_DAYS = { min: 1, max: 30 } as const;

/**
 * @param days whole, within {@link FORECAST_DAYS}
 * @returns null where the pipeline has computed none yet
 */
export function forecastJson(view: ProductView, days: number): ForecastJson | null {
  const { forecast, onHandUnits } = view;
  if (forecast === undefined) return null;
  const mean = forecast.meanMilliunits;
  const stockOut = daysUntilStockOut(onHandUnits, thousandths(mean));
  return {
    productId: view.id,
    productName: view.name,
    model: 'sma-7',
    quantity: onHandUnits,
    dailyDemand: Array.from({ length: days }, () => thousandths(mean)),
    dailyStock: Array.from({ length: days }, (_, day) =>
      thousandths(Math.max(0, 1000 * onHandUnits - (day + 1) * mean)),
    ),
    predictedStock7d: thousandths(Math.max(0, 1000 * onHandUnits - SMA_DAYS * mean)),
    confidence: thousandths(forecast.confidenceThousandths),
    interval: intervalOf(view),
    history: view.dailySoldUnits,
    daysUntilStockOut: stockOut ?? null,
  };
}

/** Those that have a forecast; ids decide among equals, and what lasts longer than a year comes last. */
export function soonestOutFirst(products: readonly ProductView[]): readonly ProductView[] {
  return products
    .flatMap((view) => {
      if (view.forecast === undefined) return [];
      const perDay = thousandths(view.forecast.meanMilliunits);
      const days = daysUntilStockOut(view.onHandUnits, perDay) ?? Number.MAX_VALUE;
      return [{ view, days }];
    })
    .sort((one, other) => one.days - other.days || (one.view.id < other.view.id ? -1 : 1))
    .map(({ view }) => view);
}

/** Of the stock of now, not of the instant at which the demand was forecast; undefined where it was not. */
export function predictedStock7dMilliunits({
  forecast,
  onHandUnits,
}: ProductView): number | undefined {
  if (forecast === undefined) return undefined;
  return Math.max(0, 1000 * onHandUnits - SMA_DAYS * forecast.meanMilliunits);
}

/**
 * Around the stock of the seventh day. The errors of the days are taken as independent, so that they grow with the root of their
 * number. Without deliveries a stock neither grows nor falls below nothing.
 */
function intervalOf({ forecast, onHandUnits }: ProductView): ForecastJson['interval'] {
  if (forecast === undefined || forecast.halfWidthMilliunits < 0) return null;
  const stock = 1000 * onHandUnits - SMA_DAYS * forecast.meanMilliunits;
  const spread = forecast.halfWidthMilliunits * Math.sqrt(SMA_DAYS);
  const onShelf = (milliunits: number) =>
    thousandths(Math.min(1000 * onHandUnits, Math.max(0, milliunits)));
  return { lower: onShelf(Math.floor(stock - spread)), upper: onShelf(Math.ceil(stock + spread)) };
}

/** `/api/forecast` */
import Type, { type Static } from 'typebox';
import type { ForecastJson } from '../../wire.ts';
import { closed, describes, id, named, number, orNull, PAGING, text, whole } from './parts.ts';

export const DEFAULT_FORECAST_DAYS = 7;

export const FORECAST_QUERY = Type.Object(
  {
    ...PAGING,
    productId: Type.Optional(
      id('The forecast of this product alone; without it those of all, paged.', 'PROD-001'),
    ),
    days: Type.Optional(whole(1, 30, 'Days from tomorrow on.', DEFAULT_FORECAST_DAYS)),
  },
  closed,
);
export type ForecastQuery = Static<typeof FORECAST_QUERY>;

export const FORECAST = named(
  'Forecast',
  describes<ForecastJson>()(
    Type.Object(
      {
        productId: text,
        productName: text,
        model: Type.Literal('sma-7'),
        quantity: number,
        dailyDemand: Type.Array(number, { description: 'Units a day, from tomorrow on.' }),
        dailyStock: Type.Array(number, { description: 'Units at the end of each day.' }),
        predictedStock7d: number,
        confidence: Type.Number({ minimum: 0, maximum: 1 }),
        interval: orNull(Type.Object({ lower: number, upper: number }, closed)),
        history: Type.Array(number, { description: 'Units sold by complete day, oldest first.' }),
        daysUntilStockOut: orNull(
          Type.Number({ description: 'null: it does not run out within a year.' }),
        ),
      },
      closed,
    ),
  ),
);

/** `/api/warehouses`, `/api/recommendations`, `/api/metrics` */
import Type, { type Static } from 'typebox';
import type { MetricsJson, RecommendationJson, WarehouseJson } from '../../wire.ts';
import {
  choice,
  closed,
  describes,
  flag,
  id,
  integer,
  isoText,
  named,
  number,
  orNull,
  PAGING,
  text,
} from './parts.ts';

const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
const KINDS = [
  'reorder',
  'expedite',
  'lower-reorder-point',
  'raise-reorder-point',
  'hold-orders',
  'review-slow-mover',
  'rebalance-warehouse',
] as const;

export const NO_QUERY = Type.Object({}, closed);

export const RECOMMENDATIONS_QUERY = Type.Object(
  {
    ...PAGING,
    priority: Type.Optional(choice(PRIORITIES, 'Only those of this priority.')),
    productId: Type.Optional(id('Only those about this product.', 'PROD-001')),
    warehouse: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Id of a warehouse; `WH-1` is the first one.',
        examples: ['WH-NORTH'],
      }),
    ),
  },
  closed,
);
export type RecommendationsQuery = Static<typeof RECOMMENDATIONS_QUERY>;

export const RECOMMENDATION = named(
  'Recommendation',
  describes<RecommendationJson>()(
    Type.Object(
      {
        id: text,
        kind: choice(KINDS, 'What is advised.'),
        priority: choice(PRIORITIES, 'How soon.'),
        productId: orNull(text),
        productName: orNull(text),
        warehouseId: text,
        action: text,
        reason: text,
        units: orNull(Type.Integer({ description: 'To order, where that is the advice.' })),
        daysUntilStockOut: orNull(number),
      },
      closed,
    ),
  ),
);

export const WAREHOUSE = named(
  'Warehouse',
  describes<WarehouseJson>()(
    Type.Object(
      {
        id: text,
        capacityUnits: integer,
        onHandUnits: integer,
        utilisation: Type.Number({ description: 'Of its capacity, 0 to 1 and more.' }),
        products: integer,
        lowStock: integer,
        valueDollars: number,
        categories: Type.Array(text, { description: 'It specialises in; empty: in nothing.' }),
        stock: Type.Array(
          Type.Object(
            {
              ...{ category: text, products: integer, onHandUnits: integer },
              ...{ lowStock: integer, valueDollars: number },
            },
            closed,
          ),
          { description: 'What lies in it, by category.' },
        ),
      },
      closed,
    ),
  ),
);

export const METRICS = named(
  'Metrics',
  describes<MetricsJson>()(
    Type.Object(
      {
        products: integer,
        onHandUnits: integer,
        inventoryValueDollars: number,
        lowStock: integer,
        criticalStock: integer,
        outOfStock: integer,
        overstock: integer,
        activeAlerts: integer,
        soldUnits: integer,
        lostUnits: integer,
        fillRate: orNull(
          Type.Number({ description: 'Of the units asked for; null before the first sale.' }),
        ),
        virtualTime: isoText,
        run: text,
        scenario: text,
        seed: text,
        interactive: flag,
      },
      closed,
    ),
  ),
);

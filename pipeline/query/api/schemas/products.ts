/** `/api/products` */
import Type, { type Static } from 'typebox';
import { MAX_QUANTITY_UNITS } from '../../../event.ts';
import type { AlertJson, ForecastJson, ProductDetailJson, ProductJson } from '../../wire.ts';
import { ALERT } from './alerts.ts';
import { referenceOrNull } from './answers.ts';
import { FORECAST } from './forecast.ts';
import {
  choice,
  closed,
  describes,
  flag,
  id,
  integer,
  named,
  number,
  orNull,
  PAGING,
  plainText,
  text,
  whole,
} from './parts.ts';

export const PRODUCT_STATUSES = ['critical', 'low', 'ok', 'overstock'] as const;
export const PRODUCT_ORDERS = [
  'id',
  'name',
  'category',
  'warehouse',
  'quantity',
  'price',
  'value',
  'sold',
  'lost',
  'predicted',
  'updated',
] as const;

export const MAX_PRICE_DOLLARS = 1_000_000;
const UNTIL_UNITS = MAX_QUANTITY_UNITS;

export const PRODUCT_PARAMS = Type.Object({ id: id('Id of the product.', 'PROD-001') }, closed);

export const PRODUCTS_QUERY = Type.Object(
  {
    ...PAGING,
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Part of id, SKU, name or category, in any case.',
      }),
    ),
    category: Type.Optional(id('Exactly this category.', 'Electronics')),
    warehouse: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Id of a warehouse; `WH-1` is the first one.',
        examples: ['WH-NORTH'],
      }),
    ),
    status: Type.Optional(
      choice(
        PRODUCT_STATUSES,
        '`critical` below 10 units, `low` below the reorder point (critical ones included), `overstock` above 90 % of the capacity.',
      ),
    ),
    sort: Type.Optional(choice(PRODUCT_ORDERS, 'What to order by; ties by id.')),
    order: Type.Optional(choice(['asc', 'desc'], 'Upwards, or downwards.')),
  },
  closed,
);
export type ProductsQuery = Static<typeof PRODUCTS_QUERY>;

const PRODUCT_FIELDS = {
  id: text,
  sku: text,
  name: text,
  category: text,
  quantity: Type.Integer({ description: 'Units on hand.' }),
  reorderPoint: integer,
  maxCapacity: integer,
  price: Type.Number({ description: 'Dollars.' }),
  warehouseId: text,
  predictedStock7d: orNull(number),
  lastUpdated: Type.String({ format: 'date-time', description: 'Business time.' }),
  status: choice(PRODUCT_STATUSES, 'How full the shelf is.'),
  partition: Type.Integer({ description: 'Its partition on every topic.' }),
  soldUnits: integer,
  lostUnits: Type.Integer({ description: 'Units asked for that were not there.' }),
  appliedSeq: Type.Integer({ description: 'Its events up to this one took their turn.' }),
  waiting: Type.Integer({ description: 'Events that wait for an earlier one.' }),
  touchedByHand: flag,
};

export const PRODUCT = named(
  'Product',
  describes<ProductJson>()(Type.Object(PRODUCT_FIELDS, closed)),
);

export const PRODUCT_DETAIL = named(
  'ProductDetail',
  describes<ProductDetailJson>()(
    Type.Object(
      {
        ...PRODUCT_FIELDS,
        openingStock: integer,
        restockedUnits: integer,
        returnedUnits: integer,
        clippedUnits: Type.Integer({ description: 'Delivered units that had no room.' }),
        dailySold: Type.Array(number),
        alerts: Type.Array(Type.Unsafe<AlertJson>({ $ref: `${ALERT.$id}#` })),
        forecast: referenceOrNull<ForecastJson>(FORECAST),
      },
      closed,
    ),
  ),
);

const STOCK_BY_EVENTS =
  'Stock is changed by events: POST /api/events with productId and quantity restocks.';
const FIXED = 'It is what the product is known by, and stays as it is.';

export const PRODUCT_CHANGES = Type.Object(
  {
    name: Type.Optional(plainText(120, 'Name of the product.')),
    category: Type.Optional(plainText(60, 'Category, known or new.')),
    price: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: MAX_PRICE_DOLLARS,
        multipleOf: 0.01,
        description: 'Dollars, with at most two decimals.',
      }),
    ),
    unitPrice: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: MAX_PRICE_DOLLARS,
        multipleOf: 0.01,
        description: 'Another name of price.',
        deprecated: true,
      }),
    ),
    reorderPoint: Type.Optional(
      whole(0, UNTIL_UNITS, 'Low stock below it; at most the capacity. Units.'),
    ),
    maxCapacity: Type.Optional(
      whole(1, UNTIL_UNITS, 'Room for so many units, at least those on hand.'),
    ),
  },
  {
    ...closed,
    minProperties: 1,
    description: 'What stays away is left as it is.',
    'x-refused': {
      ...{ currentStock: STOCK_BY_EVENTS, quantity: STOCK_BY_EVENTS, stock: STOCK_BY_EVENTS },
      ...{ id: FIXED, sku: FIXED, warehouse: FIXED, warehouseId: FIXED },
      ...{ predictedStock7d: 'It is computed.', lastUpdated: 'It is computed.' },
    },
  },
);
export type ProductChangesJson = Static<typeof PRODUCT_CHANGES>;

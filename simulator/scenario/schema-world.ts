/** The keys of a scenario that decide what happens in the world. */
import Type from 'typebox';
import { DEFAULTS, MIX_PRESETS } from './defaults.ts';
import {
  choice,
  closed,
  duration,
  grouped,
  onOff,
  quantityRange,
  wholeNumber,
} from './schema-parts.ts';

/** More products than a run against a broker can carry; `simulate` has memory for more. */
export const MAX_PRODUCTS = { bench: 100_000, simulate: 1_000_000 } as const;

const weight = (description: string) => wholeNumber(0, 1_000_000, description);

const SEED_TITLE = 'a whole number, or a text of 1 to 64 printable characters without spaces';

export const seed = Type.Union(
  [
    Type.Integer({
      minimum: Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
      title: `${SEED_TITLE} (larger numbers in quotes)`,
    }),
    Type.String({ pattern: '^[\\x21-\\x7e]{1,64}$', title: SEED_TITLE }),
  ],
  {
    title: SEED_TITLE,
    description: 'Decides everything that happens in the world. `7` and `"7"` are the same seed.',
    default: DEFAULTS.seed,
  },
);

export const clock = Type.Object(
  {
    start: Type.Optional(
      Type.String({
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?Z)?$',
        title: 'a UTC instant such as 2026-01-05T00:00:00Z',
        description: 'Business time at the start of the run.',
        default: DEFAULTS.clock.start,
      }),
    ),
    speed: Type.Optional(
      Type.Number({
        minimum: 0.001,
        maximum: 1_000_000_000,
        title: 'a number from 0.001 to 1,000,000,000',
        description: 'Business seconds per wall second. 432 plays 30 days in 100 minutes.',
        default: DEFAULTS.clock.speed,
      }),
    ),
  },
  { ...closed, title: 'a mapping with start and speed', description: 'Business time.' },
);

export const catalogue = Type.Object(
  {
    products: Type.Optional(
      wholeNumber(
        1,
        MAX_PRODUCTS.simulate,
        `Products in the catalogue; a run against a broker takes at most ${grouped(MAX_PRODUCTS.bench)}.`,
        DEFAULTS.catalogue.products,
      ),
    ),
    warehouses: Type.Optional(
      wholeNumber(1, 500, 'Warehouses that hold the products.', DEFAULTS.catalogue.warehouses),
    ),
    popularity: Type.Optional(
      Type.Union(
        [
          choice(['uniform', 'zipf'], 'The law by its name.'),
          Type.Object(
            {
              law: choice(['uniform', 'zipf'], 'How sales spread over the products.'),
              exponent: Type.Optional(
                Type.Number({
                  minimum: 0,
                  maximum: 10,
                  title: 'a number from 0 to 10 with at most three decimals',
                  description:
                    'Of `zipf`. Default: a fifth of the products has four fifths of the events.',
                }),
              ),
            },
            { ...closed, title: 'a mapping with law and exponent' },
          ),
        ],
        {
          title: 'uniform, zipf or a mapping with law and exponent',
          description: 'How events spread over the products.',
          default: 'zipf',
        },
      ),
    ),
    openingStock: Type.Optional(
      choice(
        ['normal', 'low'],
        'Stock at the start; `low` is just above the reorder points, so that alerts come soon.',
        DEFAULTS.catalogue.openingStock,
      ),
    ),
    history: Type.Optional(
      Type.Object(
        {
          days: Type.Optional(
            wholeNumber(
              0,
              365,
              'Business days before the start that forecasts know.',
              DEFAULTS.catalogue.history.days,
            ),
          ),
          eventsPerProduct: Type.Optional(
            wholeNumber(
              0,
              10_000,
              'Sales of a product in these days, on average.',
              DEFAULTS.catalogue.history.eventsPerProduct,
            ),
          ),
        },
        {
          ...closed,
          title: 'a mapping with days and eventsPerProduct',
          description: 'What forecasts learn from.',
        },
      ),
    ),
  },
  {
    ...closed,
    title: 'a mapping with products, warehouses, popularity, openingStock and history',
    description: 'Products and shelves.',
  },
);

export const mix = Type.Union(
  [
    choice(Object.keys(MIX_PRESETS) as (keyof typeof MIX_PRESETS)[], 'A preset.'),
    Type.Object(
      {
        sale: Type.Optional(weight('Weight of sales.')),
        restock: Type.Optional(weight('Weight of restocks; closed replenishment orders its own.')),
        return: Type.Optional(weight('Weight of returns.')),
        alert: Type.Optional(weight('Weight of generated notices.')),
      },
      { ...closed, title: 'a mapping with weights of sale, restock, return and alert' },
    ),
  ],
  {
    title: 'default, architecture or a mapping with weights of sale, restock, return and alert',
    description:
      'How events spread over the types. A type that is left out of the mapping has weight 0.',
    default: 'default',
  },
);

export const quantities = Type.Object(
  {
    sale: Type.Optional(quantityRange('Units of a sale.', DEFAULTS.quantities.sale)),
    restock: Type.Optional(quantityRange('Units of a restock.', DEFAULTS.quantities.restock)),
    return: Type.Optional(quantityRange('Units of a return.', DEFAULTS.quantities.return)),
  },
  {
    ...closed,
    title: 'a mapping with pairs for sale, restock and return',
    description: 'Units of an event: drawn evenly from the pair.',
  },
);

export const replenishment = Type.Union(
  [
    choice(['closed', 'open'], 'The mode by its name.'),
    Type.Object(
      {
        mode: choice(
          ['closed', 'open'],
          '`closed`: a reorder policy places orders; `open`: restocks are drawn from the mix.',
        ),
        policy: Type.Optional(
          choice(
            ['reorder-quantity', 'order-up-to'],
            'Order a fixed quantity, or up to a level.',
            DEFAULTS.replenishment.policy,
          ),
        ),
        leadTime: Type.Optional(
          Type.Tuple([duration('The shortest time.'), duration('The longest time.')], {
            additionalItems: false,
            minItems: 2,
            title: 'a pair [min, max] of durations',
            description: 'Business time between an order and its delivery.',
            default: DEFAULTS.replenishment.leadTime,
          }),
        ),
      },
      { ...closed, title: 'a mapping with mode, policy and leadTime' },
    ),
  ],
  {
    title: 'closed, open or a mapping with mode, policy and leadTime',
    description: 'Where new stock comes from.',
    default: DEFAULTS.replenishment.mode,
  },
);

export const realism = Type.Union(
  [
    onOff('All of it.', 'on'),
    Type.Object(
      {
        businessHours: Type.Optional(onOff('More events from 9 to 17, UTC.', 'on')),
        weekdays: Type.Optional(onOff('Weekdays differ.', 'on')),
        seasons: Type.Optional(onOff('Months differ.', 'on')),
        popularity: Type.Optional(onOff('Off: uniform, whatever the catalogue says.', 'on')),
        depletion: Type.Optional(
          onOff('Off: a shelf at its reorder point is refilled at once.', 'on'),
        ),
        demandSizing: Type.Optional(
          onOff('Stock, reorder points and orders scale with expected demand.', 'on'),
        ),
      },
      { ...closed, title: 'a mapping of switches' },
    ),
  ],
  {
    title: 'on, off or a mapping of switches',
    description: 'What makes the world life-like. A switch that is left out of the mapping is on.',
    default: 'on',
  },
);

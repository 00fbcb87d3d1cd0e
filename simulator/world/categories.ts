/** The ten categories: what is sold, for how much, and when people want it. */

export interface Category {
  readonly name: string;
  /** In the SKU: `SKU-ELE-001`. */
  readonly prefix: string;
  readonly priceCents: { readonly min: number; readonly max: number };
  readonly nouns: readonly string[];
  readonly rhythm: Rhythm;
}

/** Demand factors in thousandths of the category's average. */
export interface Rhythm {
  /** By hour of the day, UTC, 24 values. */
  readonly hour: readonly number[];
  /** Monday first. */
  readonly weekday: readonly number[];
  /** January first. */
  readonly month: readonly number[];
}

const OFFICE_HOURS = hours({ night: 100, morning: 600, business: 1900, evening: 500 });
const SHOP_HOURS = hours({ night: 150, morning: 700, business: 1600, evening: 1100 });
const EVENING_HOURS = hours({ night: 250, morning: 500, business: 1150, evening: 2100 });

const WORKING_DAYS = [1250, 1250, 1250, 1200, 1100, 550, 400] as const;
const EVERY_DAY = [950, 950, 950, 1000, 1100, 1150, 900] as const;
const WEEKENDS = [700, 700, 750, 800, 1100, 1600, 1350] as const;

const ALL_YEAR = [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000] as const;
const GIFTS = [700, 700, 800, 850, 900, 900, 850, 850, 950, 1100, 1500, 1900] as const;
const SUMMER = [500, 600, 900, 1250, 1500, 1550, 1450, 1250, 950, 800, 650, 600] as const;
const SCHOOL = [1150, 950, 900, 850, 850, 800, 900, 1400, 1500, 1000, 850, 850] as const;

export const CATEGORIES: readonly Category[] = [
  category('Electronics', 'ELE', 5_000, 500_000, EVENING_HOURS, EVERY_DAY, GIFTS, [
    'Headphones',
    'Monitor',
    'Keyboard',
    'Router',
    'Camera',
    'Speaker',
  ]),
  category('Furniture', 'FUR', 8_000, 400_000, SHOP_HOURS, WEEKENDS, ALL_YEAR, [
    'Desk',
    'Chair',
    'Shelf',
    'Wardrobe',
    'Sofa',
    'Lamp',
  ]),
  category('Clothing', 'CLO', 1_500, 25_000, EVENING_HOURS, WEEKENDS, GIFTS, [
    'Jacket',
    'Shirt',
    'Trousers',
    'Scarf',
    'Boots',
    'Jumper',
  ]),
  category('Food', 'FOO', 1_000, 6_000, SHOP_HOURS, EVERY_DAY, ALL_YEAR, [
    'Coffee',
    'Pasta',
    'Olive Oil',
    'Chocolate',
    'Rice',
    'Honey',
  ]),
  category('Toys', 'TOY', 1_000, 20_000, EVENING_HOURS, WEEKENDS, GIFTS, [
    'Puzzle',
    'Train Set',
    'Kite',
    'Board Game',
    'Building Blocks',
    'Doll',
  ]),
  category('Books', 'BOO', 1_000, 8_000, EVENING_HOURS, EVERY_DAY, GIFTS, [
    'Atlas',
    'Cookbook',
    'Novel',
    'Dictionary',
    'Comic',
    'Guide',
  ]),
  category('Sports', 'SPO', 1_500, 90_000, EVENING_HOURS, WEEKENDS, SUMMER, [
    'Racket',
    'Ball',
    'Bicycle',
    'Tent',
    'Skates',
    'Rope',
  ]),
  category('Garden', 'GAR', 1_000, 60_000, SHOP_HOURS, WEEKENDS, SUMMER, [
    'Spade',
    'Hose',
    'Planter',
    'Mower',
    'Bench',
    'Shears',
  ]),
  category('Health', 'HEA', 1_000, 15_000, SHOP_HOURS, EVERY_DAY, ALL_YEAR, [
    'Soap',
    'Thermometer',
    'Vitamins',
    'Towel',
    'Brush',
    'Balm',
  ]),
  category('Office', 'OFF', 1_000, 80_000, OFFICE_HOURS, WORKING_DAYS, SCHOOL, [
    'Notebook',
    'Printer',
    'Pen Set',
    'Folder',
    'Stapler',
    'Whiteboard',
  ]),
];

export const ADJECTIVES = [
  'Compact',
  'Classic',
  'Premium',
  'Light',
  'Sturdy',
  'Quiet',
  'Bright',
  'Modern',
] as const;

function category(
  name: string,
  prefix: string,
  minCents: number,
  maxCents: number,
  hour: readonly number[],
  weekday: readonly number[],
  month: readonly number[],
  nouns: readonly string[],
): Category {
  return {
    name,
    prefix,
    priceCents: { min: minCents, max: maxCents },
    nouns,
    rhythm: { hour, weekday, month },
  };
}

/** Night 0–6, morning 6–9, business 9–17, evening 17–22, then night again. */
function hours(of: {
  night: number;
  morning: number;
  business: number;
  evening: number;
}): number[] {
  return Array.from({ length: 24 }, (_, hour) => {
    if (hour < 6 || hour >= 22) return of.night;
    if (hour < 9) return of.morning;
    return hour < 17 ? of.business : of.evening;
  });
}

/** What happened to the stock of an invented run, in business time. */
import type { AlertType } from '../pipeline/stages/effects.ts';
import type { InventoryReport, ProductStory } from './inventory.ts';
import { randomNumbers } from './rich-series.fixture.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 5);
const WHY = [
  'longest empty',
  'most units lost',
  'most alerts',
  'most units sold',
  'largest overstock',
  'typical: median fill rate',
];
const NAMES: readonly (readonly [string, string])[] = [
  ['Wireless Headphones 017', 'Electronics'],
  ['Garden Hose 204', 'Garden'],
  ['Espresso Beans 033', 'Food'],
  ['Yoga Mat 118', 'Sports'],
  ['Desk Lamp 451', 'Home'],
  ['Picture Book 009', 'Books'],
];

export function richInventory(days = 14): InventoryReport {
  const noise = randomNumbers(11);
  const products = NAMES.map(([name, category], index) =>
    story(index, name, category, days, randomNumbers(100 + index)),
  );
  const demandedUnits: number[] = [];
  const lostUnits: number[] = [];
  const restockedUnits: number[] = [];
  const closingUnits: number[] = [];
  for (let day = 0; day < days; day += 1) {
    const sale = day === Math.floor(days / 2) ? 6 : 1;
    demandedUnits.push(Math.round(9_000 * sale * (0.8 + 0.4 * noise())));
    lostUnits.push(Math.round((demandedUnits[day] ?? 0) * (sale > 1 ? 0.31 : 0.02 * noise())));
    restockedUnits.push(Math.round(9_400 * (0.6 + 0.8 * noise())));
    closingUnits.push(Math.round(110_000 - 30_000 * Math.sin(day / 3)));
  }
  return {
    startMs: START_MS,
    endMs: START_MS + days * DAY_MS,
    days: {
      daysPerEntry: 1,
      demandedUnits,
      soldUnits: demandedUnits.map((units, day) => units - (lostUnits[day] ?? 0)),
      lostUnits,
      restockedUnits,
      closingUnits,
      alertsRaised: demandedUnits.map((units) => Math.round(units / 220)),
      alertsResolved: demandedUnits.map((units) => Math.round(units / 260)),
    },
    stockOuts: {
      episodes: 431,
      products: 288,
      unfinished: 7,
      meanMs: 7.4 * 3_600_000,
      medianMs: 5.1 * 3_600_000,
      maxMs: 61 * 3_600_000,
      byDuration: [
        { belowMs: 3_600_000, episodes: 38 },
        { belowMs: 4 * 3_600_000, episodes: 121 },
        { belowMs: 12 * 3_600_000, episodes: 187 },
        { belowMs: DAY_MS, episodes: 61 },
        { belowMs: 3 * DAY_MS, episodes: 24 },
        { belowMs: null, episodes: 0 },
      ],
    },
    forecast: {
      products: 1_912,
      productDays: 24_310,
      maeUnits: 2.41,
      wape: 0.318,
      mase: 0.874,
      biasUnits: -0.22,
      coverage: 0.892,
    },
    products,
  };
}

/** A day of sales after the other, with a flash sale and deliveries of 200. */
function story(
  index: number,
  name: string,
  category: string,
  days: number,
  noise: () => number,
): ProductStory {
  const capacity = 500;
  const reorderPoint = 60 + 20 * index;
  const atMs: number[] = [START_MS];
  const units: number[] = [320];
  const alerts: { atMs: number; type: AlertType; transition: 'raised' | 'resolved' }[] = [];
  const trueUnits: number[] = [];
  const soldUnits: number[] = [];
  const history = 10;
  for (let day = 0; day < history; day += 1) {
    trueUnits.push(Math.round(30 * (0.5 + noise())));
    soldUnits.push(trueUnits[day] ?? 0);
  }
  let stock = 320;
  let low = false;
  let emptyMs = 0;
  let lostUnits = 0;
  let deliveryHour = Number.POSITIVE_INFINITY;
  for (let hour = 0; hour < days * 24; hour += 1) {
    const day = Math.floor(hour / 24);
    const rate = day === Math.floor(days / 2) ? 6 : 1;
    const wanted = Math.round(3 * rate * noise());
    const sold = Math.min(stock, wanted);
    trueUnits[history + day] = (trueUnits[history + day] ?? 0) + wanted;
    soldUnits[history + day] = (soldUnits[history + day] ?? 0) + sold;
    lostUnits += wanted - sold;
    stock -= sold;
    if (stock === 0) emptyMs += 3_600_000;
    if (stock <= reorderPoint && deliveryHour === Number.POSITIVE_INFINITY) {
      deliveryHour = hour + 8 + Math.round(40 * noise());
    }
    if (hour >= deliveryHour) {
      stock = Math.min(capacity, stock + 240);
      deliveryHour = Number.POSITIVE_INFINITY;
    }
    const instantMs = START_MS + hour * 3_600_000;
    atMs.push(instantMs + 60_000);
    units.push(stock);
    if (stock <= reorderPoint !== low) {
      low = !low;
      const type: AlertType = stock === 0 ? 'CRITICAL_LOW_STOCK' : 'LOW_STOCK';
      alerts.push({ atMs: instantMs + 60_000, type, transition: low ? 'raised' : 'resolved' });
    }
  }
  alerts.push({
    atMs: START_MS + (days / 2) * DAY_MS,
    type: 'RAPID_DEPLETION',
    transition: 'raised',
  });
  alerts.sort((a, b) => a.atMs - b.atMs);
  return {
    id: `SKU-${category.slice(0, 3).toUpperCase()}-${String(index + 1).padStart(3, '0')}`,
    name,
    category,
    why: WHY[index % WHY.length] ?? 'typical',
    reorderPointUnits: reorderPoint,
    maxCapacityUnits: capacity,
    stock: { atMs, units, thinned: index === 0 },
    alerts,
    alertsOmitted: 0,
    closingUnits: index === 4 ? stock + 1 : stock,
    lostUnits,
    outOfStockMs: emptyMs,
    demand: {
      firstDay: -history,
      trueUnits,
      soldUnits,
      forecastMilliunits: trueUnits.map((_, day) =>
        day < 5 ? null : Math.round(1000 * (26 + 12 * noise())),
      ),
      halfWidthMilliunits: trueUnits.map((_, day) => (day < 5 ? null : 18_000)),
    },
    nextDays: {
      meanMilliunits: 31_400,
      halfWidthMilliunits: 19_000,
      predictedStock7dMilliunits: 12_000,
    },
  };
}

/** What people who watch an inventory ask for: mostly the same few things, and now and then something of their own. */
import { below, stream } from '../world/streams.ts';

/** How many of a hundred requests ask for this; `#` becomes a product's number. */
const SHARES: readonly (readonly [percent: number, path: string])[] = [
  [25, '/api/metrics'],
  [15, '/api/alerts?active=true&pageSize=20'],
  [15, '/api/events?limit=20'],
  [12, '/api/products?page=1&pageSize=25'],
  [6, '/api/products?status=low&sort=quantity&pageSize=25'],
  [5, '/api/products?search=#&pageSize=25'],
  [8, '/api/products/PROD-#'],
  [4, '/api/forecast?productId=PROD-#'],
  [5, '/api/recommendations?pageSize=5'],
  [5, '/api/warehouses'],
];

/**
 * @param digits of a product's number in its id
 * @returns paths in the order in which they are asked for; another order for each `person`
 */
export function dashboardPolls(
  count: number,
  products: number,
  digits: number,
  person: number,
): string[] {
  const draw = stream('dashboard', 'polls', String(person));
  const chances = SHARES.flatMap(([percent, path]) => Array.from({ length: percent }, () => path));
  return Array.from({ length: count }, () => {
    const path = chances[below(draw, chances.length)] ?? '/api/metrics';
    const number = 1 + below(draw, products);
    return path.replace('#', String(number).padStart(digits, '0'));
  });
}

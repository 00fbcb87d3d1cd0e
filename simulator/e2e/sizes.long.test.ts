/** The largest catalogue that a run against a broker takes. */
import { afterAll, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

function world(products: number): string {
  return `
catalogue: { products: ${products}, warehouses: 500 }
clock: { speed: 86400 }
load: { executor: constant-arrival-rate, rate: 2000, duration: 3s }
producers: { workers: 2 }
`;
}

it('runs 100,000 products in 500 warehouses', async () => {
  const file = workshop.scenario('large', world(100_000));
  expectSound(await workshop.bench([file]), await workshop.digest([file]));
});

it('refuses more, which simulate takes', async () => {
  const file = workshop.scenario('too-large', world(100_001));
  expectRefusal(await workshop.bench([file]), 104, 'at most 100,000 products, is 100001');
  expect(await workshop.digest([file])).toMatch(/^[0-9a-f]{64}$/);
});

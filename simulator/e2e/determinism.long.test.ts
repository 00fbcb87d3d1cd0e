/** Same scenario, same seed, same digest: with any number of threads and partitions, and any way of sending. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchResult, brokenInvariants, Workshop } from './command.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { BUSY, OVERTAKING } from './scenarios.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('every number of workers, partitions and consumers', () => {
  const busy = workshop.scenario('busy', BUSY);
  const digests = new Map<string, string>();

  beforeAll(async () => {
    for (const seed of ['1', '2']) digests.set(seed, await workshop.digest([busy, '--seed', seed]));
  });

  // Each number of workers beside each number of partitions, and the consumers in turn: any two of the three meet.
  const combinations = [1, 2, 4].flatMap((workers, row) =>
    [1, 3, 12].map((partitions, column) => ({
      ...{ workers, partitions },
      consumers: 1 + ((row + column) % 2),
    })),
  );
  it.each(combinations)('$workers workers, $partitions partitions, $consumers consumers', async ({
    workers,
    partitions,
    consumers,
  }) => {
    // Two seeds, in turn: equal digests of equal seeds must not come from looking at neither.
    const seed = String(1 + ((workers + partitions + consumers) % 2));
    const result = await workshop.bench([
      busy,
      ...['--workers', String(workers), '--partitions', String(partitions)],
      ...['--consumers', String(consumers), '--seed', seed],
    ]);
    expectSound(result, digests.get(seed) ?? '');
  });

  it('differ between seeds', () => {
    expect(digests.get('1')).not.toBe(digests.get('2'));
  });
});

/** Pairwise, roughly: each setting beside different companions. */
const SETTINGS: Readonly<Record<string, string>> = {
  'idempotent, acks all, gzip': `
producers: { idempotent: on, acks: all, compression: gzip, workers: 2 }
`,
  'acks 0, backorders': `
producers: { acks: 0 }
pipeline: { shortage: backorder, partitions: 5 }
`,
  'acks 1, linger, two consumers': `
producers: { acks: 1, linger: 5ms, workers: 2 }
pipeline: { consumers: 2 }
`,
  'poisson arrivals, open replenishment, partial deliveries': `
arrivals: poisson
replenishment: open
pipeline: { shortage: partial, consumers: 2 }
`,
  'precise pacing, gzip, shaped rate': `
producers: { pacing: precise, compression: gzip }
shapeRate: on
`,
  'a shaped rate of poisson arrivals, idempotent, linger': `
shapeRate: on
arrivals: poisson
producers: { idempotent: on, linger: 5ms, workers: 3 }
`,
  'a small window, backorders, open replenishment': `
producers: { maxInFlight: 20, workers: 2 }
replenishment: open
pipeline: { shortage: backorder, consumers: 3 }
`,
  'no realism, order-up-to, uniform': `
realism: off
replenishment: { mode: closed, policy: order-up-to, leadTime: [1h, 2h] }
pipeline: { partitions: 1 }
`,
  'much poison, gzip, two consumers': `
poison: 100000
producers: { compression: gzip, workers: 2 }
pipeline: { consumers: 2 }
`,
  'everything poison': `
poison: 1000000
`,
};

describe('every way of sending and of processing', () => {
  it.each(Object.entries(SETTINGS))('%s', async (name, settings) => {
    const file = workshop.scenario(
      name.replaceAll(/\W+/g, '-'),
      `
load: { executor: constant-arrival-rate, rate: 1500, duration: 1500ms }
clock: { speed: 150000 }
catalogue: { products: 200, warehouses: 3 }
${settings}`,
    );
    const result = await workshop.bench([file]);
    if (name === 'everything poison') {
      // Nothing takes effect, of which a verdict must warn; nothing is wrong either.
      expect(brokenInvariants(result.record), result.stderr).toEqual([]);
      expect(result.record?.counts['dead_letters']).toBe(result.record?.plan.events);
      return;
    }
    if (name.includes('window')) return expectCorrect(result, await workshop.digest([file]));
    expectSound(result, await workshop.digest([file]));
  });
});

describe('arrival order', () => {
  it.each([
    ['one worker, one partition', ['--workers', '1', '--partitions', '1']],
    ['four workers, twelve partitions', ['--workers', '4', '--partitions', '12']],
    ['two consumers', ['--consumers', '2']],
  ])('breaks the outcome: %s', async (_name, flags) => {
    const file = workshop.scenario('overtaking', OVERTAKING);
    const { exitCode, record, stderr } = await workshop.bench([file, ...flags]);
    expect(exitCode, stderr).toBe(90);
    expect(brokenInvariants(record)).toEqual(
      expect.arrayContaining(['closing-stock', 'ledger', 'digest']),
    );
  });
});

function expectCorrect(result: BenchResult, digest: string): void {
  expect(brokenInvariants(result.record), result.stderr).toEqual([]);
  expect(result.record?.digest.pipeline).toBe(digest);
}

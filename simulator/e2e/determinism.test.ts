/** The promise of the product, in short; `determinism.long.test.ts` has every combination. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { expectReadable, expectSound } from './expectations.fixture.ts';
import { BUSY, OVERTAKING } from './scenarios.fixture.ts';

describe('the outcome digest', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  let digest: string;

  beforeAll(async () => {
    digest = await workshop.digest([busy]);
  });
  afterAll(() => workshop.close());

  it.each([
    { workers: 1, partitions: 1, consumers: 1 },
    { workers: 2, partitions: 12, consumers: 2 },
  ])('is that of the simulation with $workers workers, $partitions partitions, $consumers consumers', async (threads) => {
    const result = await workshop.bench([busy, ...flags(threads)]);
    expectSound(result, digest);
    expect(result.record?.counts['dead_letters']).toBeGreaterThan(0);
    expectReadable(result);
  });

  it('is another one for another seed', async () => {
    expect(await workshop.digest([busy, '--seed', '43'])).not.toBe(digest);
    expect(await workshop.digest([busy, '--seed', '42'])).toBe(digest);
  });

  it('is wrong, and the run too, when records are taken in the order of their arrival', async () => {
    const overtaking = workshop.scenario('overtaking', OVERTAKING);
    const { exitCode, record, stderr } = await workshop.bench([overtaking, '--workers', '2']);
    expect(exitCode, stderr).toBe(90);
    expect(brokenInvariants(record)).toEqual(
      expect.arrayContaining(['closing-stock', 'ledger', 'digest']),
    );
    expect(stderr).toContain('incorrect — broken: closing stock');
    expect(stderr).toMatch(/✗ the outcome digest equals that of the simulation/);
    expect(stderr).toMatch(/PROD-0\d\d onHandUnits: expected \d+, got \d+/);
  });
});

function flags(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
}

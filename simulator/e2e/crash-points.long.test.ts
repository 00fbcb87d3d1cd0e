/**
 * A consumer may die at any point of a checkpoint, and between two: the outcome stays what it was, and what is done twice is
 * at most what was processed and not committed. A run that fails names its seed; with it, it can be played alone:
 *
 *     npx vitest run --config vitest.long.config.ts simulator/e2e/crash-points.long.test.ts -t "seed 7:"
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../../reports/histogram.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { coverage, coverageText } from './crash-points-coverage.fixture.ts';
import { CRASH_KINDS, crashPlan, planInWords } from './crash-points-plan.fixture.ts';
import { PLAN_TIMEOUT_MS, playPlan } from './crash-points-run.fixture.ts';
import type { StruckPoint } from './crash-points-strike.fixture.ts';

/** Each has a point of every kind: a hundred in all. */
const PLANS = Array.from({ length: 17 }, (_, at) => crashPlan(at + 1));
const struck: StruckPoint[] = [];
let broker: EmbeddedBroker;

beforeAll(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
});
afterAll(async () => {
  await broker.stop();
  process.stderr.write(`${coverageText(coverage(struck))}\n`);
});

describe('consumers that die', () => {
  // Most of the time a run waits, for checkpoints and for sessions to end.
  it.concurrent.each(PLANS.map((plan) => [planInWords(plan), plan] as const))(
    '%s',
    async (_words, plan) => {
      const { points, faults } = await playPlan(
        { brokers: [broker.address], kind: 'embedded' },
        plan,
      );
      struck.push(...points);
      expect(faults).toEqual([]);
    },
    PLAN_TIMEOUT_MS,
  );

  it('died everywhere, and what had not been committed was done again', () => {
    const covered = coverage(struck);
    expect(covered.map(({ kind, points }) => [kind, points])).toEqual(
      CRASH_KINDS.map((kind) => [kind, PLANS.length]),
    );
    for (const kind of ['effects', 'published', 'taking']) {
      const again = covered.find((each) => each.kind === kind)?.reprocessed;
      expect({ kind, again: (again ?? 0) > 0 }).toEqual({ kind, again: true });
    }
    const midway = covered.find(({ kind }) => kind === 'restoring')?.unrestored;
    expect(midway).toBeGreaterThan(0);
  });
});

/**
 * Equal digests prove determinism, not correctness: with a ledger that is wrong everywhere in the same way, run and
 * simulation agree, and only the independent audit can tell.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StockEvent } from '../pipeline/event.ts';
import { outcomeDigest } from '../pipeline/stages/digest.ts';
import type * as Ledger from '../pipeline/stages/ledger.ts';
import { mergeOutcomes } from '../pipeline/stages/outcome.ts';
import { StockPipeline } from '../pipeline/stages/pipeline.ts';
import { ExpectedWorld } from './audit/expected.ts';
import { type AuditReport, auditRun } from './audit/invariants.ts';
import { SeqRanges } from './audit/seq-ranges.ts';
import { constantLoad, scenarioFixture } from './scenario/scenario.fixture.ts';
import { simulate } from './simulation.ts';
import { WORLD_VERSION } from './world/version.ts';
import { buildWorld } from './world/world.ts';

type Mutation = 'none' | 'sale' | 'delivery' | 'return';
const mutation = vi.hoisted(() => ({ now: 'none' as Mutation }));

vi.mock('../pipeline/stages/ledger.ts', async (original) => {
  const actual = await original<typeof Ledger>();
  class MutatedLedger extends actual.StockLedger {
    override sell(productIndex: number, units: number): number {
      return super.sell(productIndex, mutation.now === 'sale' && units === 33 ? 32 : units);
    }
    override restock(productIndex: number, units: number): number {
      return super.restock(productIndex, mutation.now === 'delivery' ? units + 1 : units);
    }
    override takeBack(productIndex: number, units: number): number {
      return super.takeBack(productIndex, mutation.now === 'return' && units === 3 ? 4 : units);
    }
  }
  return { ...actual, StockLedger: MutatedLedger };
});

describe('the audit', () => {
  beforeEach(() => {
    mutation.now = 'none';
  });

  it('finds nothing when the ledger is right', () => {
    const { report, pipelineDigest, simulatedDigest } = runAndAudit();
    expect(pipelineDigest).toBe(simulatedDigest);
    expect(report.invariants.filter(({ holds }) => holds !== true)).toEqual([]);
  });

  it.each([
    'sale',
    'delivery',
    'return',
  ] as const)('catches a ledger that is wrong about each %s, although both digests agree', (kind) => {
    mutation.now = kind;
    const { report, pipelineDigest, simulatedDigest } = runAndAudit();
    expect(pipelineDigest).toBe(simulatedDigest);
    const broken = report.invariants.filter(({ holds }) => holds === false).map(({ id }) => id);
    expect(broken).toContain('closing-stock');
  });
});

/** A run whose records arrive in another order, audited against the plan. */
function runAndAudit(): { report: AuditReport; pipelineDigest: string; simulatedDigest: string } {
  const scenario = scenarioFixture({ load: constantLoad(50, 100_000) });
  const world = buildWorld(scenario);
  const { catalogue, history, startMs, endMs } = world;
  const expected = new ExpectedWorld(catalogue, { startMs, endMs, shortage: 'reject' });
  const events: StockEvent[] = [];
  const simulation = simulate(world, {
    witness: (event) => {
      expected.take(event);
      events.push({ ...event });
    },
  });
  expected.finish();
  const applied = new SeqRanges(catalogue.products.length);
  const pipeline = new StockPipeline<StockEvent>({
    catalogue,
    history,
    startMs,
    endMs,
    shortage: 'reject',
    ordering: 'sequence',
    effects: {
      applied: ({ productIndex, productSeq }) => applied.add(productIndex, productSeq),
      alertChanged() {},
      dayClosed() {},
    },
  });
  // Topic by topic, as consumers under lag read them: far from the order of time.
  for (const type of [3, 2, 1, 0]) {
    for (const event of events) if (event.type === type) pipeline.offer(event);
  }
  const products = catalogue.products.map(({ index }) => index);
  pipeline.finish(products);
  const outcome = mergeOutcomes([pipeline.outcome(products)], catalogue);
  const pipelineDigest = outcomeDigest(outcome, WORLD_VERSION);
  const report = auditRun({
    catalogue,
    expected,
    plannedByWorkers: simulation.plannedSeqs,
    planCutShort: false,
    handedOver: applied,
    acknowledged: applied,
    applied,
    deadLettered: new SeqRanges(catalogue.products.length),
    rows: outcome.products,
    drained: true,
    interactive: false,
    latencyDefects: [],
    digest: { pipeline: pipelineDigest, simulated: simulation.digest },
  });
  return { report, pipelineDigest, simulatedDigest: simulation.digest };
}

/** The audit as a task for a worker thread: replays the plan, then holds the run against it. */
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import {
  mergeOutcomes,
  type OutcomePart,
  type OutcomeTotals,
} from '../../pipeline/stages/outcome.ts';
import type { InventoryReport } from '../../reports/inventory.ts';
import { ExpectedWorld } from '../audit/expected.ts';
import { type AuditReport, auditRun } from '../audit/invariants.ts';
import { SeqRanges, type SeqRangesTransfer } from '../audit/seq-ranges.ts';
import { InventoryBook } from '../inventory/inventory-book.ts';
import { inventoryReport } from '../inventory/report.ts';
import { assignProducts } from '../producers/ownership.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation.ts';
import { WORLD_VERSION } from '../world/version.ts';
import { buildWorld } from '../world/world.ts';

export interface AuditTask {
  readonly scenario: Scenario;
  /** By worker; undefined of those that died. */
  readonly planned: readonly (Int32Array | undefined)[];
  readonly planCutShort: boolean;
  readonly handed: readonly SeqRangesTransfer[];
  readonly acknowledged: readonly SeqRangesTransfer[];
  readonly applied: readonly SeqRangesTransfer[];
  readonly deadLettered: readonly SeqRangesTransfer[];
  /** Of the consumers that lived to the end. */
  readonly parts: readonly OutcomePart[];
  readonly drained: boolean;
  readonly latencyDefects: readonly { readonly stage: string; readonly count: number }[];
}

export interface AuditResult {
  readonly report: AuditReport;
  readonly plannedEvents: number;
  /** In the order of `EVENT_TYPES`. */
  readonly plannedByType: readonly number[];
  /** By wall second since the load's start: events that are due in it; the last one begins where the load ends. */
  readonly plannedPerSecond: Int32Array;
  /** null when no consumer lived to tell. */
  readonly totals: OutcomeTotals | null;
  readonly pipelineDigest: string | null;
  readonly simulatedDigest: string;
  readonly inventory: InventoryReport;
}

export default function audit(task: AuditTask): AuditResult {
  const world = buildWorld(task.scenario);
  const { catalogue, startMs, endMs } = world;
  const expected = new ExpectedWorld(catalogue, {
    startMs,
    endMs,
    shortage: task.scenario.pipeline.shortage,
  });
  const book = new InventoryBook(world);
  const plannedPerSecond = new Int32Array(Math.floor(task.scenario.load.durationMs / 1000) + 1);
  const lastSecond = plannedPerSecond.length - 1;
  const simulation = simulate(world, {
    witness: (event, onHandUnits) => {
      expected.take(event);
      book.take(event, onHandUnits);
      const second = Math.min(lastSecond, Math.floor(event.dueOffsetUs / 1_000_000));
      plannedPerSecond[second] = (plannedPerSecond[second] as number) + 1;
    },
    effects: book.effects,
  });
  expected.finish();
  book.finish();
  const outcome = task.parts.length === 0 ? undefined : mergeOutcomes(task.parts, catalogue);
  const pipelineDigest = outcome === undefined ? null : outcomeDigest(outcome, WORLD_VERSION);
  const union = (transfers: readonly SeqRangesTransfer[]): SeqRanges =>
    SeqRanges.union([
      new SeqRanges(catalogue.products.length),
      ...transfers.map((transfer) => SeqRanges.from(transfer)),
    ]);
  const report = auditRun({
    catalogue,
    expected,
    plannedByWorkers: plannedByOwner(task, catalogue.popularity.weights),
    planCutShort: task.planCutShort,
    handedOver: union(task.handed),
    acknowledged: union(task.acknowledged),
    applied: union(task.applied),
    deadLettered: union(task.deadLettered),
    rows: outcome?.products ?? [],
    drained: task.drained,
    interactive: false,
    latencyDefects: task.latencyDefects,
    digest: { pipeline: pipelineDigest, simulated: simulation.digest },
  });
  const closing = new Map(
    outcome?.products.map(({ productIndex, onHandUnits }) => [productIndex, onHandUnits]),
  );
  return {
    report,
    plannedEvents: simulation.events,
    plannedByType: simulation.eventsByType,
    plannedPerSecond,
    totals: outcome?.totals ?? null,
    pipelineDigest,
    simulatedDigest: simulation.digest,
    inventory: inventoryReport(
      world,
      book,
      simulation.outcome,
      (productIndex) => closing.get(productIndex) ?? null,
    ),
  };
}

/** By product: what its worker planned; -1 when that worker died. */
function plannedByOwner(task: AuditTask, weights: Float64Array): Int32Array {
  const owner = assignProducts(weights, task.planned.length);
  return Int32Array.from(owner, (worker, product) => task.planned[worker]?.[product] ?? -1);
}

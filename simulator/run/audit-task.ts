/** The audit as a task for a worker thread: replays the plan, then holds the run against it. */
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import {
  mergeOutcomes,
  type OutcomePart,
  type OutcomeTotals,
} from '../../pipeline/stages/outcome.ts';
import { ExpectedWorld } from '../audit/expected.ts';
import { type AuditReport, auditRun } from '../audit/invariants.ts';
import { SeqRanges, type SeqRangesTransfer } from '../audit/seq-ranges.ts';
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
  /** null when no consumer lived to tell. */
  readonly totals: OutcomeTotals | null;
  readonly pipelineDigest: string | null;
  readonly simulatedDigest: string;
}

export default function audit(task: AuditTask): AuditResult {
  const world = buildWorld(task.scenario);
  const { catalogue, startMs, endMs } = world;
  const expected = new ExpectedWorld(catalogue, {
    startMs,
    endMs,
    shortage: task.scenario.pipeline.shortage,
  });
  const simulation = simulate(world, { witness: (event) => expected.take(event) });
  expected.finish();
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
  return {
    report,
    plannedEvents: simulation.events,
    plannedByType: simulation.eventsByType,
    totals: outcome?.totals ?? null,
    pipelineDigest,
    simulatedDigest: simulation.digest,
  };
}

/** By product: what its worker planned; -1 when that worker died. */
function plannedByOwner(task: AuditTask, weights: Float64Array): Int32Array {
  const owner = assignProducts(weights, task.planned.length);
  return Int32Array.from(owner, (worker, product) => task.planned[worker]?.[product] ?? -1);
}

/** The audit as a task for a worker thread: replays the plan, then holds the run against it. */
import { outcomeDigest } from '../../pipeline/stages/digest.ts';
import {
  mergeOutcomes,
  type OutcomePart,
  type OutcomeTotals,
} from '../../pipeline/stages/outcome.ts';
import type { InventoryReport } from '../../reports/inventory.ts';
import type { ResultsReport } from '../../reports/pipeline-used.ts';
import { ExpectedWorld } from '../audit/expected.ts';
import { auditExternal, type ExternalInput, type FoundResults } from '../audit/external.ts';
import { type AuditReport, auditRun } from '../audit/invariants.ts';
import { SeqRanges, type SeqRangesTransfer } from '../audit/seq-ranges.ts';
import { resultRule } from '../external/result-rule.ts';
import { InventoryBook } from '../inventory/inventory-book.ts';
import { inventoryReport } from '../inventory/report.ts';
import { assignProducts } from '../producers/ownership.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation.ts';
import { Timeline } from '../world/timeline.ts';
import { WORLD_VERSION } from '../world/version.ts';
import { buildWorld, type World } from '../world/world.ts';

export interface AuditTask {
  readonly scenario: Scenario;
  /** By worker; undefined of those that died. */
  readonly planned: readonly (Int32Array | undefined)[];
  readonly planCutShort: boolean;
  readonly handed: readonly SeqRangesTransfer[];
  readonly acknowledged: readonly SeqRangesTransfer[];
  readonly evidence: PipelineEvidence;
  readonly latencyDefects: readonly { readonly stage: string; readonly count: number }[];
  /**
   * Somebody played the plan and may have written by hand: the plan is held against the run as far as it was played, and what hands
   * have done to stock, alerts and digest proves nothing.
   */
  readonly interactive?: boolean;
}

export type PipelineEvidence = OwnEvidence | ExternalEvidence;

export interface OwnEvidence {
  readonly kind: 'own';
  readonly applied: readonly SeqRangesTransfer[];
  readonly deadLettered: readonly SeqRangesTransfer[];
  /** Of the consumers that lived to the end. */
  readonly parts: readonly OutcomePart[];
  readonly drained: boolean;
}

export interface ExternalEvidence {
  readonly kind: 'external';
  /** Notices take their turn in it as well. */
  readonly readsNotices: boolean;
  /** null: no results topic was named, or its reader was lost. */
  readonly results: (Omit<FoundResults, 'first'> & { readonly first: SeqRangesTransfer }) | null;
  readonly drained: boolean;
}

export interface AuditResult {
  readonly report: AuditReport;
  readonly plannedEvents: number;
  /** In the order of `EVENT_TYPES`. */
  readonly plannedByType: readonly number[];
  /**
   * By wall second since the load's start: events that are due in it; the last one begins where the load ends. undefined: somebody
   * decided while it went on.
   */
  readonly plannedPerSecond: Int32Array | undefined;
  /** null when no consumer lived to tell. */
  readonly totals: OutcomeTotals | null;
  readonly pipelineDigest: string | null;
  readonly simulatedDigest: string;
  /** Closing stock of the pipeline stands in it as far as the pipeline told it. */
  readonly inventory: InventoryReport;
  /** null: the project's own pipeline, or no results topic. */
  readonly results: ResultsReport | null;
}

export default function audit(task: AuditTask): AuditResult {
  const whole = buildWorld(task.scenario);
  const played = playedEvents(task);
  const world = played === undefined ? whole : worldUntil(whole, played);
  const { catalogue, startMs, endMs } = world;
  const expected = new ExpectedWorld(catalogue, {
    startMs,
    endMs,
    shortage: task.scenario.pipeline.shortage,
  });
  const book = new InventoryBook(world);
  // Only of a foreign pipeline is it asked; a few bytes for each poison record.
  const exempt = new SeqRanges(catalogue.products.length);
  const readsNotices = task.evidence.kind === 'own' || task.evidence.readsNotices;
  const needsNoResult = resultRule(readsNotices);
  const plannedPerSecond = new Int32Array(Math.floor(task.scenario.load.durationMs / 1000) + 1);
  const lastSecond = plannedPerSecond.length - 1;
  const simulation = simulate(world, {
    ...(played === undefined ? {} : { maxEvents: played }),
    witness: (event, onHandUnits) => {
      expected.take(event);
      if (needsNoResult(event)) exempt.add(event.productIndex, event.productSeq);
      book.take(event, onHandUnits);
      const second = Math.min(lastSecond, Math.floor(event.dueOffsetUs / 1_000_000));
      plannedPerSecond[second] = (plannedPerSecond[second] as number) + 1;
    },
    effects: book.effects,
  });
  expected.finish();
  book.finish();
  const plannedByWorkers = plannedByOwner(task, catalogue.popularity.weights);
  const union = (transfers: readonly SeqRangesTransfer[]): SeqRanges =>
    unionOf(catalogue.products.length, transfers);
  const sent = {
    ...{ catalogue, expected, plannedByWorkers },
    // As far as it was played, the plan is whole.
    planCutShort: task.planCutShort && played === undefined,
    handedOver: union(task.handed),
    acknowledged: union(task.acknowledged),
    latencyDefects: task.latencyDefects,
  };
  const judged =
    task.evidence.kind === 'own'
      ? auditOwn(task.evidence, sent, simulation.digest, task.interactive === true)
      : auditForeign(task.evidence, sent, exempt);
  return {
    report: judged.report,
    plannedEvents: simulation.events,
    plannedByType: simulation.eventsByType,
    plannedPerSecond: task.interactive === true ? undefined : plannedPerSecond,
    totals: judged.totals,
    pipelineDigest: judged.pipelineDigest,
    simulatedDigest: simulation.digest,
    inventory: inventoryReport(world, book, simulation.outcome, judged.closingUnits),
    results: judged.results,
  };
}

type Sent = Omit<ExternalInput, 'exempt' | 'results' | 'drained'>;

type Judged = Pick<AuditResult, 'report' | 'totals' | 'pipelineDigest' | 'results'> & {
  /** As the pipeline concluded it; null where it did not tell. */
  readonly closingUnits: (productIndex: number) => number | null;
};

function auditOwn(
  evidence: OwnEvidence,
  sent: Sent,
  simulated: string,
  interactive: boolean,
): Judged {
  const { catalogue } = sent;
  const outcome =
    evidence.parts.length === 0 ? undefined : mergeOutcomes(evidence.parts, catalogue);
  const pipelineDigest = outcome === undefined ? null : outcomeDigest(outcome, WORLD_VERSION);
  const report = auditRun({
    ...sent,
    applied: unionOf(catalogue.products.length, evidence.applied),
    deadLettered: unionOf(catalogue.products.length, evidence.deadLettered),
    rows: outcome?.products ?? [],
    drained: evidence.drained,
    interactive,
    digest: { pipeline: pipelineDigest, simulated },
  });
  const closing = new Map(
    outcome?.products.map(({ productIndex, onHandUnits }) => [productIndex, onHandUnits]),
  );
  return {
    report,
    totals: outcome?.totals ?? null,
    pipelineDigest,
    results: null,
    closingUnits: (productIndex) => closing.get(productIndex) ?? null,
  };
}

function auditForeign(
  { results, drained }: ExternalEvidence,
  sent: Sent,
  exempt: SeqRanges,
): Judged {
  const found = results === null ? null : { ...results, first: SeqRanges.from(results.first) };
  const { results: told, ...report } = auditExternal({ ...sent, exempt, results: found, drained });
  return {
    report,
    totals: null,
    pipelineDigest: null,
    results: told,
    closingUnits: (productIndex) =>
      found !== null && (found.stockSeqs[productIndex] ?? 0) > 0
        ? (found.stockUnits[productIndex] ?? null)
        : null,
  };
}

function unionOf(products: number, transfers: readonly SeqRangesTransfer[]): SeqRanges {
  return SeqRanges.union([
    new SeqRanges(products),
    ...transfers.map((transfer) => SeqRanges.from(transfer)),
  ]);
}

/** How many events of the plan somebody played; undefined: nobody did, or the worker who knows is gone. */
function playedEvents({ interactive, planned }: AuditTask): number | undefined {
  const [only] = planned;
  if (interactive !== true || planned.length !== 1 || only === undefined) return undefined;
  return only.reduce((sum, seq) => sum + seq, 0);
}

/** Ends with its last event: a plan that is made to last for hours has years of business behind what was played. */
function worldUntil(world: World, events: number): World {
  const timeline = new Timeline(world);
  let endMs = world.startMs;
  for (let taken = 0; taken < events; taken += 1) {
    endMs = Math.max(endMs, timeline.next()?.virtualMs ?? endMs);
  }
  return { ...world, endMs };
}

/** By product: what its worker planned; -1 when that worker died. */
function plannedByOwner(task: AuditTask, weights: Float64Array): Int32Array {
  const owner = assignProducts(weights, task.planned.length);
  return Int32Array.from(owner, (worker, product) => task.planned[worker]?.[product] ?? -1);
}

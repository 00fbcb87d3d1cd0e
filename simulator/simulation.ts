/** The scenario in virtual time: no broker, one thread, the same stages, as fast as they go. */
import { EVENT_TYPES, type StockEvent } from '../pipeline/event.ts';
import { outcomeDigest } from '../pipeline/stages/digest.ts';
import type { Effects } from '../pipeline/stages/effects.ts';
import { mergeOutcomes, type Outcome } from '../pipeline/stages/outcome.ts';
import { StockPipeline } from '../pipeline/stages/pipeline.ts';
import { type PlannedEvent, Timeline } from './world/timeline.ts';
import { WORLD_VERSION } from './world/version.ts';
import type { World } from './world/world.ts';

export interface Simulation {
  readonly outcome: Outcome;
  readonly digest: string;
  readonly events: number;
  /** In the order of `EVENT_TYPES`. */
  readonly eventsByType: readonly number[];
  /** By product: its highest productSeq. */
  readonly plannedSeqs: Int32Array;
}

/** Events between two calls of `onProgress`. */
const PROGRESS_EVERY_EVENTS = 200_000;

export interface SimulationOptions {
  /** Sees every event in order of time, in an object that is reused, and what it left on its product's shelf. */
  readonly witness?: (event: PlannedEvent, onHandUnits: number) => void;
  readonly onProgress?: (events: number, virtualMs: number) => void;
  readonly effects?: Effects<StockEvent>;
  /** Indexes of the only products that are played; outcome, digest and counts are then of these alone. */
  readonly products?: readonly number[];
  /** The plan is played so far; default: to its end. */
  readonly maxEvents?: number;
}

export function simulate(world: World, options: SimulationOptions = {}): Simulation {
  const { scenario, catalogue, history, startMs, endMs } = world;
  const played = options.products ?? catalogue.products.map(({ index }) => index);
  const timeline = new Timeline(world, ownsOnly(options.products));
  const pipeline = new StockPipeline<StockEvent>({
    catalogue,
    history,
    startMs,
    endMs,
    shortage: scenario.pipeline.shortage,
    // Events come in order here: what `ordering: arrival` spoils in a run must differ from this.
    ordering: 'sequence',
    effects: options.effects ?? NO_EFFECTS,
  });
  const eventsByType = EVENT_TYPES.map(() => 0);
  const { witness, onProgress, maxEvents = Number.POSITIVE_INFINITY } = options;
  let events = 0;
  while (events < maxEvents) {
    const event = timeline.next();
    if (event === undefined) break;
    pipeline.offer(event);
    witness?.(event, pipeline.onHandUnits(event.productIndex));
    eventsByType[event.type] = (eventsByType[event.type] as number) + 1;
    events += 1;
    if (events % PROGRESS_EVERY_EVENTS === 0) onProgress?.(events, event.virtualMs);
  }
  pipeline.finish(played);
  const outcome = mergeOutcomes([pipeline.outcome(played)], catalogue);
  return {
    outcome,
    digest: outcomeDigest(outcome, WORLD_VERSION),
    events,
    eventsByType,
    plannedSeqs: Int32Array.from(catalogue.products, ({ index }) => timeline.plannedSeq(index)),
  };
}

function ownsOnly(products: readonly number[] | undefined): (productIndex: number) => boolean {
  if (products === undefined) return () => true;
  const owned = new Set(products);
  return (productIndex) => owned.has(productIndex);
}

const NO_EFFECTS: Effects<StockEvent> = { applied() {}, alertChanged() {}, dayClosed() {} };

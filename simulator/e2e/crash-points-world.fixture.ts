/** The world in which consumers die: small, with poison and alerts, and everything that is known of it beforehand. */
import { alertMessage, type EngineAlertMessage } from '../../pipeline/kafka/alert-records.ts';
import type { Product, Warehouse } from '../../pipeline/product.ts';
import type { RunWorld } from '../../pipeline/query/partitions.ts';
import { partitionOfKeys } from '../../pipeline/topics.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Simulation, simulate } from '../simulation.ts';
import { type PlannedEvent, Timeline } from '../world/timeline.ts';
import { buildWorld, type World } from '../world/world.ts';
import type { CrashPlan } from './crash-points-plan.fixture.ts';

export interface CrashWorld {
  readonly scenario: Scenario;
  readonly world: World;
  readonly runWorld: RunWorld;
  readonly events: readonly PlannedEvent[];
  readonly simulation: Simulation;
  /** Identities of everything that the pipeline has to say of alerts: see {@link alertIdentity}. */
  readonly alerts: ReadonlySet<string>;
}

export function crashWorld(
  { seed, partitions, consumers }: CrashPlan,
  sessionTimeoutMs: number,
): CrashWorld {
  const base = scenarioFixture();
  const scenario = scenarioFixture({
    seed: String(seed),
    load: constantLoad(1000, 3000),
    clock: { ...base.clock, speed: 100_000 },
    catalogue: { ...base.catalogue, products: 200 },
    poisonPerMillion: 8000,
    producers: { ...base.producers, workers: 1 },
    pipeline: {
      ...{ ...base.pipeline, partitions, consumers },
      ...{ sessionTimeoutMs, rebalanceTimeoutMs: sessionTimeoutMs },
    },
  });
  const world = buildWorld(scenario);
  const { catalogue, history, startMs, endMs } = world;
  const alerts = new Set<string>();
  const simulation = simulate(world, {
    effects: {
      applied() {},
      dayClosed() {},
      alertChanged: (change) => {
        const product = catalogue.products[change.productIndex] as Product;
        const warehouse = catalogue.warehouses[product.warehouseIndex] as Warehouse;
        alerts.add(alertIdentity(alertMessage(change, product, warehouse, '', undefined)));
      },
    },
  });
  const ids = catalogue.products.map(({ id }) => id);
  return {
    ...{ scenario, world, simulation, alerts },
    events: [...plannedEvents(world)],
    runWorld: {
      ...{ catalogue, history, startMs, endMs, partitions },
      ...{ shortage: 'reject', ordering: 'sequence' },
      partitionOfProduct: partitionOfKeys(ids, partitions),
    },
  };
}

/** All that is said, but for whose run it was, and when the cause was due: the simulation knows neither. */
export function alertIdentity({ metadata, ...message }: EngineAlertMessage): string {
  const { run: _run, due: _due, ...said } = metadata;
  return JSON.stringify({ ...message, metadata: said });
}

function* plannedEvents(world: World): Generator<PlannedEvent> {
  const timeline = new Timeline(world);
  for (let event = timeline.next(); event !== undefined; event = timeline.next())
    yield { ...event };
}

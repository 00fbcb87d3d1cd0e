/** A small busy world in which everything happens that an inventory report speaks of. */
import type { AlertChange } from '../../pipeline/stages/effects.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Simulation, simulate } from '../simulation.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import { buildWorld, type World } from '../world/world.ts';
import { InventoryBook } from './inventory-book.ts';

export interface Replayed {
  readonly world: World;
  readonly simulation: Simulation;
  readonly book: InventoryBook;
  readonly events: readonly (PlannedEvent & { readonly onHandUnits: number })[];
  readonly alertChanges: readonly AlertChange[];
}

/** Twenty products, a thousand arrivals, somewhat more than nine days; empty shelves are common. */
export function busyScenario(parts: Partial<Scenario> = {}): Scenario {
  const fixture = scenarioFixture();
  return {
    ...fixture,
    clock: { ...fixture.clock, speed: 800_000 },
    load: constantLoad(1000, 1000),
    catalogue: { ...fixture.catalogue, openingStock: 'low' },
    poisonPerMillion: 20_000,
    ...parts,
  };
}

export function withShortage(scenario: Scenario, shortage: Scenario['pipeline']['shortage']) {
  return { ...scenario, pipeline: { ...scenario.pipeline, shortage } };
}

export function replay(scenario: Scenario): Replayed {
  const world = buildWorld(scenario);
  const book = new InventoryBook(world);
  const events: (PlannedEvent & { onHandUnits: number })[] = [];
  const alertChanges: AlertChange[] = [];
  const simulation = simulate(world, {
    witness: (event, onHandUnits) => {
      events.push({ ...event, onHandUnits });
      book.take(event, onHandUnits);
    },
    effects: {
      ...book.effects,
      alertChanged: (change, cause) => {
        alertChanges.push(change);
        book.effects.alertChanged(change, cause);
      },
    },
  });
  book.finish();
  return { world, simulation, book, events, alertChanges };
}

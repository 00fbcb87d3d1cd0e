/** `streamstock simulate`: the scenario in virtual time, without a broker; same digest as a run. */
import type { CommandModule, InferredOptionTypes } from 'yargs';
import { EVENT_TYPES } from '../../pipeline/event.ts';
import { whole } from '../../reports/numbers.ts';
import { runOutcome } from '../../reports/outcome.ts';
import { renderProgress } from '../../reports/progress.ts';
import { stockEntries } from '../../reports/stock-entries.ts';
import { InventoryBook } from '../inventory/inventory-book.ts';
import { describeScenario } from '../scenario/describe.ts';
import { simulate } from '../simulation.ts';
import { WORLD_VERSION } from '../world/version.ts';
import { buildWorld } from '../world/world.ts';
import { jsonOption, overrideFlags, overrideOptions, scenarioPositional } from './options.ts';
import { resolveScenario } from './resolve.ts';

const options = { ...overrideOptions, ...jsonOption } as const;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'simulate <scenario>',
  describe: 'Play a scenario in virtual time, without a broker, as fast as it goes',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: (parsed) => {
    const { scenario } = resolveScenario(
      parsed.scenario,
      overrideFlags(parsed),
      process.env,
      'simulate',
    );
    process.stderr.write(`${describeScenario(scenario)}\n`);
    const world = buildWorld(scenario);
    const progress = renderProgress();
    const startedMs = performance.now();
    const book = new InventoryBook(world);
    const result = simulate(world, {
      witness: (event, onHandUnits) => book.take(event, onHandUnits),
      effects: book.effects,
      onProgress: (events, virtualMs) => {
        const date = new Date(virtualMs).toISOString().slice(0, 10);
        progress.update(`${whole(events)} events, ${date} in business time`);
      },
    });
    const seconds = (performance.now() - startedMs) / 1000;
    progress.done();
    book.finish();
    const inventory = book.figures();
    const outcome = runOutcome(result.outcome.totals, scenario.catalogue.products);
    if (parsed.json) {
      process.stdout.write(
        `${JSON.stringify({
          scenario: scenario.name,
          seed: scenario.seed,
          worldVersion: WORLD_VERSION,
          digest: result.digest,
          events: result.events,
          eventsByType: Object.fromEntries(
            EVENT_TYPES.map((type, index) => [type, result.eventsByType[index]]),
          ),
          eventsPerSecond: Math.round(result.events / seconds),
          totals: outcome.totals,
          inventory,
        })}\n`,
      );
      return;
    }
    const lines: [label: string, text: string][] = [
      ['digest', result.digest],
      [
        'events',
        EVENT_TYPES.map((type, index) => `${whole(result.eventsByType[index] ?? 0)} ${type}`).join(
          ' · ',
        ),
      ],
      ...stockEntries({
        outcome,
        inventory: { ...inventory, products: [] },
        lag: null,
        pipeline: { kind: 'own' },
      }).map(({ label, text }): [string, string] => [label, text]),
      ['speed', `${whole(Math.round(result.events / seconds))} events per second, one thread`],
    ];
    for (const [label, text] of lines) process.stdout.write(`${label.padEnd(11)}${text}\n`);
  },
};

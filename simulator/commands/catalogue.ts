/** `streamstock catalogue`: what a service must know to keep the stock of a scenario: its products as the load begins. */
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { csvText } from '../../reports/csv.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildCatalogue } from '../world/catalogue.ts';
import { overrideOptions, scenarioPositional } from './options.ts';
import { resolveScenario } from './resolve.ts';

const options = {
  seed: overrideOptions.seed,
  json: { type: 'boolean', default: false, describe: 'Print one JSON list instead of lines' },
  csv: { type: 'boolean', default: false, describe: 'Print comma-separated values instead' },
} as const satisfies Record<string, Options>;
type Arguments = { scenario: string } & InferredOptionTypes<typeof options>;

/** One product as the load begins; names as on the wire. */
export interface CatalogueLine {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly warehouseId: string;
  /** Units on hand before the first event. */
  readonly quantity: number;
  readonly reorderPoint: number;
  readonly maxCapacity: number;
  /** Dollars. */
  readonly price: number;
}

export const command: CommandModule<object, Arguments> = {
  command: 'catalogue <scenario>',
  describe: 'List the products of a scenario with their opening stock, as JSON lines',
  builder: (yargs) => yargs.positional('scenario', scenarioPositional).options(options),
  handler: ({ scenario: name, seed, json, csv }) => {
    if (json && csv) {
      throw new StreamstockError('USAGE', '--json and --csv contradict each other', {
        hint: 'Leave one of them out.',
      });
    }
    const { scenario } = resolveScenario(name, { seed }, process.env, 'simulate');
    const lines = catalogueLines(scenario);
    if (csv) process.stdout.write(csvOf(lines));
    else if (json) process.stdout.write(`${JSON.stringify(lines)}\n`);
    else for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  },
};

/** In the order of the catalogue. */
export function catalogueLines(scenario: Scenario): CatalogueLine[] {
  const { products, warehouses } = buildCatalogue(scenario);
  return products.map((product) => ({
    id: product.id,
    sku: product.sku,
    name: product.name,
    category: product.category,
    warehouseId: warehouses[product.warehouseIndex]?.id ?? '',
    quantity: product.openingStockUnits,
    reorderPoint: product.reorderPointUnits,
    maxCapacity: product.maxCapacityUnits,
    price: product.priceCents / 100,
  }));
}

function csvOf(lines: readonly CatalogueLine[]): string {
  const [first] = lines;
  return first === undefined
    ? ''
    : csvText([Object.keys(first), ...lines.map((line) => Object.values(line))]);
}

/** `streamstock scenarios`: what comes with the project. */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { planLoad } from '../load/plan.ts';
import { formatDuration } from '../scenario/durations.ts';
import { loadScenarioFile } from '../scenario/load.ts';
import { jsonOption } from './options.ts';
import { projectRoot, shippedNames } from './resolve.ts';
import { grouped, renderTable } from './table.ts';

export interface ScenarioSummary {
  readonly name: string;
  readonly description: string;
  readonly durationMs: number;
  readonly arrivals: number;
  readonly peakPerSecond: number;
  readonly products: number;
}

export const command: CommandModule<object, { json: boolean }> = {
  command: 'scenarios',
  describe: 'List the scenarios that come with the project',
  builder: (yargs) => yargs.options(jsonOption),
  handler: ({ json }) => {
    const summaries = shippedNames().map(summaryOf);
    process.stdout.write(
      json ? `${JSON.stringify(summaries, null, 2)}\n` : renderSummaries(summaries),
    );
  },
};

export function summaryOf(name: string): ScenarioSummary {
  const scenario = loadScenarioFile(join(projectRoot(), 'scenarios', `${name}.yaml`));
  const { durationMs, arrivals, peakPerSecond } = planLoad(scenario);
  return {
    name,
    description: scenario.description,
    durationMs,
    arrivals,
    peakPerSecond,
    products: scenario.catalogue.products,
  };
}

export function renderSummaries(summaries: readonly ScenarioSummary[]): string {
  const table = renderTable(
    [
      { title: 'Scenario', align: 'left' },
      { title: 'Lasts', align: 'right' },
      { title: 'Events', align: 'right' },
      { title: 'Peak/s', align: 'right' },
      { title: 'Products', align: 'right' },
    ],
    summaries.map((summary) => [
      summary.name,
      formatDuration(summary.durationMs),
      grouped(summary.arrivals),
      grouped(summary.peakPerSecond, 1),
      grouped(summary.products),
    ]),
  );
  const descriptions = summaries.map(({ name, description }) => `  ${name}: ${description}\n`);
  return `${table}\n${descriptions.join('')}`;
}

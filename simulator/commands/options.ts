/** Flags that several commands share, so that they are called and explained alike everywhere. */
import type { InferredOptionTypes, Options } from 'yargs';
import type { OverrideTexts } from '../scenario/overrides.ts';

export const scenarioPositional = {
  type: 'string',
  demandOption: true,
  describe: 'A shipped scenario (see the command scenarios), or the path of a scenario file',
} as const satisfies Options;

/** Texts, not numbers: the loader validates them, and its messages name the flag. */
export const overrideOptions = {
  seed: text('Decides everything that happens in the world'),
  workers: text('Producer threads'),
  consumers: text('Consumer threads'),
  partitions: text('Partitions of every topic'),
  duration: text('How long events are due, such as 20s or 1m30s; ramps are scaled'),
  rate: text('Events a second, or 10/1m; for constant-arrival-rate scenarios'),
} as const satisfies Record<keyof OverrideTexts, Options>;

export const brokerOption = {
  broker: text(
    'embedded (default), embedded:port, local (starts Apache Kafka here), kafka (as KAFKA_BROKERS says), or host:port[,host:port…]',
  ),
} as const satisfies Record<string, Options>;

export const jsonOption = {
  json: { type: 'boolean', default: false, describe: 'Print JSON instead of text' },
} as const satisfies Record<string, Options>;

export const runsDirOption = {
  'runs-dir': {
    type: 'string',
    requiresArg: true,
    default: 'runs',
    describe: 'Where run folders are made',
  },
} as const satisfies Record<string, Options>;

/** The overrides among parsed arguments. */
export function overrideFlags(
  parsed: Readonly<InferredOptionTypes<typeof overrideOptions>>,
): OverrideTexts {
  const { seed, workers, consumers, partitions, duration, rate } = parsed;
  return { seed, workers, consumers, partitions, duration, rate };
}

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const satisfies Options;
}

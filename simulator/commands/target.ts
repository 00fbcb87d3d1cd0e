/** Where the load of a command goes: from flags and environment to a broker, or a cluster that may be loaded. */
import type { InferredOptionTypes, Options } from 'yargs';
import { DEFAULT_TOPICS } from '../cluster/cluster.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Environment } from '../scenario/overrides.ts';
import { brokerOption } from './options.ts';
import { brokerText, resolveBroker } from './resolve.ts';

export const targetOptions = { ...brokerOption } as const satisfies Record<string, Options>;
export type TargetFlags = InferredOptionTypes<typeof targetOptions>;

export interface Target {
  readonly broker: BrokerWanted;
  /** For the sentence before a run: `the embedded broker`, `Kafka at a:9092`. */
  readonly text: string;
  /** What to add to a make command to reach it again: `BROKER=…`; never a secret. */
  readonly replayWords: readonly string[];
}

/** @throws StreamstockError USAGE, CONNECTION_INVALID */
export async function resolveTarget(flags: TargetFlags, environment: Environment): Promise<Target> {
  const choice = resolveBroker(flags.broker, environment);
  const text = brokerText(choice);
  if (choice.kind === 'embedded') {
    return {
      broker: choice,
      text,
      replayWords: choice.port > 0 ? [`BROKER=embedded:${choice.port}`] : [],
    };
  }
  return {
    broker: {
      kind: 'kafka',
      connection: { brokers: choice.addresses, kind: 'external' },
      topics: DEFAULT_TOPICS,
    },
    text,
    replayWords: [`BROKER=${choice.addresses.join(',')}`],
  };
}

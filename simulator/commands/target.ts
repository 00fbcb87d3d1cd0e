/** Where the load of a command goes: from flags and environment to a broker, or a cluster that may be loaded. */
import type { InferredOptionTypes, Options } from 'yargs';
import { clear } from '../cluster/clearance.ts';
import { type ClusterWanted, DEFAULT_TOPICS } from '../cluster/cluster.ts';
import type { PlannedPeak } from '../cluster/guard.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Environment } from '../scenario/overrides.ts';
import { brokerOption } from './options.ts';
import { brokerText, resolveBroker } from './resolve.ts';

export const targetOptions = { ...brokerOption } as const satisfies Record<string, Options>;
export type TargetFlags = InferredOptionTypes<typeof targetOptions>;

export interface Target {
  readonly wanted:
    | Extract<BrokerWanted, { kind: 'embedded' }>
    | ({ kind: 'kafka' } & ClusterWanted);
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
      wanted: choice,
      text,
      replayWords: choice.port > 0 ? [`BROKER=embedded:${choice.port}`] : [],
    };
  }
  return {
    wanted: {
      kind: 'kafka',
      connection: { brokers: choice.addresses, kind: 'external' },
      topics: DEFAULT_TOPICS,
      rules: {},
    },
    text,
    replayWords: [`BROKER=${choice.addresses.join(',')}`],
  };
}

/**
 * What a run may be started with: a cluster only when the guard lets it pass.
 * @param peak asked for only where a cap has to be held
 * @throws StreamstockError CLUSTER_NOT_ALLOWED, RATE_NOT_ALLOWED, and what a connection can end in
 */
export async function admit(
  { wanted }: Pick<Target, 'wanted'>,
  peak: () => PlannedPeak | Promise<PlannedPeak>,
): Promise<BrokerWanted> {
  if (wanted.kind === 'embedded') return wanted;
  const { connection, rules, topics } = wanted;
  return { kind: 'kafka', clearance: await clear(connection, rules, peak), topics };
}

/** Where the load of a command goes: from flags and environment to a broker, or a cluster that may be loaded. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { renderProgress } from '../../reports/progress.ts';
import { clear } from '../cluster/clearance.ts';
import type { ClusterWanted } from '../cluster/cluster.ts';
import type { PlannedPeak } from '../cluster/guard.ts';
import {
  type ClusterSettings,
  clusterOptions,
  readClusterSettings,
  refuseClusterFlags,
} from '../cluster/options.ts';
import { type BrokerWords, brokerWords } from '../connection/broker-words.ts';
import { throwFaults } from '../connection/faults.ts';
import { collectSettings, type GivenSettings } from '../connection/given.ts';
import { flagsWithoutCluster, replayFlags, securityText } from '../connection/public-words.ts';
import { readSecurity } from '../connection/security.ts';
import { connectionOptions } from '../connection/settings.ts';
import { ensureLocalKafka } from '../local-kafka/up.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Environment } from '../scenario/overrides.ts';
import { brokerOption } from './options.ts';
import { type BrokerChoice, brokerText, resolveBroker } from './resolve.ts';

export const targetOptions = {
  ...brokerOption,
  ...connectionOptions,
  ...clusterOptions,
} as const satisfies Record<string, Options>;
export type TargetFlags = Partial<InferredOptionTypes<typeof targetOptions>>;

export interface Target {
  readonly wanted:
    | Extract<BrokerWanted, { kind: 'embedded' }>
    | ({ kind: 'kafka' } & ClusterWanted);
  /** For the sentence before a run: `the embedded broker`, `Kafka at a:9092`. */
  readonly text: string;
  /** What to add to a make command to reach it again: `BROKER=…`; never a secret. */
  readonly replayWords: readonly string[];
  /** Flags of the command for the same purpose, a word each; names of files, never a secret. */
  readonly replayFlags: readonly string[];
  /** Worth a line before the run. */
  readonly notes: readonly string[];
}

/** @throws StreamstockError USAGE, CONNECTION_INVALID */
export async function resolveTarget(flags: TargetFlags, environment: Environment): Promise<Target> {
  const settings = collectSettings(flags, environment);
  const words = brokerWords(flags.broker, environment, settings);
  if (words.text === undefined) throwFaults(settings.faults);
  const choice = chooseBroker(words, environment, settings);
  if (choice.kind !== 'kafka') {
    throwFaults([...words.faults, ...flagsWithoutCluster(settings, brokerText(choice))]);
    if (choice.kind === 'local') {
      return localTarget(environment, readClusterSettings(flags, environment));
    }
    // A search for capacity has a flag of that name for its own bounds.
    refuseClusterFlags(flags, ['max-rate']);
    return {
      wanted: choice,
      text: brokerText(choice),
      replayWords: choice.port > 0 ? [`BROKER=embedded:${choice.port}`] : [],
      replayFlags: [],
      notes: [],
    };
  }
  const { security, faults } = readSecurity(settings);
  throwFaults([...settings.faults, ...words.faults, ...faults]);
  const cluster = readClusterSettings(flags, environment);
  const where: Connection = { brokers: choice.addresses, kind: 'external' };
  return {
    wanted: {
      kind: 'kafka',
      connection: security === undefined ? where : { ...where, security },
      topics: cluster.topics,
      rules: cluster.rules,
    },
    text: `${brokerText(choice)}${securityText(security)}`,
    replayWords: [`BROKER=${choice.addresses.join(',')}`],
    replayFlags: [...replayFlags(settings), ...cluster.replayFlags],
    notes: settings.notes,
  };
}

/** @throws StreamstockError CONNECTION_INVALID in place of USAGE where more is wrong than the address alone */
function chooseBroker(
  { text, from, faults }: BrokerWords,
  environment: Environment,
  settings: GivenSettings,
): BrokerChoice {
  try {
    return resolveBroker(text, environment, from);
  } catch (error) {
    const others = [...settings.faults, ...faults, ...readSecurity(settings).faults];
    if (others.length === 0 || !(error instanceof StreamstockError)) throw error;
    const address = { where: from, what: error.message.replace(`${from} `, '') };
    throwFaults([address, ...others]);
    throw error;
  }
}

/** Started when it does not run, and left running: the next run begins at once. */
async function localTarget(
  environment: Environment,
  { topics, rules, replayFlags }: ClusterSettings,
): Promise<Target> {
  const progress = renderProgress();
  try {
    const { addresses } = await ensureLocalKafka({
      environment,
      onProgress: (text) => progress.announce(`Apache Kafka: ${text} …`),
    });
    return {
      wanted: {
        kind: 'kafka',
        connection: { brokers: addresses, kind: 'external' },
        topics,
        rules,
      },
      text: `the local Apache Kafka at ${addresses.join(', ')}`,
      replayWords: ['BROKER=local'],
      replayFlags,
      notes: [],
    };
  } finally {
    progress.done();
  }
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

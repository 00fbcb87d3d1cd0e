/** Where `consume` finds its run: the flags of `bench`, as far as they say where a cluster is and how to speak to it. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { clear } from '../cluster/clearance.ts';
import type { Environment } from '../scenario/overrides.ts';
import { resolveTarget, type Target, type TargetFlags } from './target.ts';

export interface ConsumeTarget {
  readonly connection: Connection;
  /** As the run's topics have it: nothing stands for the run's id any more. */
  readonly topicPrefix: string;
  /** `Kafka at localhost:9092`. */
  readonly where: string;
  readonly notes: readonly string[];
}

const NOTHING_SENT = { perSecond: 0, sentence: 'a consumer sends no load' };

/** @throws StreamstockError USAGE, CONNECTION_INVALID, CLUSTER_NOT_ALLOWED, and what a connection can end in */
export async function resolveConsumeTarget(
  flags: TargetFlags,
  environment: Environment,
): Promise<ConsumeTarget> {
  const { wanted, notes, text }: Target = await resolveTarget(flags, environment);
  if (wanted.kind === 'embedded') {
    // In another process it is a broker like any other.
    return { ...embeddedAt(wanted.port), topicPrefix: '', notes };
  }
  const { prefix } = wanted.topics;
  if (prefix.includes('{run}')) {
    throw usage(
      `--topic-prefix ${prefix}: the id of the run is not known here`,
      'Write the prefix as bench announces it, with the id in place of {run}.',
    );
  }
  // What it publishes belongs to a run that was allowed there; that nobody reads a password on the way is judged anew.
  const clearance = await clear(wanted.connection, wanted.rules, () => NOTHING_SENT);
  return { connection: clearance.connection, topicPrefix: prefix, where: text, notes };
}

function embeddedAt(port: number): Pick<ConsumeTarget, 'connection' | 'where'> {
  if (port === 0) {
    throw usage(
      'consume needs the address of the broker that the run uses',
      'Start the run with --broker embedded:9092 and say the same here, or name its cluster with --broker host:port.',
    );
  }
  const address = `127.0.0.1:${port}`;
  return {
    connection: { brokers: [address], kind: 'embedded' },
    where: `the embedded broker at ${address}`,
  };
}

function usage(message: string, hint: string): StreamstockError {
  return new StreamstockError('USAGE', message, { hint });
}

/** Flags and variables that say how a cluster may be loaded, and what topics on it are to be like. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { topicNameFault } from '../../pipeline/kafka/topic-names.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { formatDuration, parseDurationMs } from '../scenario/durations.ts';
import type { Environment } from '../scenario/overrides.ts';
import type { LoadRules } from './clearance.ts';
import { DEFAULT_TOPICS, type TopicSettings, type TopicWait } from './cluster.ts';
import { REMOTE_RATE_CAP } from './guard.ts';

/** Texts, not numbers, so that messages are ours. */
export const clusterOptions = {
  'topic-prefix': text('Put before every topic name; {run} in it stands for the run id'),
  'replication-factor': text("Replicas of topics that are created; default: the cluster's"),
  'min-isr': text("min.insync.replicas of topics that are created; default: the cluster's"),
  retention: text("How long created topics keep records, such as 7d; default: the cluster's"),
  'create-topics': flag('Create missing topics; --no-create-topics waits for others to do it'),
  'delete-topics': flag('When the run is over, delete the topics it created, and its group'),
  'allow-remote': text('Id of the cluster that may be loaded although this tool did not start it'),
  'max-rate': text(
    `Events a second that a cluster may get; default: no cap on the tool's own, ${REMOTE_RATE_CAP} elsewhere`,
  ),
  'dry-run': flag('Connect, check and say what would happen; write nothing'),
} as const satisfies Record<string, Options>;

export type ClusterFlags = Partial<InferredOptionTypes<typeof clusterOptions>>;

export interface ClusterSettings {
  readonly topics: TopicSettings;
  readonly rules: LoadRules;
  /** Flags that say the same again, a word each. */
  readonly replayFlags: readonly string[];
}

/** In the order of the flags; a flag wins over its variable. */
export const CLUSTER_VARIABLES = {
  'topic-prefix': 'STREAMSTOCK_TOPIC_PREFIX',
  'replication-factor': 'STREAMSTOCK_REPLICATION_FACTOR',
  'min-isr': 'STREAMSTOCK_MIN_ISR',
  retention: 'STREAMSTOCK_RETENTION',
  'create-topics': 'STREAMSTOCK_CREATE_TOPICS',
  'delete-topics': 'STREAMSTOCK_DELETE_TOPICS',
  'allow-remote': 'STREAMSTOCK_ALLOW_REMOTE',
  'max-rate': 'STREAMSTOCK_MAX_RATE',
} as const satisfies Partial<Record<keyof typeof clusterOptions, string>>;

type Name = keyof typeof CLUSTER_VARIABLES;

/** A duration text is bounded by what a topic setting can hold; ten years are enough. */
const LONGEST_RETENTION_MS = 3_653 * 86_400_000;
const MOST_REPLICAS = 32_767;
const HIGHEST_RATE = 1_000_000;

/**
 * @throws StreamstockError USAGE that names the flag or variable
 */
export function readClusterSettings(
  flags: ClusterFlags,
  environment: Environment,
): ClusterSettings {
  const given = (name: Name): Given | undefined => lookUp(name, flags, environment);
  const prefix = prefixOf(given('topic-prefix'));
  const replicationFactor = wholeOf(given('replication-factor'), MOST_REPLICAS);
  const minInSyncReplicas = wholeOf(given('min-isr'), MOST_REPLICAS);
  const retentionMs = retentionOf(given('retention'));
  const create = switchOf(given('create-topics')) ?? DEFAULT_TOPICS.create;
  const deleteAfter = switchOf(given('delete-topics')) ?? DEFAULT_TOPICS.deleteAfter;
  const allowRemote = clusterIdOf(given('allow-remote'));
  const maxPerSecond = rateOf(given('max-rate'));
  if (
    replicationFactor !== undefined &&
    minInSyncReplicas !== undefined &&
    minInSyncReplicas > replicationFactor
  ) {
    throw usage(
      `--min-isr ${minInSyncReplicas} is above --replication-factor ${replicationFactor}: nothing would ever be acknowledged`,
      'Lower the one or raise the other.',
    );
  }
  return {
    topics: {
      ...{ prefix, create, deleteAfter },
      replicationFactor: replicationFactor ?? DEFAULT_TOPICS.replicationFactor,
      ...(minInSyncReplicas === undefined ? {} : { minInSyncReplicas }),
      ...(retentionMs === undefined ? {} : { retentionMs }),
      wait: readTopicWait(environment),
    },
    rules: {
      ...(allowRemote === undefined ? {} : { allowRemote }),
      ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
    },
    replayFlags: [
      ...(prefix === '' ? [] : [`--topic-prefix=${prefix}`]),
      ...(replicationFactor === undefined ? [] : [`--replication-factor=${replicationFactor}`]),
      ...(minInSyncReplicas === undefined ? [] : [`--min-isr=${minInSyncReplicas}`]),
      ...(retentionMs === undefined ? [] : [`--retention=${formatDuration(retentionMs)}`]),
      ...(create ? [] : ['--no-create-topics']),
      ...(deleteAfter ? ['--delete-topics'] : []),
      ...(allowRemote === undefined ? [] : [`--allow-remote=${allowRemote}`]),
      ...(maxPerSecond === undefined ? [] : [`--max-rate=${maxPerSecond}`]),
    ],
  };
}

/**
 * The embedded broker has topics of its own making and belongs to the run: such a flag means that something else was meant.
 * @throws StreamstockError USAGE
 */
export function refuseClusterFlags(flags: ClusterFlags, except: readonly Name[] = []): void {
  const names = Object.keys(CLUSTER_VARIABLES) as Name[];
  const typed = names.find((name) => flags[name] !== undefined && !except.includes(name));
  if (typed === undefined) return;
  throw usage(
    `--${flags[typed] === false ? 'no-' : ''}${typed} is for a cluster, and the load goes to the embedded broker`,
    'Name the cluster with --broker host:port, or leave the flag out.',
  );
}

/**
 * `TOPIC_WAIT_TIMEOUT_SEC` (300), `TOPIC_WAIT_INTERVAL_SEC` (2), `TOPIC_WAIT_SKIP` (true, 1 or yes: look once).
 * @throws StreamstockError USAGE
 */
export function readTopicWait(environment: Environment): TopicWait {
  const { TOPIC_WAIT_SKIP, TOPIC_WAIT_TIMEOUT_SEC, TOPIC_WAIT_INTERVAL_SEC } = environment;
  const { wait } = DEFAULT_TOPICS;
  return {
    skip: switchOf(variable('TOPIC_WAIT_SKIP', TOPIC_WAIT_SKIP)) ?? wait.skip,
    timeoutMs:
      secondsOf(variable('TOPIC_WAIT_TIMEOUT_SEC', TOPIC_WAIT_TIMEOUT_SEC), 0) ?? wait.timeoutMs,
    intervalMs:
      secondsOf(variable('TOPIC_WAIT_INTERVAL_SEC', TOPIC_WAIT_INTERVAL_SEC), 0.1) ??
      wait.intervalMs,
  };
}

interface Given {
  /** `--retention` or `STREAMSTOCK_RETENTION`. */
  readonly from: string;
  readonly text: string;
}

function lookUp(name: Name, flags: ClusterFlags, environment: Environment): Given | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { from: `--${name}`, text: String(flag) };
  return variable(CLUSTER_VARIABLES[name], environment[CLUSTER_VARIABLES[name]]);
}

/** An empty variable counts as unset. */
function variable(from: string, text: string | undefined): Given | undefined {
  return text === undefined || text === '' ? undefined : { from, text };
}

function prefixOf(given: Given | undefined): string {
  if (given === undefined) return '';
  const [name] = EVENT_TOPICS;
  const fault = topicNameFault(given.text.replaceAll('{run}', '') + name);
  if (fault === undefined) return given.text;
  throw usage(
    `${given.from} ${JSON.stringify(given.text)}: a topic name with it ${fault}`,
    'For example  team-a.  or  bench.{run}.',
  );
}

function wholeOf(given: Given | undefined, highest: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given.text);
  if (/^[0-9]{1,6}$/.test(given.text) && value >= 1 && value <= highest) return value;
  throw usage(
    `${given.from} must be a whole number from 1 to ${highest}, is ${JSON.stringify(given.text)}`,
    `Without it the cluster's default holds.`,
  );
}

function retentionOf(given: Given | undefined): number | undefined {
  if (given === undefined) return undefined;
  const ms = parseDurationMs(given.text);
  if (ms !== undefined && ms >= 1_000 && ms <= LONGEST_RETENTION_MS) return ms;
  throw usage(
    `${given.from} must be a duration of at least 1s, is ${JSON.stringify(given.text)}`,
    'Write for example 168h or 7d.',
  );
}

function clusterIdOf(given: Given | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (/^[A-Za-z0-9_-]{1,100}$/.test(given.text)) return given.text;
  throw usage(
    `${given.from} must be the id of a cluster, is ${JSON.stringify(given.text)}`,
    'Add --dry-run without it: the message names the id that the cluster reports.',
  );
}

function rateOf(given: Given | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given.text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(given.text) && value >= 0.1 && value <= HIGHEST_RATE) return value;
  throw usage(
    `${given.from} must be events a second from 0.1 to ${HIGHEST_RATE}, is ${JSON.stringify(given.text)}`,
    'Write a plain number such as 2500.',
  );
}

function secondsOf(given: Given | undefined, lowest: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given.text);
  if (/^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(given.text) && value >= lowest) return value * 1000;
  throw usage(
    `${given.from} must be a number of seconds from ${lowest}, is ${JSON.stringify(given.text)}`,
    'Write a plain number such as 30.',
  );
}

function switchOf(given: Given | undefined): boolean | undefined {
  if (given === undefined) return undefined;
  const word = given.text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off'].includes(word)) return false;
  throw usage(
    `${given.from} must be true or false, is ${JSON.stringify(given.text)}`,
    'yes, no, 1 and 0 are understood too.',
  );
}

function usage(message: string, hint: string): StreamstockError {
  return new StreamstockError('USAGE', message, { hint });
}

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const satisfies Options;
}

function flag(describe: string) {
  return { type: 'boolean', describe } as const satisfies Options;
}

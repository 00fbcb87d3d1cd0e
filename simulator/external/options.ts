/** Flags that say whose pipeline a run loads. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { formatDuration, parseDurationMs } from '../scenario/durations.ts';
import type { OwnWanted, PipelineWanted } from './wanted.ts';

export const pipelineOptions = {
  pipeline: {
    type: 'string',
    requiresArg: true,
    default: 'own',
    describe: "own: the project's consumers; external: a service of yours (docs/own-consumer.md)",
  },
  group: text('Consumer group: of your service, or of the run, so that consume can name it'),
  processes: text('Start no consumer threads, and wait for so many processes (see consume)'),
  'results-topic': text('Where your service publishes the ids of the events it has processed'),
  'group-wait': text(
    'How long the group may take to own all partitions (default 60s), or the processes to come (5m)',
  ),
  'drain-timeout': text('How long your group may work on after the last event; default 60s'),
} as const satisfies Record<string, Options>;

export type PipelineFlags = InferredOptionTypes<typeof pipelineOptions>;

const hidden = { hidden: true } as const;

/** The same flags for commands that know the project's own pipeline only: understood, not listed, and refused. */
export const refusedPipelineOptions = {
  pipeline: { ...pipelineOptions.pipeline, ...hidden },
  group: { ...pipelineOptions.group, ...hidden },
  processes: { ...pipelineOptions.processes, ...hidden },
  'results-topic': { ...pipelineOptions['results-topic'], ...hidden },
  'group-wait': { ...pipelineOptions['group-wait'], ...hidden },
  'drain-timeout': { ...pipelineOptions['drain-timeout'], ...hidden },
} as const satisfies Record<string, Options>;

/** @throws StreamstockError USAGE when they ask for a pipeline that is not the project's own */
export function refuseForeignPipeline(flags: PipelineFlags, why: string): void {
  const wanted = resolvePipeline(flags, { kind: 'kafka' });
  const hint = 'Use bench with the rate that you want to know about.';
  if (wanted.kind === 'external') throw usage(`--pipeline external is for bench: ${why}`, hint);
  const [own] = FLAGS_OF_OWN.filter((name) => flags[name] !== undefined);
  if (own !== undefined) throw usage(`--${own} is for bench: one run has one group`, hint);
}

const DEFAULT_WAIT_MS = 60_000;
/** Somebody has to go to other terminals, or machines, and type. */
const DEFAULT_PROCESSES_WAIT_MS = 300_000;
const MOST_PROCESSES = 100;
const FLAGS_OF_EXTERNAL = ['results-topic', 'drain-timeout'] as const;
const FLAGS_OF_OWN = ['group', 'processes'] as const;

/** Where the load goes, as far as it matters here. */
type LoadedBroker =
  | { readonly kind: 'embedded'; readonly port: number }
  | { readonly kind: 'kafka' };

/** @throws StreamstockError USAGE */
export function resolvePipeline(flags: PipelineFlags, broker: LoadedBroker): PipelineWanted {
  if (flags.pipeline !== 'own' && flags.pipeline !== 'external') {
    throw usage(`--pipeline ${flags.pipeline} is unknown`, 'Write own or external.');
  }
  if (flags.pipeline === 'own') return ownWanted(flags, broker);
  if (flags.processes !== undefined) {
    throw usage(
      '--processes is for the consumers of the project',
      'Your service decides itself how many processes it has: leave it out.',
    );
  }
  const { group } = flags;
  if (group === undefined || group === '') {
    throw usage(
      '--pipeline external needs the consumer group of your service',
      'Add --group NAME.',
    );
  }
  if (broker.kind === 'embedded' && broker.port === 0) {
    throw usage(
      'your service cannot find the embedded broker at a port that is chosen at random',
      'Write --broker embedded:9092, or name the cluster that your service reads from.',
    );
  }
  const resultsTopic = flags['results-topic'];
  if (resultsTopic !== undefined && EVENT_TOPICS.some((topic) => resultsTopic.endsWith(topic))) {
    throw usage(
      `--results-topic ${resultsTopic} is a topic of events`,
      'Publish results on a topic of their own.',
    );
  }
  return {
    kind: 'external',
    group,
    ...(resultsTopic === undefined ? {} : { resultsTopic }),
    groupWaitMs: durationOf(flags, 'group-wait', DEFAULT_WAIT_MS),
    drainMs: durationOf(flags, 'drain-timeout', DEFAULT_WAIT_MS),
  };
}

function ownWanted(flags: PipelineFlags, broker: LoadedBroker): OwnWanted {
  const [stray] = FLAGS_OF_EXTERNAL.filter((name) => flags[name] !== undefined);
  if (stray !== undefined) {
    throw usage(`--${stray} belongs to --pipeline external`, 'Add --pipeline external.');
  }
  const { group, processes } = flags;
  if (processes === undefined && flags['group-wait'] !== undefined) {
    throw usage(
      '--group-wait belongs to --pipeline external or --processes',
      'Nobody else is waited for: leave it out.',
    );
  }
  if (group !== undefined && !/^[^\s\p{C}]{1,200}$/u.test(group)) {
    throw usage(
      `--group ${JSON.stringify(group)} is no name of a group`,
      'Up to 200 characters, without blanks.',
    );
  }
  const named = group === undefined ? {} : { group };
  if (processes === undefined) return { kind: 'own', ...named };
  const count = /^[0-9]{1,3}$/.test(processes) ? Number(processes) : 0;
  if (count < 1 || count > MOST_PROCESSES) {
    throw usage(
      `--processes must be a whole number from 1 to ${MOST_PROCESSES}, is ${JSON.stringify(processes)}`,
      'So many are waited for; more may join at any time.',
    );
  }
  if (broker.kind === 'embedded' && broker.port === 0) {
    throw usage(
      'other processes cannot find the embedded broker at a port that is chosen at random',
      'Write --broker embedded:9092, or name a cluster.',
    );
  }
  const processWaitMs = durationOf(flags, 'group-wait', DEFAULT_PROCESSES_WAIT_MS);
  return { kind: 'own', ...named, processes: count, processWaitMs };
}

/** The flags that repeat a run, a word each. */
export function pipelineWords(wanted: PipelineWanted): string[] {
  if (wanted.kind === 'own') return ownWords(wanted);
  const { group, resultsTopic, groupWaitMs, drainMs } = wanted;
  return [
    ...['--pipeline', 'external', '--group', group],
    ...(resultsTopic === undefined ? [] : ['--results-topic', resultsTopic]),
    ...(groupWaitMs === DEFAULT_WAIT_MS ? [] : ['--group-wait', formatDuration(groupWaitMs)]),
    ...(drainMs === DEFAULT_WAIT_MS ? [] : ['--drain-timeout', formatDuration(drainMs)]),
  ];
}

function ownWords({ group, processes, processWaitMs }: OwnWanted): string[] {
  return [
    ...(group === undefined ? [] : ['--group', group]),
    ...(processes === undefined ? [] : ['--processes', String(processes)]),
    ...(processWaitMs === undefined || processWaitMs === DEFAULT_PROCESSES_WAIT_MS
      ? []
      : ['--group-wait', formatDuration(processWaitMs)]),
  ];
}

/** For the sentence before a run: `, read by group my-group`. */
export function pipelineText(wanted: PipelineWanted): string {
  if (wanted.kind === 'own') {
    const { group, processes } = wanted;
    const by = processes === undefined ? '' : `, read by ${otherProcesses(processes)}`;
    return group === undefined ? by : `${by === '' ? ', read' : by} in group ${group}`;
  }
  const { group, resultsTopic } = wanted;
  const results = resultsTopic === undefined ? '' : `, results on ${resultsTopic}`;
  return `, read by group ${group}${results}`;
}

function otherProcesses(count: number): string {
  return count === 1 ? 'another process' : `${count} other processes`;
}

function durationOf(
  flags: PipelineFlags,
  name: 'group-wait' | 'drain-timeout',
  defaultMs: number,
): number {
  const text = flags[name];
  if (text === undefined) return defaultMs;
  const parsedMs = parseDurationMs(text);
  if (parsedMs !== undefined && parsedMs >= 1_000) return parsedMs;
  throw usage(`--${name} ${text} is no duration of a second or more`, 'Write it like 30s or 2m.');
}

function usage(message: string, hint: string): StreamstockError {
  return new StreamstockError('USAGE', message, { hint });
}

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const satisfies Options;
}

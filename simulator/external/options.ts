/** Flags that say whose pipeline a run loads. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { formatDuration, parseDurationMs } from '../scenario/durations.ts';
import type { PipelineWanted } from './wanted.ts';

export const pipelineOptions = {
  pipeline: {
    type: 'string',
    requiresArg: true,
    default: 'own',
    describe: "own: the project's consumers; external: a service of yours (docs/own-consumer.md)",
  },
  group: text('Consumer group of your service'),
  'results-topic': text('Where your service publishes the ids of the events it has processed'),
  'group-wait': text('How long your group may take to own all partitions; default 60s'),
  'drain-timeout': text('How long your group may work on after the last event; default 60s'),
} as const satisfies Record<string, Options>;

export type PipelineFlags = InferredOptionTypes<typeof pipelineOptions>;

const hidden = { hidden: true } as const;

/** The same flags for commands that know the project's own pipeline only: understood, not listed, and refused. */
export const refusedPipelineOptions = {
  pipeline: { ...pipelineOptions.pipeline, ...hidden },
  group: { ...pipelineOptions.group, ...hidden },
  'results-topic': { ...pipelineOptions['results-topic'], ...hidden },
  'group-wait': { ...pipelineOptions['group-wait'], ...hidden },
  'drain-timeout': { ...pipelineOptions['drain-timeout'], ...hidden },
} as const satisfies Record<string, Options>;

/** @throws StreamstockError USAGE when they ask for a pipeline that is not the project's own */
export function refuseForeignPipeline(flags: PipelineFlags, why: string): void {
  if (resolvePipeline(flags, { kind: 'kafka' }).kind === 'own') return;
  throw usage(
    `--pipeline external is for bench: ${why}`,
    'Use bench with the rate that you want to know about.',
  );
}

const DEFAULT_WAIT_MS = 60_000;
const FLAGS_OF_EXTERNAL = ['group', 'results-topic', 'group-wait', 'drain-timeout'] as const;

/** Where the load goes, as far as it matters here. */
type LoadedBroker =
  | { readonly kind: 'embedded'; readonly port: number }
  | { readonly kind: 'kafka' };

/** @throws StreamstockError USAGE */
export function resolvePipeline(flags: PipelineFlags, broker: LoadedBroker): PipelineWanted {
  if (flags.pipeline !== 'own' && flags.pipeline !== 'external') {
    throw usage(`--pipeline ${flags.pipeline} is unknown`, 'Write own or external.');
  }
  if (flags.pipeline === 'own') {
    const [stray] = FLAGS_OF_EXTERNAL.filter((name) => flags[name] !== undefined);
    if (stray === undefined) return { kind: 'own' };
    throw usage(`--${stray} belongs to --pipeline external`, 'Add --pipeline external.');
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
    groupWaitMs: durationOf(flags, 'group-wait'),
    drainMs: durationOf(flags, 'drain-timeout'),
  };
}

/** The flags that repeat a run, a word each. */
export function pipelineWords(wanted: PipelineWanted): string[] {
  if (wanted.kind === 'own') return [];
  const { group, resultsTopic, groupWaitMs, drainMs } = wanted;
  return [
    ...['--pipeline', 'external', '--group', group],
    ...(resultsTopic === undefined ? [] : ['--results-topic', resultsTopic]),
    ...(groupWaitMs === DEFAULT_WAIT_MS ? [] : ['--group-wait', formatDuration(groupWaitMs)]),
    ...(drainMs === DEFAULT_WAIT_MS ? [] : ['--drain-timeout', formatDuration(drainMs)]),
  ];
}

/** For the sentence before a run: `, read by group my-group`. */
export function pipelineText(wanted: PipelineWanted): string {
  if (wanted.kind === 'own') return '';
  const { group, resultsTopic } = wanted;
  const results = resultsTopic === undefined ? '' : `, results on ${resultsTopic}`;
  return `, read by group ${group}${results}`;
}

function durationOf(flags: PipelineFlags, name: 'group-wait' | 'drain-timeout'): number {
  const text = flags[name];
  if (text === undefined) return DEFAULT_WAIT_MS;
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

/** `streamstock consume`: a consumer in a process of its own joins the group of a run and takes its share. */
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { EXIT_CODES, StreamstockError } from '../../pipeline/errors.ts';
import { renderProgress } from '../../reports/progress.ts';
import { wrapped } from '../../reports/terminal-text.ts';
import { clusterOptions } from '../cluster/options.ts';
import { connectionOptions } from '../connection/settings.ts';
import { takePart } from '../consumers/remote/take-part.ts';
import { watchInterruption } from '../run/interruption.ts';
import { resolveConsumeTarget } from './consume-target.ts';
import { brokerOption } from './options.ts';
import { toolVersion } from './resolve.ts';

const options = {
  group: {
    type: 'string',
    requiresArg: true,
    demandOption: true,
    describe: 'Consumer group of the run, as bench announces it or as --group named it there',
  },
  name: {
    type: 'string',
    requiresArg: true,
    describe: 'Of this consumer, in reports; under the same name it gets its partitions back',
  },
  broker: {
    ...brokerOption.broker,
    describe: 'Where the run is: host:port[,host:port…], embedded:port, local, or kafka',
  },
  ...connectionOptions,
  'topic-prefix': clusterOptions['topic-prefix'],
  'allow-remote': clusterOptions['allow-remote'],
} as const satisfies Record<string, Options>;
type Arguments = InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'consume',
  describe:
    'Join the consumer group of a run that goes on elsewhere, and take a share of its events',
  builder: (yargs) => yargs.options(options),
  handler: async (parsed) => {
    process.exitCode = await consume(parsed);
  },
};

async function consume(parsed: Arguments): Promise<number> {
  const name = nameOf(parsed.name);
  const group = groupOf(parsed.group);
  const { connection, topicPrefix, where, notes } = await resolveConsumeTarget(parsed, process.env);
  const page = { colour: false, width: process.stderr.columns ?? Number.POSITIVE_INFINITY };
  for (const note of notes) process.stderr.write(`! ${wrapped(note, 2, page)}\n`);
  const interruption = watchInterruption();
  const progress = renderProgress();
  try {
    const { text } = await takePart({
      ...{ connection, topicPrefix, where, group, name, interruption },
      toolVersion: toolVersion(),
      onProgress: (line) => progress.update(line),
      onChange: (line) => progress.announce(line),
      onTold: (line) => {
        progress.done();
        process.stderr.write(`${wrapped(line, 2, page)}\n`);
      },
    });
    progress.done();
    process.stderr.write(`${wrapped(text, 2, page)}\n`);
    return EXIT_CODES.passed;
  } finally {
    progress.done();
    interruption.dispose();
  }
}

/** @throws StreamstockError USAGE */
function nameOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(text)) return text;
  throw new StreamstockError('USAGE', `--name ${JSON.stringify(text)} is no name of a consumer`, {
    hint: 'Up to 60 letters, digits, dots, dashes and underscores.',
  });
}

function groupOf(text: string): string {
  if (text !== '') return text;
  throw new StreamstockError('USAGE', '--group is empty', {
    hint: 'Write the name that bench announces.',
  });
}

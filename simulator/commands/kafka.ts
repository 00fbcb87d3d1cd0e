/** `streamstock kafka up|down|status`: the project's own Apache Kafka, without Docker. */
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { EXIT_CODES, StreamstockError } from '../../pipeline/errors.ts';
import { renderProgress } from '../../reports/progress.ts';
import { bringDown } from '../local-kafka/down.ts';
import { pinnedJars } from '../local-kafka/jars.ts';
import type { ClusterSize } from '../local-kafka/state.ts';
import { type LocalKafkaStatus, localKafkaStatus, type NodeStatus } from '../local-kafka/status.ts';
import { abortedBy, bringUp, inBrokers } from '../local-kafka/up.ts';
import { watchInterruption } from '../run/interruption.ts';
import { jsonOption } from './options.ts';
import { shownFolder } from './shown-folder.ts';

const upOptions = {
  ...jsonOption,
  brokers: {
    type: 'string',
    choices: ['1', '3'],
    requiresArg: true,
    describe: 'How many; three keep every record on three, and bear the loss of one',
  },
  port: {
    type: 'string',
    requiresArg: true,
    describe: 'Of the first broker [default: as the last time, else 9092, else any free one]',
  },
} as const satisfies Record<string, Options>;

const downOptions = {
  ...jsonOption,
  'delete-data': {
    type: 'boolean',
    default: false,
    describe: 'Remove all topics, records and logs, of one broker and of three',
  },
} as const satisfies Record<string, Options>;

const up: CommandModule<object, InferredOptionTypes<typeof upOptions>> = {
  command: 'up',
  describe: 'Start it, or find it running, and wait until it can be used',
  builder: (yargs) => yargs.options(upOptions),
  handler: async ({ brokers, port, json }) => {
    const interruption = watchInterruption();
    const progress = renderProgress();
    try {
      const local = await bringUp({
        environment: process.env,
        brokers: brokers === undefined ? undefined : (Number(brokers) as ClusterSize),
        port: port === undefined ? undefined : portNumber(port),
        signal: abortedBy(interruption),
        onProgress: (text) => progress.announce(`Apache Kafka: ${text} …`),
      });
      progress.done();
      const addresses = local.addresses.join(',');
      process.stderr.write(
        [
          `Apache Kafka ${pinnedJars().kafka} ${local.started ? 'runs' : 'runs already'}: ${inBrokers(local.brokers)} at ${addresses}, cluster id ${local.clusterId}.`,
          `Data and logs: ${shownFolder(local.folder)}. It goes on until make kafka-down.`,
          'Next: make bench BROKER=local',
          '',
        ].join('\n'),
      );
      process.stdout.write(json ? jsonLine(local) : `${addresses}\n`);
    } finally {
      progress.done();
      interruption.dispose();
    }
  },
};

const down: CommandModule<object, InferredOptionTypes<typeof downOptions>> = {
  command: 'down',
  describe: 'Stop it; data and ports are kept for the next time',
  builder: (yargs) => yargs.options(downOptions),
  handler: async (parsed) => {
    const progress = renderProgress();
    try {
      const result = await bringDown({
        environment: process.env,
        deleteData: parsed['delete-data'],
        onProgress: (text) => progress.announce(`Apache Kafka: ${text} …`),
      });
      progress.done();
      const [size] = result.stopped;
      process.stderr.write(
        size === undefined
          ? 'No local Kafka was running.\n'
          : `Apache Kafka has stopped: ${inBrokers(size)}.\n`,
      );
      for (const folder of result.deleted) {
        process.stderr.write(`Removed ${shownFolder(folder)}.\n`);
      }
      if (parsed.json) process.stdout.write(jsonLine(result));
    } finally {
      progress.done();
    }
  },
};

const status: CommandModule<object, InferredOptionTypes<typeof jsonOption>> = {
  command: 'status',
  describe: 'Say which brokers run; ends with 95 when it cannot be used',
  builder: (yargs) => yargs.options(jsonOption),
  handler: async ({ json }) => {
    const found = await localKafkaStatus(process.env);
    process.stdout.write(json ? jsonLine(found) : statusText(found));
    if (found.state !== 'running') process.exitCode = EXIT_CODES.couldNotRun;
  },
};

export const command: CommandModule = {
  command: 'kafka',
  describe: 'Run Apache Kafka on this machine without Docker: kafka up, kafka down, kafka status',
  builder: (yargs) =>
    yargs.command(up).command(down).command(status).demandCommand(1, 'kafka up, down or status?'),
  handler: () => undefined,
};

function statusText(found: LocalKafkaStatus): string {
  if (found.state === 'stopped') return 'No local Kafka runs. Start it with make kafka-up.\n';
  const advice = found.state === 'running' ? [] : ['Start what is missing with make kafka-up.'];
  return [
    `Local Kafka of ${inBrokers(found.brokers)}, files in ${shownFolder(found.folder)}:`,
    ...found.nodes.map((node) => `  broker ${node.id} at ${node.address}: ${nodeText(node)}`),
    ...advice,
    '',
  ].join('\n');
}

function nodeText({ pid, clusterId }: NodeStatus): string {
  if (pid === null) return 'does not run';
  return clusterId === null
    ? `process ${pid} runs, but does not answer`
    : `answers, process ${pid}, cluster id ${clusterId}`;
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** @throws StreamstockError USAGE */
function portNumber(text: string): number {
  // Three brokers take this one and the two after it.
  if (/^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_533) return Number(text);
  throw new StreamstockError('USAGE', '--port must be a number from 1 to 65533', {
    hint: 'Leave it out for 9092 or any free port.',
  });
}

#!/usr/bin/env node
/** The command line: finds the command, and ends the process the way `docs/errors.md` says. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import yargs, { type Argv } from 'yargs';
import { EXIT_CODES, StreamstockError } from '../pipeline/errors.ts';
import { nearest } from '../pipeline/nearest.ts';
import { joinRepeated } from './commands/repeated-flags.ts';
import { toolVersion } from './commands/resolve.ts';

interface CommandEntry {
  readonly name: string;
  /** As the command's own module says it: shown in the list without loading the module. */
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<(parser: Argv) => Argv>;
}

/** Modules load when their command is typed: `plan` need not wait for a Kafka client to load. */
const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'bench',
    usage: 'bench <scenario>',
    describe: 'Play a scenario through the whole pipeline, measure and judge it',
    load: async () => {
      const { command } = await import('./commands/bench.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'capacity',
    usage: 'capacity <scenario>',
    describe: 'Search for the highest rate at which all thresholds hold',
    load: async () => {
      const { command } = await import('./commands/capacity.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'compare',
    usage: 'compare [base] [head]',
    describe:
      'Compare two runs, folders of runs or a baseline: slower, faster, same, or cannot tell',
    load: async () => {
      const { command } = await import('./commands/compare.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'ab',
    usage: 'ab [scenario]',
    describe: 'Build two git revisions, measure them in turn on this machine, and compare them',
    load: async () => {
      const { command } = await import('./commands/ab.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'baseline',
    usage: 'baseline <scenario>',
    describe:
      'Measure a scenario several times, and save that as what later runs are compared with',
    load: async () => {
      const { command } = await import('./commands/baseline.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'consume',
    usage: 'consume',
    describe:
      'Join the consumer group of a run that goes on elsewhere, and take a share of its events',
    load: async () => {
      const { command } = await import('./commands/consume.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'simulate',
    usage: 'simulate <scenario>',
    describe: 'Play a scenario in virtual time, without a broker, as fast as it goes',
    load: async () => {
      const { command } = await import('./commands/simulate.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'plan',
    usage: 'plan <scenario>',
    describe: 'Show what a scenario will do: events by type and time, and how busy the shops are',
    load: async () => {
      const { command } = await import('./commands/plan.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'catalogue',
    usage: 'catalogue <scenario>',
    describe: 'List the products of a scenario with their opening stock, as JSON lines',
    load: async () => {
      const { command } = await import('./commands/catalogue.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'report',
    usage: 'report [run]',
    describe: 'Show the reports of finished runs in a browser',
    load: async () => {
      const { command } = await import('./commands/report.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'history',
    usage: 'history [scenario]',
    describe: 'Show the last runs of a scenario, and where their level shifted',
    load: async () => {
      const { command } = await import('./commands/history.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'kafka',
    usage: 'kafka',
    describe: 'Run Apache Kafka on this machine without Docker: kafka up, kafka down, kafka status',
    load: async () => {
      const { command } = await import('./commands/kafka.ts');
      return (parser) => parser.command(command);
    },
  },
  {
    name: 'scenarios',
    usage: 'scenarios',
    describe: 'List the scenarios that come with the project',
    load: async () => {
      const { command } = await import('./commands/scenarios.ts');
      return (parser) => parser.command(command);
    },
  },
];

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs one command line. A command that ran sets `process.exitCode` itself when it has something to say
 * by it.
 *
 * @returns the exit code when the command did not come to run or failed; undefined otherwise
 */
export async function runCommandLine(
  words: readonly string[],
  streams: Streams,
): Promise<number | undefined> {
  try {
    const parser = await parserFor(words);
    try {
      await parser.parseAsync(joinRepeated(words), {}, (_error, _parsed, output) => {
        if (output !== '') streams.out(`${output}\n`);
      });
    } catch (error) {
      if (!(error instanceof Error && error.name === 'YError')) throw error;
      throw usageError(error.message, flagsIn(await parser.getHelp()));
    }
    return undefined;
  } catch (error) {
    return report(error, streams);
  }
}

async function parserFor(words: readonly string[]): Promise<Argv> {
  const typed = words.find((word) => !word.startsWith('-'));
  const entry = COMMANDS.find(({ name }) => name === typed);
  if (typed !== undefined && entry === undefined) throw unknownCommand(typed);
  let parser: Argv = yargs()
    .scriptName('streamstock')
    // Messages are recognised by their words.
    .locale('en')
    .usage(
      '$0 <command>\n\nPlays a seeded world of shops and warehouses as Kafka events, and measures.',
    )
    .parserConfiguration({
      'dot-notation': false,
      // The last of two equal flags counts, so that scripts can append.
      'duplicate-arguments-array': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .demandCommand(1, 'a command is missing')
    .recommendCommands()
    .help()
    .alias('help', 'h')
    .version(toolVersion())
    .wrap(100)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? Object.assign(new Error(message), { name: 'YError' });
    });
  for (const { name, usage, describe, load } of COMMANDS) {
    if (name === entry?.name) parser = (await load())(parser);
    else parser = parser.command(usage, describe);
  }
  return parser;
}

function unknownCommand(typed: string): StreamstockError {
  const names = COMMANDS.map(({ name }) => name);
  const close = nearest(typed, names);
  return new StreamstockError('USAGE', `unknown command ${JSON.stringify(typed)}`, {
    hint: `${close === undefined ? '' : `Did you mean ${close}? `}Commands: ${names.join(', ')}.`,
  });
}

/** From yargs's sentences to ours, with the nearest flags for unknown ones. */
function usageError(message: string, known: readonly string[]): StreamstockError {
  const [sentence = message] = message.split('\n');
  const [, list] = /^Unknown arguments?: (.+)$/.exec(sentence) ?? [];
  const seeHelp = 'Add --help to see what is possible.';
  if (list === undefined) {
    const missing = sentence.startsWith('Not enough non-option arguments');
    const text = missing ? 'an argument is missing' : sentence;
    return new StreamstockError('USAGE', text, { hint: seeHelp });
  }
  const unknown = withoutTwins(list.split(', '));
  const close = unknown.flatMap((word) => nearest(word, known) ?? []).map((flag) => `--${flag}`);
  const text = `unknown ${unknown.length === 1 ? 'argument' : 'arguments'}: ${unknown.join(', ')}`;
  return new StreamstockError('USAGE', text, {
    hint: close.length > 0 ? `Did you mean ${close.join(', ')}? ${seeHelp}` : seeHelp,
  });
}

/** yargs reports `runs-dri` as `runsDri` too. */
function withoutTwins(words: readonly string[]): string[] {
  const dashed = (word: string): string =>
    word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return words.filter((word) => dashed(word) === word || !words.includes(dashed(word)));
}

/** The help text is the one place that lists them all, aliases included. */
function flagsIn(help: string): string[] {
  return [...help.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
}

function report(error: unknown, { err }: Streams): number {
  if (error instanceof StreamstockError) {
    err(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
    return error.exitCode;
  }
  err('This should not have happened; it is a defect of streamstock-bench.\n');
  err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_CODES.couldNotRun;
}

const LINGER_MS = 200;

/** True when this file is the program; tests import it. */
function isProgram(): boolean {
  const [, started] = process.argv;
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  // `streamstock bench spike | head`: who stopped reading misses the rest; run and exit code stay what they are.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const exitCode = await runCommandLine(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if (exitCode !== undefined) process.exitCode = exitCode;
  // Whatever was under way when somebody interrupted need not come to its end.
  if (exitCode === EXIT_CODES.interrupted) process.exit();
  leaveSoon();
}

/**
 * The command has said everything. A connection that was being made when its client was told to end may still be open, and
 * must not keep the process. The timer alone does not; what stdout still holds is written first.
 */
function leaveSoon(): void {
  setTimeout(() => process.stdout.write('', () => process.exit()), LINGER_MS).unref();
}

/** `streamstock report`: shows finished runs in a browser, and makes reports of runs that were killed. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { renderReportHtml } from '../../reports/html.ts';
import { inWords } from '../../reports/numbers.ts';
import { REPORT_FILE } from '../../reports/run-file-names.ts';
import { isLoopback } from '../../reports/server/loopback.ts';
import { openRunFile } from '../../reports/server/run-files.ts';
import { RunList } from '../../reports/server/run-list.ts';
import { createReportServer } from '../../reports/server.ts';
import { DEFAULT_PORT, portNumber } from '../http-port.ts';
import { type FoundRun, findRun } from './find-run.ts';
import { runsDirOption } from './options.ts';

const runPositional = {
  type: 'string',
  describe: 'Folder of a run, its name in the runs folder, or last',
} as const satisfies Options;

const options = {
  port: {
    type: 'string',
    requiresArg: true,
    default: String(DEFAULT_PORT),
    describe: 'Where to listen; 0 for any free port',
  },
  host: {
    type: 'string',
    requiresArg: true,
    default: '127.0.0.1',
    describe: 'Loopback address to listen on',
  },
  recover: {
    type: 'boolean',
    default: false,
    describe: 'Make record and reports of a run whose process was killed',
  },
  'runs-dir': { ...runsDirOption['runs-dir'], describe: 'Where the run folders are' },
} as const satisfies Record<string, Options>;

type Arguments = { run: string | undefined } & InferredOptionTypes<typeof options>;

export const command: CommandModule<object, Arguments> = {
  command: 'report [run]',
  describe: 'Show the reports of finished runs in a browser',
  builder: (yargs) => yargs.positional('run', runPositional).options(options),
  handler: async (parsed) => {
    if (!parsed.recover) return serve(parsed);
    // Serving needs neither the world nor the audit.
    const { recover } = await import('./recover.ts');
    return recover(runToRecover(parsed), parsed['runs-dir']);
  },
};

/** @throws StreamstockError USAGE */
function runToRecover({ run }: Arguments): string {
  if (run !== undefined) return run;
  throw new StreamstockError('USAGE', '--recover needs to know which run', {
    hint: 'Give its folder, its name in the runs folder, or last.',
  });
}

/** Serves until it is interrupted, which is how it is meant to end: exit code 0. */
async function serve(parsed: Arguments): Promise<void> {
  const address = { host: loopbackHost(parsed.host), port: portNumber(parsed.port) };
  const run =
    parsed.run === undefined
      ? undefined
      : await findRun(parsed.run, parsed['runs-dir'], 'finished');
  if (run !== undefined) await mustHaveReport(run);
  const runsFolder = run?.runsFolder ?? parsed['runs-dir'];
  const entries = await new RunList(runsFolder).entries();
  await initHistograms();
  const server = createReportServer({ runsFolder, renderReport: renderReportHtml });
  const ended = interrupted();
  const url = await listen(server, address);
  const finished = entries.filter(({ state }) => state === 'finished').length;
  const others = entries.filter((entry) => 'problem' in entry).length;
  const without = others === 0 ? '' : `, ${inWords(others, 'folder')} without a report`;
  process.stderr.write(
    `Serving ${inWords(finished, 'run')} of ${runsFolder}${without}. Ctrl-C ends.\n`,
  );
  process.stdout.write(`${url}${run === undefined ? '' : `runs/${run.entry.id}/`}\n`);
  await ended;
  // A download may be under way; nobody waits for it.
  setTimeout(() => process.exit(), CLOSE_LIMIT_MS).unref();
  await server.close();
}

const CLOSE_LIMIT_MS = 1500;

/** @throws StreamstockError RECORD_UNREADABLE */
async function mustHaveReport({ entry }: FoundRun): Promise<void> {
  if (entry.state === 'finished' || entry.state === 'search') return;
  const stored = await openRunFile(entry.folder, REPORT_FILE);
  if (stored.state === 'open') return stored.handle.close();
  throw new StreamstockError('RECORD_UNREADABLE', `${entry.id}: ${entry.problem}`, {
    hint: entry.hint,
  });
}

/** @returns the address of the list, with a slash at its end */
async function listen(
  server: FastifyInstance,
  address: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await server.listen(address);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === undefined ? undefined : REASONS[code];
    if (reason === undefined) throw cause;
    throw new StreamstockError(
      'PORT_UNAVAILABLE',
      `port ${address.port} of ${address.host} ${reason}`,
      { hint: 'Choose another with --port, or 0 for any free one.', cause },
    );
  }
  const { port } = server.server.address() as AddressInfo;
  return `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/`;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is not there: this machine has no such address',
};

/** @throws StreamstockError USAGE */
function loopbackHost(text: string): string {
  if (!isLoopback(text)) {
    throw new StreamstockError('USAGE', '--host must be a loopback address', {
      hint: 'Reports are served to this machine alone: 127.0.0.1, ::1 or localhost. To show one to others, send them its report.html.',
    });
  }
  const name = text.replace(/^\[(.*)\]$/, '$1');
  // Names are not looked up: only this one is certain to mean this machine.
  return name.endsWith('localhost') ? '127.0.0.1' : name;
}

/** Resolves at the first SIGINT or SIGTERM. A second one ends the process as it would any other. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const heard = (): void => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, heard);
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, heard);
  });
}

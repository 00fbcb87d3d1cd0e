/** Services of somebody else's for runs with `--pipeline external`: the example of the docs, and spoiled copies of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import type { BenchResult, Workshop } from './command.fixture.ts';

export const GROUP = 'my-group';
export const RESULTS = 'my.results';

/** Busy enough for deliveries, empty shelves, poison and notices; sparse enough for a slow machine. */
export const SHOP = `
load: { executor: constant-arrival-rate, rate: 600, duration: 1500ms }
clock: { speed: 120000 }
catalogue: { products: 60, warehouses: 4, popularity: { law: zipf, exponent: 1 } }
replenishment: { mode: closed, leadTime: [4h, 12h] }
poison: 5000
`;

/** A copy of the example with one line changed. */
export interface Spoiled {
  readonly from: string;
  readonly to: string;
}

/** What it does wrong, or more than the example does. */
export const SPOILED = {
  'forgets every tenth event of a product': {
    from: 'results.push(',
    to: "if (!String(id).endsWith('0')) results.push(",
  },
  'takes events as they come': {
    from: 'if (metadata.seq >= shelf.next) shelf.early.set(metadata.seq, event);',
    to: 'shelf.next = metadata.seq; shelf.early.set(metadata.seq, event);',
  },
  'stops half way': {
    from: 'const messages = batch',
    to: 'if (shelves.size > 20) await new Promise(() => {});\n    const messages = batch',
  },
  'publishes everything twice': {
    from: 'topic: RESULTS, messages }',
    to: 'topic: RESULTS, messages: [...messages, ...messages] }',
  },
  'publishes results of other runs and nonsense': {
    from: 'topic: RESULTS, messages }',
    to: `topic: RESULTS, messages: [...messages, ...STRANGERS] }`,
  },
} as const satisfies Record<string, Spoiled>;

/** Published with every batch: two of another run, one that cannot be read. */
const STRANGERS = `
const STRANGERS = [
  { value: JSON.stringify({ eventId: 'EVT-PROD-001-1', run: 'another-run' }) },
  { value: JSON.stringify({ eventId: 'EVT-PROD-NOBODY-1' }) },
  { value: 'done' },
];
`;

export interface ServiceOptions {
  readonly scenario: string;
  readonly brokers: string;
  readonly spoiled?: keyof typeof SPOILED;
  /** Without a results topic it publishes nothing. */
  readonly results?: boolean;
}

export interface Service {
  stop(): Promise<void>;
}

/** Starts the example, as a user does: a program of its own, with the catalogue in a file. */
export async function startService(workshop: Workshop, options: ServiceOptions): Promise<Service> {
  const catalogue = await workshop.run(['catalogue', options.scenario]);
  const name = `service-${services++}`;
  const program = workshop.file(`${name}.mjs`, programText(options.spoiled));
  linkModules(workshop);
  const log = openSync(join(workshop.folder, `${name}.log`), 'a');
  const child = spawn(process.execPath, [program], {
    cwd: workshop.folder,
    env: {
      PATH: process.env['PATH'],
      BROKERS: options.brokers,
      GROUP,
      CATALOGUE: workshop.file(`${name}.jsonl`, catalogue.stdout),
      ...(options.results === false ? {} : { RESULTS }),
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return { stop: () => end(child) };
}

/** A run on an embedded broker at a port that the service knows, both from beginning to end. */
export async function benchWithService(
  workshop: Workshop,
  options: Omit<ServiceOptions, 'brokers'>,
  flags: readonly string[] = [],
): Promise<ExternalResult> {
  const port = await freePort();
  const bench = workshop.startBench([
    options.scenario,
    ...['--broker', `embedded:${port}`, '--pipeline', 'external', '--group', GROUP],
    ...(options.results === false ? [] : ['--results-topic', RESULTS]),
    ...flags,
  ]);
  await bench.says('Waiting for group');
  const service = await startService(workshop, { ...options, brokers: `127.0.0.1:${port}` });
  try {
    return externalResult(await bench.result);
  } finally {
    await service.stop();
  }
}

export interface ExternalResult extends BenchResult {
  /** Of the printed record. */
  readonly pipeline: Readonly<Record<string, unknown>> & {
    readonly results: Readonly<Record<string, unknown>> | null;
  };
  /** `id` of the invariants, and whether each holds. */
  readonly invariants: Readonly<Record<string, boolean | null>>;
}

export function externalResult(result: BenchResult): ExternalResult {
  const { pipeline } = (result.record ?? {}) as { pipeline?: ExternalResult['pipeline'] };
  if (pipeline === undefined) throw new Error(`the run left no record:\n${result.stderr}`);
  const audit = result.record?.audit ?? [];
  return {
    ...result,
    pipeline,
    invariants: Object.fromEntries(audit.map(({ id, holds }) => [id, holds])),
  };
}

/** A machine busy with other tests may delay the generator, which is the one thing that may be wrong. */
export function expectSoundService({ record, exitCode, stderr, invariants }: ExternalResult): void {
  expect(['passed', 'saturated'], stderr).toContain(record?.verdict.name);
  expect(exitCode).toBe(record?.verdict.name === 'passed' ? 0 : 93);
  expect(Object.values(invariants).filter((holds) => holds !== true)).toEqual([]);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

let services = 1;

function programText(spoiled: ServiceOptions['spoiled']): string {
  const example = readFileSync(join(projectRoot(), 'examples', 'own-consumer.mjs'), 'utf8');
  if (spoiled === undefined) return example;
  const { from, to } = SPOILED[spoiled];
  if (!example.includes(from)) throw new Error(`the example has no line with ${from}`);
  return example.replace(from, to) + STRANGERS;
}

/** So that a program in a folder of its own finds the Kafka client. */
function linkModules(workshop: Workshop): void {
  try {
    symlinkSync(join(projectRoot(), 'node_modules'), join(workshop.folder, 'node_modules'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** From what was typed to what runs: which scenario, with which overrides, against which broker. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamstockError } from '../../pipeline/errors.ts';
import { nearest } from '../../pipeline/nearest.ts';
import { loadScenarioFile } from '../scenario/load.ts';
import {
  collectOverrides,
  type Environment,
  type Override,
  type OverrideTexts,
} from '../scenario/overrides.ts';
import type { Purpose } from '../scenario/rules.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface ResolvedScenario {
  readonly scenario: Scenario;
  /** As typed: a shipped name or a path. */
  readonly source: string;
  readonly path: string;
  /** What took the place of the file's values, and where from. */
  readonly overrides: readonly Override[];
}

/**
 * Precedence: flags, then `STREAMSTOCK_*` variables (and the aliases of them), then the file.
 *
 * @param nameOrFile a shipped name such as `spike`, or a path (with a `/` or ending in `.yaml`, `.yml`)
 * @throws StreamstockError SCENARIO_UNKNOWN, SCENARIO_UNREADABLE, SCENARIO_INVALID
 */
export function resolveScenario(
  nameOrFile: string,
  flags: OverrideTexts,
  environment: Environment,
  purpose: Purpose = 'bench',
): ResolvedScenario {
  const path = looksLikePath(nameOrFile) ? nameOrFile : shippedPath(nameOrFile);
  const overrides = collectOverrides(flags, environment);
  const scenario = loadScenarioFile(path, { overrides, purpose });
  return { scenario, source: nameOrFile, path, overrides };
}

/** Names of the scenarios that come with the project, sorted. */
export function shippedNames(): string[] {
  return readdirSync(join(projectRoot(), 'scenarios'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

export type BrokerChoice =
  /** The project's own Apache Kafka, which is started when it does not run. */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'embedded';
      /** 0: any free one. A fixed port lets other clients in, such as kcat beside a run. */
      readonly port: number;
    }
  | {
      readonly kind: 'kafka';
      /** `host:port`, at least one. */
      readonly addresses: readonly string[];
      /** The flag or variable that named them. */
      readonly from: string;
    };

/** Variables that users of Kafka tools have set; they count only when Kafka is asked for. */
const ADDRESS_VARIABLES = ['KAFKA_BROKERS', 'KAFKA_BROKER', 'BOOTSTRAP_SERVERS'] as const;

/**
 * `embedded` (default), `embedded:9092` (at a fixed port), `local` (the project's own Kafka), `kafka` (at the
 * addresses that the environment names), or `host:port,…`. A variable that is set for other tools alone never sends load to a cluster: that must be asked for.
 *
 * @throws StreamstockError USAGE
 */
export function resolveBroker(
  words: string | undefined,
  environment: Environment,
  saidBy = '--broker',
): BrokerChoice {
  const { STREAMSTOCK_BROKER: variable } = environment;
  const [text, from] =
    words !== undefined ? [words, saidBy] : [variable || 'embedded', 'STREAMSTOCK_BROKER'];
  const [embedded, port = '0'] = /^embedded(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  if (embedded !== undefined && Number(port) <= 65_535)
    return { kind: 'embedded', port: Number(port) };
  if (text === 'local') return { kind: 'local' };
  if (text !== 'kafka') return { kind: 'kafka', addresses: addressesIn(text, from), from };
  for (const name of ADDRESS_VARIABLES) {
    const listed = environment[name];
    if (listed !== undefined && listed !== '') {
      return { kind: 'kafka', addresses: addressesIn(listed, name), from: name };
    }
  }
  throw new StreamstockError(
    'USAGE',
    `${from}: kafka needs an address, and no variable names one`,
    {
      hint: `Write ${from === '--broker' ? '--broker host:port' : 'STREAMSTOCK_BROKER=host:port'}, or set one of ${ADDRESS_VARIABLES.join(', ')}.`,
    },
  );
}

/** For the sentence before a run: `the embedded broker`, `Kafka at a:9092, b:9092`. */
export function brokerText(broker: BrokerChoice): string {
  if (broker.kind === 'local') return 'the local Apache Kafka';
  return broker.kind === 'embedded'
    ? 'the embedded broker'
    : `Kafka at ${broker.addresses.join(', ')}`;
}

function addressesIn(text: string, from: string): string[] {
  const addresses = text.split(',').map((address) => address.trim());
  for (const address of addresses) {
    const [, port] = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})$/.exec(address) ?? [];
    if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) continue;
    // Not repeated: someone may have put a password into the address.
    throw new StreamstockError('USAGE', `${from} is not a list of broker addresses`, {
      hint: 'Write embedded, embedded:port, local, kafka, or host:port[,host:port…].',
    });
  }
  return addresses;
}

function looksLikePath(text: string): boolean {
  return /[/\\]|\.ya?ml$/.test(text);
}

/** Relative to the working directory where that is shorter: it stands in every message. */
function shippedPath(name: string): string {
  const names = shippedNames();
  if (!names.includes(name)) {
    const close = nearest(name, names);
    throw new StreamstockError(
      'SCENARIO_UNKNOWN',
      `there is no scenario named ${JSON.stringify(name)}`,
      {
        hint: `${close === undefined ? '' : `Did you mean ${close}? `}Shipped: ${names.join(', ')}. Or give the path of a file.`,
      },
    );
  }
  const path = join(projectRoot(), 'scenarios', `${name}.yaml`);
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

let knownRoot: string | undefined;

/** The folder of this project's package.json: above the sources, and above `dist/` alike. */
export function projectRoot(): string {
  if (knownRoot !== undefined) return knownRoot;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"name": "streamstock-bench"'))
      break;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json of streamstock-bench above this file');
    folder = parent;
  }
  knownRoot = folder;
  return folder;
}

/** Of this project's package.json. */
export function toolVersion(): string {
  const file = readFileSync(join(projectRoot(), 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

/**
 * Apache Kafka's jars: Maven fetches them from Maven Central once, and every one must be what `jars.json` says, byte for
 * byte. A folder of jars is made whole or not at all; its name changes with the list, so that no broker that runs loses
 * jars that it has not yet opened.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';
import { interrupted, localKafkaFailed, throwIfInterrupted } from './failure.ts';
import { findMaven, type Variables } from './java.ts';
import { withLock } from './lock.ts';

export interface PinnedJars {
  /** Version of Apache Kafka. */
  readonly kafka: string;
  /** SHA-256 by file name, in hex. */
  readonly jars: Readonly<Record<string, string>>;
}

export interface JarsOptions {
  readonly environment: Variables;
  /** Where jars are kept; the project's `.cache/kafka-jars` when absent. */
  readonly cacheFolder?: string;
  readonly onProgress?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @returns the folder of the jars, every one of them checked
 * @throws StreamstockError LOCAL_KAFKA_FAILED without Maven or a way to Maven Central, or for a jar that is another
 */
export async function kafkaJars(options: JarsOptions): Promise<string> {
  const pinned = pinnedJars();
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder();
  const folder = jarsFolder(cacheFolder, pinned);
  if (!existsSync(folder)) {
    const waiting = () => options.onProgress?.('waiting for another process that fetches the jars');
    await withLock(
      join(cacheFolder, 'lock'),
      { signal: options.signal, onWait: waiting },
      async () => {
        if (!existsSync(folder)) await fetchJars(folder, pinned, options);
      },
    );
  }
  mustBePinned(folder, pinned, `Remove ${folder} and try again; they are fetched anew.`);
  return folder;
}

/** Whether they have been fetched already; says nothing of what they are. */
export function haveKafkaJars(cacheFolder: string = defaultCacheFolder()): boolean {
  return existsSync(jarsFolder(cacheFolder, pinnedJars()));
}

export function pinnedJars(): PinnedJars {
  return JSON.parse(readFileSync(join(sourceFolder(), 'jars.json'), 'utf8')) as PinnedJars;
}

/** What differs between a folder and the list, one sentence for each jar. */
export function jarFaults(folder: string, { jars }: PinnedJars): string[] {
  const there = new Set(readdirSync(folder));
  const missing = Object.keys(jars).filter((name) => !there.has(name));
  const extra = [...there].filter((name) => jars[name] === undefined);
  const other = Object.entries(jars).filter(
    ([name, sha256]) => there.has(name) && sha256Of(join(folder, name)) !== sha256,
  );
  return [
    ...other.map(([name]) => `${name} has another SHA-256 than jars.json`),
    ...missing.map((name) => `${name} is missing`),
    ...extra.map((name) => `${name} is not in jars.json`),
  ];
}

/** Where this folder's files that are no code stand: sources and built program alike read them there. */
export function sourceFolder(): string {
  return join(projectRoot(), 'simulator', 'local-kafka');
}

function defaultCacheFolder(): string {
  return join(projectRoot(), '.cache', 'kafka-jars');
}

function jarsFolder(cacheFolder: string, pinned: PinnedJars): string {
  const list = createHash('sha256').update(JSON.stringify(pinned.jars)).digest('hex').slice(0, 12);
  return join(cacheFolder, `${pinned.kafka}-${list}`);
}

async function fetchJars(folder: string, pinned: PinnedJars, options: JarsOptions): Promise<void> {
  const maven = findMaven(options.environment);
  // Nobody else is at it: one that is there was left by a process that was killed.
  const workshop = `${folder}.fetching`;
  const jars = join(workshop, 'lib');
  rmSync(workshop, { recursive: true, force: true });
  try {
    mkdirSync(workshop, { recursive: true });
    cpSync(join(sourceFolder(), 'pom.xml'), join(workshop, 'pom.xml'));
    options.onProgress?.(
      `fetching Apache Kafka ${pinned.kafka} from Maven Central, ${Object.keys(pinned.jars).length} jars, 44 MB`,
    );
    await runMaven(maven, workshop, jars, options.signal);
    mustBePinned(
      jars,
      pinned,
      'Maven Central, or a mirror in your Maven settings, served something else than what this version was tried with.',
    );
    renameSync(jars, folder);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

async function runMaven(
  maven: string,
  folder: string,
  jars: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfInterrupted(signal);
  const goal = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  const child = spawn(maven, goal, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.removeEventListener('abort', end);
  if (signal?.aborted) throw interrupted();
  if (code === 0) return;
  const reason = said.split('\n').find((line) => line.startsWith('[ERROR]')) ?? said.slice(-300);
  throw localKafkaFailed(
    `Maven could not fetch Apache Kafka's jars: ${reason.replace('[ERROR] ', '').slice(0, 600)}`,
    'Check the way to Maven Central (a proxy or mirror is set in ~/.m2/settings.xml), then try again.',
  );
}

function mustBePinned(folder: string, pinned: PinnedJars, hint: string): void {
  const faults = jarFaults(folder, pinned);
  if (faults.length === 0) return;
  throw localKafkaFailed(
    `Apache Kafka's jars in ${folder} are not those of jars.json: ${faults.join('; ')}.`,
    hint,
  );
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

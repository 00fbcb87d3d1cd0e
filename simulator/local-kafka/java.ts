/** Java and Maven of this machine: where they are, and whether they will do. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { StreamstockError } from '../../pipeline/errors.ts';
import { localKafkaFailed } from './failure.ts';

/** Apache Kafka 4 brokers need it. */
export const OLDEST_JAVA = 17;
const LOOK_TIMEOUT_MS = 20_000;

export interface Java {
  /** Of the program. */
  readonly path: string;
  /** `17.0.15`, as it says itself. */
  readonly version: string;
  readonly major: number;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * `JAVA_HOME` first, then `PATH`; the first that is new enough.
 * @throws StreamstockError LOCAL_KAFKA_FAILED when there is none, or only older ones
 */
export function findJava(environment: Variables): Java {
  const { JAVA_HOME: home } = environment;
  const candidates = [
    ...(home === undefined || home === '' ? [] : [join(home, 'bin', 'java')]),
    ...onPath('java', environment),
  ];
  const found: Java[] = [];
  for (const path of candidates) {
    const version = versionOf(path);
    if (version === undefined) continue;
    const java = { path, ...version };
    if (java.major >= OLDEST_JAVA) return java;
    found.push(java);
  }
  throw javaMissing(found);
}

function javaMissing([older]: readonly Java[]): StreamstockError {
  const what =
    older === undefined
      ? 'no Java was found, neither by JAVA_HOME nor on PATH'
      : `the Java at ${older.path} is ${older.version}`;
  return localKafkaFailed(
    `Apache Kafka needs Java ${OLDEST_JAVA} or newer: ${what}.`,
    'Install one, such as apt-get install openjdk-17-jre-headless or brew install openjdk@17, or set JAVA_HOME. Without Java there is the embedded broker: leave BROKER out.',
  );
}

/** @throws StreamstockError LOCAL_KAFKA_FAILED */
export function findMaven(environment: Variables): string {
  const [path] = onPath('mvn', environment);
  if (path !== undefined) return path;
  throw localKafkaFailed(
    "Maven fetches Apache Kafka's jars, and no mvn was found on PATH.",
    'Install it, such as apt-get install maven or brew install maven. It is needed once: the jars are kept.',
  );
}

/**
 * What `java -version` prints; other lines may stand around it.
 * @returns undefined when no version stands there
 */
export function parseJavaVersion(text: string): Omit<Java, 'path'> | undefined {
  const [, version] = /^\S+ version "([^"]+)"/m.exec(text) ?? [];
  if (version === undefined) return undefined;
  // Until 8 the number after the first dot was the major one: 1.8.0_392.
  const [, major] = /^(?:1\.)?(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : { version, major: Number(major) };
}

/** On some systems a program of that name only says that there is no Java: it has no version. */
function versionOf(path: string): Omit<Java, 'path'> | undefined {
  const { stdout, stderr, status } = spawnSync(path, ['-version'], {
    encoding: 'utf8',
    timeout: LOOK_TIMEOUT_MS,
  });
  return status === 0 ? parseJavaVersion(`${stderr}\n${stdout}`) : undefined;
}

function onPath(program: string, { PATH }: Variables): string[] {
  return (PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .filter(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** One broker process: its folder is formatted once, then it is started, again and again, with the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JAVA_LOG, relevantLines, SERVER_LOG } from './broker-log.ts';
import { interrupted, localKafkaFailed, throwIfInterrupted } from './failure.ts';
import { sourceFolder } from './jars.ts';
import type { OwnProcess } from './processes.ts';
import { type Properties, propertiesText } from './properties.ts';

/** With what brokers and tools run. */
export interface Runtime {
  /** The program. */
  readonly java: string;
  /** Folder of the jars. */
  readonly jars: string;
}

export interface NodePlan {
  /** From 1. */
  readonly id: number;
  /** Properties, data and logs of this broker alone. */
  readonly folder: string;
  readonly properties: Properties;
}

export interface NodeOptions {
  readonly runtime: Runtime;
  readonly heapMb: number;
  /** Lives on when this process ends, and hears nothing of a Ctrl-C. */
  readonly detached: boolean;
  /** Further flags of Java. */
  readonly javaFlags?: readonly string[];
}

export interface StartedNode {
  readonly id: number;
  readonly process: OwnProcess;
  /** Whether it has ended. */
  readonly ended: () => boolean;
}

const FORMAT_FLAGS = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
/** As Kafka's own start script has them. */
const BROKER_FLAGS = [
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
];

/** @returns the folder under a node's own that a broker keeps its records in */
export function dataFolderOf(nodeFolder: string): string {
  return join(nodeFolder, 'data');
}

/**
 * Writes the broker's properties, and prepares its data folder unless that was done before. One that was interrupted in
 * between begins anew.
 * @param words further arguments of `kafka-storage format`
 * @throws StreamstockError LOCAL_KAFKA_FAILED
 */
export async function prepareNode(
  plan: NodePlan,
  runtime: Runtime,
  clusterId: string,
  {
    words = [],
    signal,
  }: { readonly words?: readonly string[]; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  mkdirSync(plan.folder, { recursive: true });
  writeFileSync(propertiesFile(plan), propertiesText(plan.properties));
  const formatted = join(plan.folder, 'formatted');
  if (existsSync(formatted)) return;
  throwIfInterrupted(signal);
  rmSync(dataFolderOf(plan.folder), { recursive: true, force: true });
  const child = spawn(
    runtime.java,
    [
      ...FORMAT_FLAGS,
      ...toolLogging(),
      '-cp',
      classPath(runtime),
      ...['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', propertiesFile(plan)],
      ...words,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const end = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  const said = await outputOf(child);
  signal?.removeEventListener('abort', end);
  if (signal?.aborted) throw interrupted();
  if (child.exitCode !== 0) {
    throw localKafkaFailed(
      `The data folder of broker ${plan.id}, ${plan.folder}, could not be formatted:\n${relevantLines(said).join('\n')}`,
      'Check that the disk has room and that the folder may be written to.',
    );
  }
  writeFileSync(formatted, '');
}

/** Starts the process; whether it becomes a broker is seen by asking it. */
export function startNode(plan: NodePlan, options: NodeOptions): StartedNode {
  const { runtime, heapMb, detached, javaFlags = [] } = options;
  const marker = nodeMarker(plan.folder);
  // Into a file: a pipe that nobody reads would bring the broker to a halt.
  const output = openSync(join(plan.folder, JAVA_LOG), 'w');
  try {
    const child = spawn(
      runtime.java,
      [
        marker,
        `-Xmx${heapMb}m`,
        ...BROKER_FLAGS,
        `-Dlog4j2.configurationFile=${join(sourceFolder(), 'log4j2-broker.xml')}`,
        `-Dstreamstock.log=${join(plan.folder, SERVER_LOG)}`,
        ...javaFlags,
        '-cp',
        classPath(runtime),
        'kafka.Kafka',
        propertiesFile(plan),
      ],
      { stdio: ['ignore', output, output], detached, cwd: plan.folder },
    );
    let failed = false;
    child.on('error', () => {
      failed = true;
    });
    if (detached) child.unref();
    const ended = (): boolean => failed || child.exitCode !== null || child.signalCode !== null;
    return { id: plan.id, process: { pid: child.pid ?? 0, marker }, ended };
  } finally {
    closeSync(output);
  }
}

/** Stands among the arguments of a broker's process, and in no other's. */
export function nodeMarker(folder: string): string {
  return `-Dstreamstock.node=${folder}`;
}

export function classPath({ jars }: Runtime): string {
  return join(jars, '*');
}

/** Java flags for Kafka's command line tools. */
export function toolLogging(): string[] {
  return [`-Dlog4j2.configurationFile=${join(sourceFolder(), 'log4j2-tools.xml')}`];
}

/** All that a child writes, until it has ended. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await once(child, 'close');
  return said;
}

function propertiesFile({ folder }: NodePlan): string {
  return join(folder, 'server.properties');
}

/** A real Apache Kafka broker (KRaft, one node) from its published jars, for tests. Needs Java 17 and Maven. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';

const STARTED = 'Kafka Server started';
const START_TIMEOUT_MS = 120_000;
const CLUSTER_ID = 'c3RyZWFtc3RvY2tiZW5jaA';

export interface ApacheKafka {
  readonly address: string;
  stop(): Promise<void>;
}

/** @returns why it cannot run here; undefined when it can */
export function missingForKafka(): string | undefined {
  for (const [tool, flag] of [
    ['java', '-version'],
    ['mvn', '--version'],
  ] as const) {
    try {
      execFileSync(tool, [flag], { stdio: 'ignore' });
    } catch {
      return `${tool} is not installed`;
    }
  }
  return undefined;
}

export async function startApacheKafka(): Promise<ApacheKafka> {
  const classpath = join(fetchJars(), '*');
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-kafka-'));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  writeFileSync(
    properties,
    Object.entries({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'log.dirs': join(folder, 'data'),
      'offsets.topic.replication.factor': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
      'auto.create.topics.enable': false,
    })
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const tool = [
    '-cp',
    classpath,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    CLUSTER_ID,
    '-c',
    properties,
  ];
  execFileSync('java', tool, { stdio: 'ignore' });
  // Into a file: a pipe that a busy test does not read would bring the broker to a halt.
  const log = join(folder, 'broker.log');
  const output = openSync(log, 'a');
  const broker = spawn('java', ['-Xmx1g', '-cp', classpath, 'kafka.Kafka', properties], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await started(broker, log);
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      if (broker.exitCode === null) {
        const ended = once(broker, 'exit');
        broker.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @returns the folder of the jars, kept between runs */
function fetchJars(): string {
  const folder = join(projectRoot(), '.cache', 'kafka-jars');
  const jars = join(folder, 'lib');
  if (existsSync(join(folder, 'complete'))) return jars;
  mkdirSync(folder, { recursive: true });
  cpSync(join(projectRoot(), 'simulator', 'e2e', 'kafka-jars.pom.xml'), join(folder, 'pom.xml'));
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(join(folder, 'complete'), '');
  return jars;
}

async function started(broker: ChildProcess, log: string): Promise<void> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const text = readFileSync(log, 'utf8');
    if (text.includes(STARTED)) return;
    if (broker.exitCode !== null || performance.now() > deadlineMs) {
      broker.kill('SIGKILL');
      throw new Error(`Kafka did not start:\n${text.slice(-5_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The brokers of a profile of `docker-compose.yml` as processes on loopback, and the commands of its containers. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlannedNode, startNodes } from '../local-kafka/cluster.ts';
import { kafkaJars } from '../local-kafka/jars.ts';
import { findJava } from '../local-kafka/java.ts';
import { classPath, dataFolderOf, outputOf, type Runtime } from '../local-kafka/node.ts';
import { freePorts } from '../local-kafka/ports.ts';
import { endProcesses } from '../local-kafka/processes.ts';
import { type ComposeFile, readCompose, type Variables } from './compose.fixture.ts';
import {
  type BrokerProperties,
  imageProperties,
  type LocalPorts,
  localPorts,
  moved,
  onLoopback,
  publishedPorts,
  serviceOf,
} from './compose-image.fixture.ts';
import { IMAGE_BIN, installTools } from './compose-tools.fixture.ts';

export interface ComposeBrokers {
  /** `localhost:port` of each, as programs on the host see them. */
  readonly published: readonly string[];
  /** `host:port` of each, as containers of the network see them. */
  readonly internal: readonly string[];
  /** Runs the command of a container's health check inside of a broker. */
  healthCheck(broker: string): Promise<CommandEnd>;
  /** Runs a container that does one thing and ends. */
  runOnce(service: string): Promise<CommandEnd>;
  /** What the image's own program writes into `server.properties`, data folder apart. */
  propertiesOfImage(
    broker: string,
  ): Promise<{ written: BrokerProperties; expected: BrokerProperties }>;
  stop(): Promise<void>;
}

export interface CommandEnd {
  readonly exitCode: number | null;
  readonly said: string;
}

/** @param portVariables one for each broker: where it is published */
export async function startComposeBrokers(
  brokers: readonly string[],
  portVariables: readonly string[],
): Promise<ComposeBrokers> {
  const { path: java } = findJava(process.env);
  const runtime: Runtime = { java, jars: await kafkaJars({ environment: process.env }) };
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-compose-'));
  // The published ones by their variables, as a user moves them; two more that no container shares with another.
  const free = await freePorts(brokers.length * 3);
  const variables: Variables = Object.fromEntries(
    portVariables.map((name) => [name, String(free.pop())]),
  );
  const file = readCompose(variables);
  const ports = localPorts(file, brokers, free);
  const bin = join(folder, 'bin');
  installTools(bin, runtime);
  const nodes = brokers.map((name) => plannedNode(file, name, ports, join(folder, name)));
  const started = await startNodes({
    runtime,
    nodes,
    missing: nodes,
    clusterId: environmentOf(file, brokers[0] ?? '')['CLUSTER_ID'] ?? '',
    heapMb: brokers.length === 1 ? 512 : 320,
    detached: false,
  });
  const kill = (): void => {
    for (const { process: own } of started) process.kill(own.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  const local = (text: string, broker: string): string =>
    moved(text, ports, broker).replaceAll(IMAGE_BIN, bin);
  return {
    published: nodes.map(({ address }) => address),
    internal: brokers.map((name) => `127.0.0.1:${ports.get(name)?.get(29_092)}`),
    healthCheck: (broker) => {
      const [kind, command = ''] = serviceOf(file, broker).healthcheck?.test ?? [];
      if (kind !== 'CMD-SHELL') throw new Error(`not a shell command: ${kind}`);
      return run('/bin/sh', ['-c', local(command, broker)], {});
    },
    runOnce: (name) => {
      const { entrypoint = [], command = [] } = serviceOf(file, name);
      const [program = '', ...words] = [...entrypoint, ...command];
      const environment = Object.fromEntries(
        Object.entries(environmentOf(file, name)).map(([variable, value]) => [
          variable,
          variable === 'BOOTSTRAP_SERVERS' ? local(value, '') : value,
        ]),
      );
      return run(
        program,
        words.map((word) => word.replaceAll(IMAGE_BIN, bin)),
        environment,
      );
    },
    propertiesOfImage: async (broker) => {
      const environment = {
        ...environmentOf(file, broker),
        KAFKA_LOG_DIRS: join(folder, `${broker}-image`),
      };
      return {
        written: await writtenByImage(runtime, environment, mkdtempSync(join(folder, 'image-'))),
        expected: imageProperties(environment),
      };
    },
    stop: async () => {
      process.off('exit', kill);
      await endProcesses(
        started.map((node) => node.process),
        { stopSignal: 'SIGKILL', graceMs: 0 },
      );
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function plannedNode(
  file: ComposeFile,
  name: string,
  ports: LocalPorts,
  folder: string,
): PlannedNode {
  const properties = imageProperties(environmentOf(file, name));
  const [published] = publishedPorts(serviceOf(file, name));
  return {
    id: Number(properties['node.id']),
    folder,
    address: `localhost:${published?.at}`,
    properties: onLoopback(properties, name, ports, dataFolderOf(folder)),
  };
}

function environmentOf(file: ComposeFile, name: string): Readonly<Record<string, string>> {
  return serviceOf(file, name).environment ?? {};
}

/** The image's start script calls `kafka.docker.KafkaDockerWrapper setup`, which writes the file and formats the folder. */
async function writtenByImage(
  runtime: Runtime,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<BrokerProperties> {
  const [defaults, mounted, final] = ['defaults', 'mounted', 'final'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for (const path of [defaults, mounted, final]) mkdirSync(path);
  const logging =
    'Configuration:\n  Properties:\n    Property: []\n  Appenders: {}\n  Loggers:\n    Root: {level: INFO}\n    Logger: []\n';
  for (const name of ['log4j2.yaml', 'tools-log4j2.yaml']) {
    writeFileSync(join(defaults, name), logging);
  }
  for (const path of [defaults, final]) writeFileSync(join(path, 'server.properties'), '');
  const { exitCode, said } = await run(
    runtime.java,
    [
      ...['-Xmx128m', '-cp', classPath(runtime), 'kafka.docker.KafkaDockerWrapper', 'setup'],
      ...['-D', defaults, '-M', mounted, '-F', final],
    ],
    environment,
  );
  if (exitCode !== 0) throw new Error(`the image's program ended with ${exitCode}:\n${said}`);
  return Object.fromEntries(
    readFileSync(join(final, 'server.properties'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)];
      }),
  );
}

/** With the environment of a container: nothing of the shell's but where programs are. */
async function run(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CommandEnd> {
  const child = spawn(program, words, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = await outputOf(child);
  return { exitCode: child.exitCode, said };
}

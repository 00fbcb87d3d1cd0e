/** What the `apache/kafka` image makes of its environment, and how that is moved onto loopback. */
import type { ComposeFile, ComposeService } from './compose.fixture.ts';

/**
 * Variables that the image does not take for broker properties, as `kafka.docker.KafkaDockerWrapper` of 4.1.0 lists them;
 * that class is part of the broker's own jar, and the long tests hold this list and the rule below against it.
 */
const NOT_PROPERTIES: ReadonlySet<string> = new Set([
  'KAFKA_VERSION',
  'KAFKA_HEAP_OPTS',
  'KAFKA_LOG4J_OPTS',
  'KAFKA_OPTS',
  'KAFKA_JMX_OPTS',
  'KAFKA_JVM_PERFORMANCE_OPTS',
  'KAFKA_GC_LOG_OPTS',
  'KAFKA_LOG4J_ROOT_LOGLEVEL',
  'KAFKA_LOG4J_LOGGERS',
  'KAFKA_TOOLS_LOG4J_LOGLEVEL',
  'KAFKA_JMX_HOSTNAME',
]);

export type BrokerProperties = Readonly<Record<string, string>>;

/**
 * `KAFKA_ABC_DEF` is `abc.def`, `__` stands for `_` and `___` for `-`.
 * Source: https://hub.docker.com/r/apache/kafka, and docker/examples/README.md in the repository of Apache Kafka.
 */
export function imageProperties(environment: Readonly<Record<string, string>>): BrokerProperties {
  const prefix = 'KAFKA_';
  return Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => name.startsWith(prefix) && !NOT_PROPERTIES.has(name))
      .map(([name, value]) => [
        name
          .slice(prefix.length)
          .toLowerCase()
          .replaceAll('_', '.')
          .replaceAll('...', '-')
          .replaceAll('..', '_'),
        value,
      ]),
  );
}

/** Where a port inside of a container is found on loopback, by service and port. */
export type LocalPorts = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * Published ports are where the file says; the others, which no container shares, get one of `free` each.
 * @param brokers services, in the order in which `free` is used up
 */
export function localPorts(
  file: ComposeFile,
  brokers: readonly string[],
  free: readonly number[],
): LocalPorts {
  const left = [...free];
  return new Map(
    brokers.map((name) => {
      const service = serviceOf(file, name);
      const published = new Map(publishedPorts(service).map(({ inside, at }) => [inside, at]));
      const inside = endpointsIn(imageProperties(service.environment ?? {})['listeners'] ?? '');
      return [
        name,
        new Map(inside.map(({ port }) => [port, published.get(port) ?? next(left)] as const)),
      ];
    }),
  );
}

/** The properties of one broker with hosts and ports of containers replaced, and the data folder; nothing else changes. */
export function onLoopback(
  properties: BrokerProperties,
  broker: string,
  ports: LocalPorts,
  dataFolder: string,
): BrokerProperties {
  return {
    ...properties,
    listeners: moved(properties['listeners'] ?? '', ports, broker),
    'advertised.listeners': moved(properties['advertised.listeners'] ?? '', ports, broker),
    'controller.quorum.voters': moved(properties['controller.quorum.voters'] ?? '', ports, broker),
    'log.dirs': dataFolder,
  };
}

/** `kafka:29092`, `0.0.0.0:9092`, `localhost:29092` inside of `broker`; what the host publishes at `localhost` stays. */
export function moved(text: string, ports: LocalPorts, broker: string): string {
  return text.replaceAll(ENDPOINT, (whole, host: string, port: string) => {
    const at = ports.get(ports.has(host) ? host : broker)?.get(Number(port));
    if (at !== undefined) return `127.0.0.1:${at}`;
    if (host === 'localhost') return whole;
    throw new Error(`${whole} is no address of ${[...ports.keys()].join(', ')}`);
  });
}

export function publishedPorts(
  service: ComposeService,
): { readonly host: string; readonly at: number; readonly inside: number }[] {
  return (service.ports ?? []).map((text) => {
    const [host = '', at, inside] = text.split(':');
    return { host, at: Number(at), inside: Number(inside) };
  });
}

const ENDPOINT = /(?<=^|[/@,\s])([a-z0-9.-]+):(\d+)/g;

export function endpointsIn(text: string): { readonly host: string; readonly port: number }[] {
  return [...text.matchAll(ENDPOINT)].map(([, host = '', port]) => ({ host, port: Number(port) }));
}

export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
}

function next(free: number[]): number {
  const port = free.pop();
  if (port === undefined) throw new Error('not enough free ports');
  return port;
}

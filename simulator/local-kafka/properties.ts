/** `server.properties` of one broker of a cluster on loopback: pure. */

/** One of the cluster's processes: broker and controller in one. */
export interface NodeAddress {
  /** From 1. */
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Ports of further listeners, by their names. */
  readonly listenerPorts?: Readonly<Record<string, number>>;
}

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
export type Properties = Readonly<Record<string, string | number | boolean>>;

export interface PropertiesWanted {
  readonly node: NodeAddress;
  /** All of the cluster, this one among them: one or three. */
  readonly nodes: readonly NodeAddress[];
  readonly dataFolder: string;
  /** Further listeners beside the plaintext one, which brokers speak among each other. */
  readonly listeners?: Readonly<Record<string, SecurityProtocol>>;
  /** Take the place of what stands here. */
  readonly extra?: Properties;
}

const HOST = '127.0.0.1';

export function serverProperties(wanted: PropertiesWanted): Properties {
  const { node, nodes, dataFolder, listeners = {}, extra = {} } = wanted;
  // Three brokers bear the loss of one, with nothing acknowledged lost; one broker has nobody to copy to.
  const replicas = Math.min(3, nodes.length);
  const minInSync = replicas >= 3 ? 2 : 1;
  const further = Object.keys(listeners).map(
    (name) => `${name}://${HOST}:${listenerPort(node, name)}`,
  );
  const clients = [`PLAINTEXT://${HOST}:${node.port}`, ...further];
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes
      .map(({ id, controllerPort }) => `${id}@${HOST}:${controllerPort}`)
      .join(','),
    listeners: [...clients, `CONTROLLER://${HOST}:${node.controllerPort}`].join(','),
    'advertised.listeners': clients.join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': [
      'PLAINTEXT:PLAINTEXT',
      'CONTROLLER:PLAINTEXT',
      ...Object.entries(listeners).map(([name, protocol]) => `${name}:${protocol}`),
    ].join(','),
    'log.dirs': dataFolder,
    'num.partitions': 3,
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    // The defaults of 50 are made at the first use of a group: seconds of waiting on a small machine.
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.num.partitions': 8,
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.hours': 168,
    // A quarter of a small heap would go into the default of 128 MB.
    'log.cleaner.dedupe.buffer.size': 16 * 2 ** 20,
    ...extra,
  };
}

function listenerPort({ id, listenerPorts }: NodeAddress, name: string): number {
  const port = listenerPorts?.[name];
  if (port === undefined) throw new Error(`broker ${id} has no port for listener ${name}`);
  return port;
}

/** As a `.properties` file is written: backslashes, line ends and leading blanks of values would be read as something else. */
export function propertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escaped(String(value))}\n`)
    .join('');
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replace(/^[ \t]/, '\\$&');
}

/** What can be set of a broker; every setting has a default. */
export interface BrokerOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Address to listen on, and the one clients are told. */
  readonly host?: string;
  readonly clusterId?: string;
  readonly nodeId?: number;
  /** Topics that exist from the start. */
  readonly topics?: readonly { readonly name: string; readonly partitions: number }[];
  /** Partitions of a topic that is created without saying how many. */
  readonly defaultPartitions?: number;
  /** Whether asking for an unknown topic creates it. */
  readonly autoCreateTopics?: boolean;
  readonly maxPartitionBytes?: number;
  readonly maxTotalBytes?: number;
  /**
   * How long a produce request is held while the memory is full, before it is answered with
   * REQUEST_TIMED_OUT (retriable, nothing written). The request's own timeout counts if it is shorter.
   */
  readonly backPressureTimeoutMs?: number;
  /** Largest record batch, unless the topic says otherwise (`max.message.bytes`); Kafka's default. */
  readonly maxMessageBytes?: number;
  /** Largest request frame; a larger one closes its connection. */
  readonly maxFrameBytes?: number;
  /** Largest fetch response, whatever the client asks for. */
  readonly maxFetchBytes?: number;
  /** Whether the CRC-32C of every produced batch is checked. */
  readonly verifyCrc?: boolean;
  readonly minSessionTimeoutMs?: number;
  readonly maxSessionTimeoutMs?: number;
  readonly initialRebalanceDelayMs?: number;
}

export type BrokerSettings = Required<BrokerOptions>;

const MEBIBYTE = 1024 * 1024;

export function resolveOptions(options: BrokerOptions): BrokerSettings {
  return {
    port: 0,
    host: '127.0.0.1',
    clusterId: 'streamstock-embedded',
    nodeId: 1,
    topics: [],
    defaultPartitions: 1,
    autoCreateTopics: false,
    maxPartitionBytes: 128 * MEBIBYTE,
    maxTotalBytes: 512 * MEBIBYTE,
    // Below the 30 s after which clients give up by themselves and repeat what might still be written.
    backPressureTimeoutMs: 25_000,
    maxMessageBytes: 1_048_588,
    maxFrameBytes: 100 * MEBIBYTE,
    maxFetchBytes: 55 * MEBIBYTE,
    verifyCrc: true,
    minSessionTimeoutMs: 6_000,
    maxSessionTimeoutMs: 1_800_000,
    initialRebalanceDelayMs: 0,
    ...options,
  };
}

/**
 * Co-partitioning: partition number p of every topic goes to the same consumer, so that each product has
 * one writer. kafkajs's own assigner deals topic-partitions out one by one and does not do that.
 *
 * Partitions are mapped to stable consumer names, carried in the member's user data, never to member
 * ids, which change at every rejoin that follows a lost session.
 */
import { type Assigner, AssignerProtocol, type Cluster, type PartitionAssigner } from 'kafkajs';
import { assignPartitions } from './assign-partitions.ts';

const NAME = 'streamstock-copartition';
const VERSION = 1;

/**
 * Assigned to everyone with no partitions. A member that receives a topic it did not subscribe to is told
 * so together with the generation, which kafkajs mentions nowhere else at a join.
 */
export const GENERATION_MARKER_TOPIC = 'streamstock.generation';

export interface CopartitionOptions {
  /** Of this consumer: the same in every life of it, unlike its member id. */
  readonly consumerName: string;
  /** Where partitions are at home: see {@link assignPartitions}. Empty: nowhere. */
  readonly reservedFor: readonly string[];
  /** Hears of the cluster of the consumer, through which single requests can be sent. */
  readonly onCluster?: (cluster: Cluster) => void;
}

export function copartitionAssigner(options: CopartitionOptions): PartitionAssigner {
  return ({ cluster }): Assigner => {
    options.onCluster?.(cluster);
    return assignerOf(cluster, options);
  };
}

function assignerOf(cluster: Cluster, options: CopartitionOptions): Assigner {
  return {
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(options.consumerName, 'utf8'),
      }),
    }),
    assign: async ({ members, topics }) => {
      const partitionsOfTopic = new Map(
        topics.map((topic) => [
          topic,
          cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
        ]),
      );
      const present = members.map(({ memberId, memberMetadata }) => ({
        memberId,
        name: memberName(memberMetadata) ?? memberId,
      }));
      return assignCopartitioned(present, partitionsOfTopic, options.reservedFor).map(
        ({ memberId, assignment }) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: VERSION,
            assignment: { ...assignment, [GENERATION_MARKER_TOPIC]: [] },
            userData: Buffer.alloc(0),
          }),
        }),
      );
    },
  };
}

export interface PresentMember {
  readonly memberId: string;
  readonly name: string;
}

export interface MemberShare {
  readonly memberId: string;
  /** Partition numbers by topic. */
  readonly assignment: Record<string, number[]>;
}

/** Pure: the same names and partitions give the same shares, whatever the member ids and their order. */
export function assignCopartitioned(
  members: readonly PresentMember[],
  partitionsOfTopic: ReadonlyMap<string, readonly number[]>,
  reservedFor: readonly string[],
): MemberShare[] {
  const memberOfName = new Map<string, string>();
  const shares = new Map<string, MemberShare>();
  for (const { memberId, name } of members) {
    shares.set(memberId, { memberId, assignment: {} });
    // Two lives of one name: the group will expire one; until then exactly one of them may own.
    const other = memberOfName.get(name);
    if (other === undefined || memberId > other) memberOfName.set(name, memberId);
  }
  const numbers = new Set([...partitionsOfTopic.values()].flat());
  const owned = assignPartitions([...memberOfName.keys()], [...numbers], reservedFor);
  for (const [name, partitions] of owned) {
    const share = shares.get(memberOfName.get(name) ?? '');
    if (share === undefined || partitions.length === 0) continue;
    for (const [topic, known] of partitionsOfTopic) {
      share.assignment[topic] = partitions.filter((partition) => known.includes(partition));
    }
  }
  return [...shares.values()];
}

function memberName(memberMetadata: Buffer): string | undefined {
  const name = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData.toString('utf8');
  return name === '' ? undefined : name;
}

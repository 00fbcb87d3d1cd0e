/** What a cluster shows of a consumer group that is not ours. Pure: from its description to what it means for a run. */
import { AssignerProtocol, type GroupDescription } from 'kafkajs';
import { inWords } from '../../reports/numbers.ts';

export type GroupSight =
  /** Its members own every partition that a run needs. */
  | { readonly state: 'complete'; readonly members: number; readonly topics: ReadonlySet<string> }
  /** Not yet; `text` says what is missing. */
  | { readonly state: 'incomplete'; readonly members: number; readonly text: string }
  | { readonly state: 'absent'; readonly text: string }
  /** It cannot be seen who reads what, for the reason in `text`. */
  | { readonly state: 'unseen'; readonly text: string };

export interface TopicsNeeded {
  /** Every partition of these must be owned. */
  readonly required: readonly string[];
  /** None of their partitions, or all of them. */
  readonly optional: readonly string[];
  readonly partitions: number;
}

type Described = Pick<GroupDescription, 'state' | 'protocolType'> & {
  readonly members: readonly { readonly memberAssignment: Buffer }[];
};

/** Group type of Kafka's clients; others, such as Connect's, assign what they like. */
const CONSUMERS = 'consumer';

/** @param listed whether the cluster lists the group at all */
export function sightOf(described: Described, listed: boolean, needed: TopicsNeeded): GroupSight {
  const { state, protocolType, members } = described;
  if (state === 'Dead' && listed) {
    // The description of Kafka's older protocol does not know groups of the newer one (KIP-848).
    return {
      state: 'unseen',
      text: 'it uses a group protocol whose members are not described here',
    };
  }
  if (state === 'Dead') return { state: 'absent', text: 'the cluster does not know it' };
  if (members.length === 0) return { state: 'absent', text: 'it has no members' };
  if (protocolType !== CONSUMERS) {
    return { state: 'unseen', text: `its members speak the protocol ${protocolType}` };
  }
  if (state !== 'Stable') {
    return {
      state: 'incomplete',
      members: members.length,
      text: 'its members are still agreeing on who reads what',
    };
  }
  const owned = ownedPartitions(members);
  if (owned === undefined) {
    return { state: 'unseen', text: 'its assignments are written in a form of its own' };
  }
  return ownership(owned, members.length, needed);
}

/** By topic; undefined when an assignment cannot be read. */
function ownedPartitions(
  members: Described['members'],
): ReadonlyMap<string, ReadonlySet<number>> | undefined {
  const owned = new Map<string, Set<number>>();
  for (const { memberAssignment } of members) {
    // A member that owns nothing.
    if (memberAssignment.length === 0) continue;
    try {
      const { assignment } = AssignerProtocol.MemberAssignment.decode(memberAssignment) ?? {};
      for (const [topic, partitions] of Object.entries(assignment ?? {})) {
        const known = owned.get(topic) ?? new Set();
        for (const partition of partitions) known.add(partition);
        owned.set(topic, known);
      }
    } catch {
      return undefined;
    }
  }
  return owned;
}

function ownership(
  owned: ReadonlyMap<string, ReadonlySet<number>>,
  members: number,
  { required, optional, partitions }: TopicsNeeded,
): GroupSight {
  const count = (topic: string): number =>
    [...(owned.get(topic) ?? [])].filter((partition) => partition < partitions).length;
  const wanted = [...required, ...optional.filter((topic) => count(topic) > 0)];
  const missing = wanted.filter((topic) => count(topic) < partitions);
  if (missing.length === 0) return { state: 'complete', members, topics: new Set(wanted) };
  const parts = missing.map((topic) => {
    const read = count(topic);
    return read === 0 ? topic : `${inWords(partitions - read, 'partition')} of ${topic}`;
  });
  return { state: 'incomplete', members, text: `nobody in it reads ${parts.join(', ')}` };
}

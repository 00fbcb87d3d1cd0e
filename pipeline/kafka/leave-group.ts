/** Takes a member out of its group that can no longer leave by itself. */
import type { Broker } from 'kafkajs';
import { within } from './admin.ts';
import type { KafkaOptions } from './client.ts';
import { clusterOf } from './cluster-access.ts';

const CLOSE_TIMEOUT_MS = 1000;

/**
 * A consumer that crashed comes back as another member, and until the session of the former one has expired the group
 * waits for it. Kafkajs does not leave when it crashes.
 * @throws what kafkajs throws when the coordinator does not answer; that the member is unknown is as good
 */
export async function leaveGroup(
  options: KafkaOptions,
  groupId: string,
  memberId: string,
): Promise<void> {
  const cluster = clusterOf(options, groupId);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const coordinator = (await cluster.findGroupCoordinator({ groupId })) as Broker & LeaveGroup;
    await coordinator.leaveGroup({ groupId, memberId });
  } catch (error) {
    if ((error as { type?: unknown }).type !== 'UNKNOWN_MEMBER_ID') throw error;
  } finally {
    await within(CLOSE_TIMEOUT_MS, cluster.disconnect()).catch(() => undefined);
  }
}

/** Not in kafkajs's types. */
interface LeaveGroup {
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
}

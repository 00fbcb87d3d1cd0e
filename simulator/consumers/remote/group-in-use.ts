/** Whether a group that somebody named for a run is free. */
import { StreamstockError } from '../../../pipeline/errors.ts';
import { withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { inWords } from '../../../reports/numbers.ts';

/**
 * Members of another program, or of another run, would take partitions of this one.
 * @param group undefined: one that is named after the run, and nobody else's
 * @throws StreamstockError GROUP_IN_USE, NOT_AUTHORIZED
 */
export async function refuseGroupInUse(
  connection: Connection,
  group: string | undefined,
): Promise<void> {
  if (group === undefined) return;
  const members = await withAdmin(connection, async (admin) => {
    const { groups } = await admin.describeGroups([group]);
    return groups[0]?.members.length ?? 0;
  });
  if (members > 0) throw groupInUse(connection, group, members);
}

export function groupInUse(
  { brokers }: Connection,
  group: string,
  members: number,
): StreamstockError {
  return new StreamstockError(
    'GROUP_IN_USE',
    `Group ${group} has ${inWords(members, 'member')} at ${brokers.join(', ')} already.`,
    {
      hint: 'Choose another --group, or end the run that uses it. Members that were killed are out of it when their session ends.',
    },
  );
}

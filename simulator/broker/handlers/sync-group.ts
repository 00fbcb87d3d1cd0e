import type { Api } from '../api.ts';
import { failedSync, type SyncResult } from '../groups/results.ts';

/**
 * SyncGroup 0–3; the leader brings everybody's assignment, and all are answered when it has:
 *
 *     request   string group | int32 generation | string member | v3+: nullable string instance
 *               [string member, bytes assignment]
 *     response  v1+: int32 throttle | int16 error | bytes assignment
 */
export const SYNC_GROUP: Api = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 3,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    if (version >= 3) body.nullableString();
    const assignments = body.array((reader) => ({
      memberId: reader.string(),
      assignment: reader.bytesCopy(),
    }));
    const respond = (result: SyncResult) => {
      const response = request.response();
      if (version >= 1) response.int32(0);
      answer(response.int16(result.error).bytes(result.assignment));
    };
    if (request.forcedError !== 0) respond(failedSync(request.forcedError));
    else broker.groups.sync(groupId, memberId, generation, assignments, respond);
  },
};

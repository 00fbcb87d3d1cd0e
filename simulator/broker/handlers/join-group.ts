import type { Api } from '../api.ts';
import { failedJoin, type JoinRequest, type JoinResult } from '../groups/results.ts';

/**
 * JoinGroup 0–5:
 *
 *     request   string group | int32 session timeout ms | v1+: int32 rebalance timeout ms | string member
 *               v5+: nullable string instance | string protocol type | [string protocol, bytes metadata]
 *     response  v2+: int32 throttle | int16 error | int32 generation | string protocol | string leader
 *               string member | [string member, v5+: nullable string instance, bytes metadata]
 *
 * Answered when the group's next generation is complete. From v4 on a newcomer is first sent away with
 * MEMBER_ID_REQUIRED and an id (KIP-394). Instance ids are echoed, but members stay dynamic.
 */
export const JOIN_GROUP: Api = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 5,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const sessionTimeoutMs = body.int32();
    const rebalanceTimeoutMs = version >= 1 ? body.int32() : sessionTimeoutMs;
    const join: JoinRequest = {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      memberId: body.string(),
      instanceId: version >= 5 ? body.nullableString() : null,
      clientId: request.clientId,
      clientHost: request.source.host,
      protocolType: body.string(),
      protocols: body.array((reader) => ({
        name: reader.string(),
        metadata: reader.bytesCopy(),
      })),
      idRequiredFirst: version >= 4,
    };
    const respond = (result: JoinResult) => {
      const response = request.response();
      if (version >= 2) response.int32(0);
      response.int16(result.error).int32(result.generation).string(result.protocolName);
      response.string(result.leaderId).string(result.memberId);
      answer(
        response.array(result.members, (member) => {
          response.string(member.id);
          if (version >= 5) response.nullableString(member.instanceId);
          response.bytes(member.metadata);
        }),
      );
    };
    if (request.forcedError !== 0) respond(failedJoin(request.forcedError, join.memberId));
    else broker.groups.join(join, respond);
  },
};

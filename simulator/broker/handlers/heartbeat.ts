import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';

/**
 * Heartbeat 0–3:
 *
 *     request   string group | int32 generation | string member | v3+: nullable string instance
 *     response  v1+: int32 throttle | int16 error
 */
export const HEARTBEAT: Api = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 3,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const error = request.forcedError || broker.groups.heartbeat(groupId, memberId, generation);
    const response = request.response();
    answer(version >= 1 ? response.int32(0).int16(error) : response.int16(error));
  },
};

/**
 * LeaveGroup 0–3:
 *
 *     request   string group | v0–2: string member | v3+: [string member, nullable string instance]
 *     response  v1+: int32 throttle | int16 error | v3+: [string member, nullable string instance, int16 error]
 */
export const LEAVE_GROUP: Api = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 3,
  handle(broker, request, answer) {
    const { body, version } = request;
    const groupId = body.string();
    const response = request.response();
    if (version >= 1) response.int32(0);
    if (version < 3) {
      answer(response.int16(broker.groups.leave(groupId, body.string())));
      return;
    }
    const members = body.array((reader) => ({
      id: reader.string(),
      instanceId: reader.nullableString(),
    }));
    response.int16(ERROR.NONE).array(members, ({ id, instanceId }) => {
      response.string(id).nullableString(instanceId).int16(broker.groups.leave(groupId, id));
    });
    answer(response);
  },
};

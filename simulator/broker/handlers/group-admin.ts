import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import { metadataFor, NO_BYTES } from '../groups/member.ts';

/**
 * DescribeGroups 0–2; a group that does not exist is described as Dead:
 *
 *     request   [string group]
 *     response  v1+: int32 throttle
 *               [int16 error, string group, string state, string protocol type, string protocol,
 *                [string member, string client id, string host, bytes metadata, bytes assignment]]
 */
export const DESCRIBE_GROUPS: Api = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 2,
  handle(broker, request, answer) {
    const groupIds = request.body.array((reader) => reader.string());
    const response = request.response();
    if (request.version >= 1) response.int32(0);
    response.array(groupIds, (groupId) => {
      const group = broker.groups.get(groupId);
      const stable = group?.state === 'Stable';
      response
        .int16(ERROR.NONE)
        .string(groupId)
        .string(group?.state ?? 'Dead');
      response.string(group?.protocolType ?? '').string(stable ? group.protocolName : '');
      response.array([...(group?.members.values() ?? [])], (member) => {
        response.string(member.id).string(member.clientId).string(`/${member.clientHost}`);
        response.bytes(stable ? metadataFor(member, group.protocolName) : NO_BYTES);
        response.bytes(stable ? member.assignment : NO_BYTES);
      });
    });
    answer(response);
  },
};

/**
 * ListGroups 0–2:
 *
 *     response  v1+: int32 throttle | int16 error | [string group, string protocol type]
 */
export const LIST_GROUPS: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,
  handle(broker, request, answer) {
    const response = request.response();
    if (request.version >= 1) response.int32(0);
    response.int16(ERROR.NONE).array([...broker.groups.all()], (group) => {
      response.string(group.id).string(group.protocolType);
    });
    answer(response);
  },
};

/**
 * DeleteGroups 0–1; what a deleted group held back in memory may be freed:
 *
 *     request   [string group]
 *     response  int32 throttle | [string group, int16 error]
 */
export const DELETE_GROUPS: Api = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, answer) {
    const groupIds = request.body.array((reader) => reader.string());
    const response = request.response().int32(0);
    response.array(groupIds, (groupId) => {
      response.string(groupId).int16(broker.groups.deleteGroup(groupId));
    });
    for (const log of broker.topics.logs()) broker.memory.mayBeFreed(log);
    answer(response);
  },
};

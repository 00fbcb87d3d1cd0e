import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';

const GROUP = 0;
const NO_TRANSACTIONS = 'transactions are not supported by the embedded broker';

/**
 * FindCoordinator 0–2:
 *
 *     request   string key | v1+: int8 type (0 group, 1 transaction)
 *     response  v1+: int32 throttle | int16 error | v1+: nullable string message
 *               int32 node, string host, int32 port
 */
export const FIND_COORDINATOR: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  canFail: true,
  handle(broker, request, answer) {
    const { body, version } = request;
    body.string();
    const isGroup = version === 0 || body.int8() === GROUP;
    const error = request.forcedError || (isGroup ? ERROR.NONE : ERROR.INVALID_REQUEST);
    const response = request.response();
    if (version >= 1) response.int32(0);
    response.int16(error);
    if (version >= 1) response.nullableString(isGroup ? null : NO_TRANSACTIONS);
    if (error !== ERROR.NONE) answer(response.int32(-1).string('').int32(-1));
    else answer(response.int32(broker.settings.nodeId).string(broker.host).int32(broker.port));
  },
};

import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';

/**
 * InitProducerId 0–1; idempotent producers only, a transactional id is refused:
 *
 *     request   nullable string transactional id | int32 transaction timeout ms
 *     response  int32 throttle | int16 error | int64 producer id | int16 producer epoch
 */
export const INIT_PRODUCER_ID: Api = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,
  canFail: true,
  handle(broker, request, answer) {
    const transactionalId = request.body.nullableString();
    const error =
      request.forcedError || (transactionalId === null ? ERROR.NONE : ERROR.INVALID_REQUEST);
    const response = request.response().int32(0).int16(error);
    if (error !== ERROR.NONE) answer(response.int64(-1).int16(-1));
    else answer(response.int64(broker.newProducerId()).int16(0));
  },
};

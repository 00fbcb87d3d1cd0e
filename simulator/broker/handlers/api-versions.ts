import type { Api } from '../api.ts';
import { ERROR } from '../codec/error-codes.ts';
import { Writer } from '../codec/writer.ts';

export const API_VERSIONS_KEY = 18;
const MAX_VERSION = 2;

/**
 * ApiVersions 0–2:
 *
 *     request   (empty)
 *     response  int16 error | [int16 key, int16 min, int16 max] | v1+: int32 throttle
 */
export function apiVersionsOf(others: readonly Api[]): Api {
  const api: Api = {
    key: API_VERSIONS_KEY,
    name: 'ApiVersions',
    minVersion: 0,
    maxVersion: MAX_VERSION,
    handle(_broker, request, answer) {
      const response = writeVersions(request.response(), ERROR.NONE, [...others, api]);
      answer(request.version >= 1 ? response.int32(0) : response);
    },
  };
  return api;
}

/**
 * For a version we do not know: error 35 in the layout of version 0, with the list, so that newer clients
 * find a version that both speak (KIP-511).
 */
export function unsupportedVersions(correlationId: number, apis: readonly Api[]): Writer {
  return writeVersions(new Writer(correlationId), ERROR.UNSUPPORTED_VERSION, apis);
}

function writeVersions(response: Writer, error: number, apis: readonly Api[]): Writer {
  return response.int16(error).array(apis, (api) => {
    response.int16(api.key).int16(api.minVersion).int16(api.maxVersion);
  });
}

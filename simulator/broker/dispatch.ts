import { type Answer, type Api, Request, type RequestSource } from './api.ts';
import { ERROR } from './codec/error-codes.ts';
import { MalformedRequest, Reader } from './codec/reader.ts';
import { NO_FAULTS } from './faults.ts';
import { API_VERSIONS_KEY, unsupportedVersions } from './handlers/api-versions.ts';
import { APIS } from './handlers/registry.ts';
import type { BrokerState } from './state.ts';

const API_BY_KEY = new Map<number, Api>(APIS.map((api) => [api.key, api]));

/**
 * Request header, version 1, and what becomes of a request:
 *
 *     int16 api key | int16 api version | int32 correlation id | nullable string client id | body
 *
 * An unknown API or version closes the connection, as in Kafka; only ApiVersions answers with what there is.
 */
export function dispatch(
  broker: BrokerState,
  frame: Buffer,
  source: RequestSource,
  answer: (answer: Answer) => void,
): void {
  const body = new Reader(frame);
  const apiKey = body.int16();
  const version = body.int16();
  const correlationId = body.int32();
  const api = API_BY_KEY.get(apiKey);
  if (api === undefined || version < api.minVersion || version > api.maxVersion) {
    if (apiKey === API_VERSIONS_KEY) answer(unsupportedVersions(correlationId, APIS));
    else answer({ close: `API ${apiKey} version ${version} is not supported` });
    return;
  }
  const clientId = body.nullableString() ?? '';
  const request = new Request({ apiKey, version, correlationId, clientId }, body, source);
  if (broker.faults === NO_FAULTS) handle(api, broker, request, answer);
  else handleWithFaults(api, broker, request, answer);
}

function handle(
  api: Api,
  broker: BrokerState,
  request: Request,
  answer: (answer: Answer) => void,
): void {
  try {
    api.handle(broker, request, answer);
  } catch (error) {
    // A defect of ours costs one connection, not the broker.
    const what = error instanceof MalformedRequest ? `malformed: ${error.message}` : stackOf(error);
    answer({ close: `${api.name} version ${request.version}: ${what}` });
  }
}

function handleWithFaults(
  api: Api,
  broker: BrokerState,
  request: Request,
  answer: (answer: Answer) => void,
): void {
  const decision = broker.faults.beforeHandle({
    apiKey: api.key,
    apiName: api.name,
    version: request.version,
    clientId: request.clientId,
    connectionId: request.source.id,
  });
  if (decision === 'pass') {
    handle(api, broker, request, answer);
  } else if (decision === 'drop') {
    answer({ close: `${api.name} dropped by a planned fault` });
  } else if (decision === 'loseResponse') {
    handle(api, broker, request, () => answer({ close: `${api.name} answer lost as planned` }));
  } else if ('delayMs' in decision) {
    broker.timers.after(decision.delayMs, () => handle(api, broker, request, answer));
  } else if (api.canFail === true && decision.error !== ERROR.NONE) {
    request.forcedError = decision.error;
    handle(api, broker, request, answer);
  } else {
    answer({ close: `${api.name} failed by a planned fault` });
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Questions and requests of the page to the server it came from. */
import type { Answer, ErrorAnswer } from '../../../pipeline/query/wire.ts';
import type { ControlAction, ControlAnswer } from '../../live/controls.ts';
import { ApiFault, type LiveApi } from './view.ts';

/** Longer than any answer takes that still comes. */
const PATIENCE_MS = 15_000;

/** @param token sent with what writes; null where there is none */
export function liveApi(token: string | null): LiveApi {
  const send = <T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> => {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    return asked<T>(path, { method, headers, body: JSON.stringify(body) });
  };
  return {
    get: (path, query = {}) => asked(`${path}${queryText(query)}`, { method: 'GET' }),
    send,
    async control(action: ControlAction) {
      return (await send<ControlAnswer>('POST', '/live/controls', action)).data;
    },
  };
}

/** With its `?`, or nothing; what is empty or undefined is left out. */
export function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

async function asked<T>(path: string, init: RequestInit): Promise<T> {
  const response = await answered(path, init);
  const body = await bodyOf(response);
  if (response.ok && isAnswer(body)) return body as T;
  throw faultOf(response.status, body);
}

async function answered(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, {
      ...init,
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new ApiFault(0, 'NO_CONNECTION', 'the server does not answer');
  }
}

/** null: not JSON. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return null;
  }
}

function isAnswer(body: unknown): body is Answer<unknown> {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
}

/** What the server says is wrong, or what its status says where it says nothing. */
export function faultOf(status: number, body: unknown): ApiFault {
  const error = (body as { readonly error?: ErrorAnswer['error'] | null } | null)?.error;
  if (typeof error?.message !== 'string') {
    return new ApiFault(status, 'UNEXPECTED', `the server answered ${status}`);
  }
  const text = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  return new ApiFault(status, error.code, text, error.field);
}

/** What the API says when it does not do what was asked. */
import type { ErrorAnswer } from '../wire.ts';

/** HTTP status by code; `docs/api.md` says what each means. */
export const REFUSAL_STATUS = {
  VALIDATION: 400,
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  READ_ONLY: 409,
  CONFLICT: 409,
  GONE: 410,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;
export type RefusalCode = keyof typeof REFUSAL_STATUS;

export interface RefusalDetails {
  /** `query.pageSize`, `body.quantity`, `params.id`. */
  readonly field?: string;
  readonly hint?: string;
}

/** Thrown inside hooks and handlers: the answer is this refusal. */
export class ApiRefusal extends Error {
  readonly code: RefusalCode;
  readonly field: string | undefined;
  readonly hint: string | undefined;
  /** Under this name Fastify looks for it, and writes it as well. */
  statusCode: number;

  constructor(code: RefusalCode, message: string, { field, hint }: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.field = field;
    this.hint = hint;
    this.statusCode = REFUSAL_STATUS[code];
  }
}

/** @param now wall clock, ISO 8601 */
export function refusalJson(refusal: ApiRefusal, now: string): ErrorAnswer {
  const { code, message, field, hint } = refusal;
  return {
    success: false,
    error: {
      ...{ code, message },
      ...(field === undefined ? {} : { field }),
      ...(hint === undefined ? {} : { hint }),
    },
    timestamp: now,
  };
}

/** What somebody sent, short enough to be said back. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

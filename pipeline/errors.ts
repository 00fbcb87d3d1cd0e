/**
 * The one error class of the project. Every failure that a person can cause or meet carries a code,
 * and every code has one exit code, documented in `docs/errors.md`.
 */

/** Exit codes; 99, 104 and 105 mean here what they mean in k6. */
export const EXIT_CODES = {
  passed: 0,
  usage: 2,
  incorrect: 90,
  regression: 91,
  inconclusive: 92,
  saturated: 93,
  incomplete: 94,
  couldNotRun: 95,
  thresholds: 99,
  invalidScenario: 104,
  interrupted: 105,
} as const;

export const ERROR_CODES = {
  USAGE: EXIT_CODES.usage,
  SCENARIO_UNKNOWN: EXIT_CODES.invalidScenario,
  SCENARIO_UNREADABLE: EXIT_CODES.invalidScenario,
  SCENARIO_INVALID: EXIT_CODES.invalidScenario,
  BROKER_UNREACHABLE: EXIT_CODES.couldNotRun,
  BROKER_REFUSED: EXIT_CODES.couldNotRun,
  BROKER_PORT_IN_USE: EXIT_CODES.couldNotRun,
  CONNECTION_INVALID: EXIT_CODES.usage,
  TLS_FAILED: EXIT_CODES.couldNotRun,
  AUTHENTICATION_FAILED: EXIT_CODES.couldNotRun,
  NOT_AUTHORIZED: EXIT_CODES.couldNotRun,
  CLUSTER_NOT_ALLOWED: EXIT_CODES.couldNotRun,
  RATE_NOT_ALLOWED: EXIT_CODES.couldNotRun,
  CLUSTER_TOO_SMALL: EXIT_CODES.couldNotRun,
  TOPICS_MISSING: EXIT_CODES.couldNotRun,
  LOCAL_KAFKA_FAILED: EXIT_CODES.couldNotRun,
  TOPIC_MISMATCH: EXIT_CODES.couldNotRun,
  GROUP_NOT_READY: EXIT_CODES.couldNotRun,
  GROUP_IN_USE: EXIT_CODES.couldNotRun,
  START_FAILED: EXIT_CODES.couldNotRun,
  RUN_FOLDER_UNWRITABLE: EXIT_CODES.couldNotRun,
  WORKER_DIED: EXIT_CODES.incomplete,
  LOG_UNREADABLE: EXIT_CODES.incomplete,
  CHANGELOG_CORRUPT: EXIT_CODES.incomplete,
  CHANGELOG_REFUSED: EXIT_CODES.incomplete,
  RUN_NOT_FOUND: EXIT_CODES.couldNotRun,
  MEMBER_REFUSED: EXIT_CODES.couldNotRun,
  RUN_LOST: EXIT_CODES.incomplete,
  RECORD_UNREADABLE: EXIT_CODES.couldNotRun,
  RUN_UNKNOWN: EXIT_CODES.couldNotRun,
  RUN_NOT_RECOVERABLE: EXIT_CODES.couldNotRun,
  PORT_UNAVAILABLE: EXIT_CODES.couldNotRun,
  READ_ONLY: EXIT_CODES.couldNotRun,
  EVIDENCE_UNREADABLE: EXIT_CODES.couldNotRun,
  NOT_COMPARABLE: EXIT_CODES.couldNotRun,
  NO_EVIDENCE: EXIT_CODES.inconclusive,
  NO_BASELINE: EXIT_CODES.inconclusive,
  REVISION_UNKNOWN: EXIT_CODES.couldNotRun,
  REVISION_UNBUILDABLE: EXIT_CODES.couldNotRun,
  HISTORY_UNREADABLE: EXIT_CODES.couldNotRun,
  INTERRUPTED: EXIT_CODES.interrupted,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An expected failure: says what, where and what to do, and knows the process's exit code. */
export class StreamstockError extends Error {
  override readonly name = 'StreamstockError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}

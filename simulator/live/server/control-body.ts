/** The body of `POST /live/controls`, checked: what it may be, or which field is wrong and why. Pure. */
import { type ControlAction, POISONS } from '../../../reports/live/controls.ts';

export interface BodyFault {
  readonly field: string;
  readonly message: string;
  readonly hint?: string;
}

export const MIN_RATE_PER_SECOND = 1 / 6;
export const MAX_RATE_PER_SECOND = 5000;
const MAX_THROTTLE_PER_SECOND = 100_000;
const MIN_STALL_MS = 1000;
const MAX_STALL_MS = 30_000;
const MAX_NAME_LENGTH = 200;

type Body = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => string | undefined;

const name: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH
    ? undefined
    : `must be text of 1 to ${MAX_NAME_LENGTH} characters`;

function numberFrom(least: number, most: number, shown = String(least)): Check {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `must be a number from ${shown} to ${most}`;
}

const poison: Check = (value) =>
  POISONS.some((kind) => kind === value) ? undefined : `must be one of ${POISONS.join(', ')}`;

const isBoolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false';

const throttle = numberFrom(1, MAX_THROTTLE_PER_SECOND);

/** By action: its fields; those behind `?` may be absent. */
const FIELDS: Readonly<Record<ControlAction['action'], Readonly<Record<string, Check>>>> = {
  rate: {
    ratePerSecond: numberFrom(MIN_RATE_PER_SECOND, MAX_RATE_PER_SECOND, '1/6 (ten a minute)'),
  },
  pause: {},
  resume: {},
  step: {},
  'add-consumer': {},
  'remove-consumer': { name },
  'kill-consumer': { name },
  'slow-consumer': {
    name,
    eventsPerSecond: (value) => (value === null ? undefined : throttle(value)),
  },
  'stall-consumer': { name, forMs: numberFrom(MIN_STALL_MS, MAX_STALL_MS) },
  poison: { kind: poison },
  duplicate: { 'productId?': name },
  sequencer: { on: isBoolean },
  restart: {},
  lesson: { id: name },
  end: {},
};

export const CONTROL_ACTIONS = Object.keys(FIELDS) as readonly ControlAction['action'][];

/** @param body as JSON.parse made it */
export function controlAction(body: unknown): ControlAction | BodyFault {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { field: 'body', message: 'The body must be a JSON object' };
  }
  const given = body as Body;
  const action = CONTROL_ACTIONS.find((each) => each === given['action']);
  if (action === undefined) {
    const hint = `One of ${CONTROL_ACTIONS.join(', ')}.`;
    return { field: 'body.action', message: 'body.action names no control', hint };
  }
  const checks = FIELDS[action];
  const known = ['action', ...Object.keys(checks).map(bare)];
  const extra = Object.keys(given).find((field) => !known.includes(field));
  if (extra !== undefined) {
    const field = `body.${extra.slice(0, 60)}`;
    return {
      field,
      message: `${field} is not known`,
      hint: `${action} takes ${known.join(', ')}.`,
    };
  }
  for (const [marked, check] of Object.entries(checks)) {
    const field = bare(marked);
    if (given[field] === undefined && marked.endsWith('?')) continue;
    const fault = check(given[field]);
    if (fault !== undefined) return { field: `body.${field}`, message: `body.${field} ${fault}` };
  }
  return given as unknown as ControlAction;
}

export function isFault(result: ControlAction | BodyFault): result is BodyFault {
  return 'message' in result;
}

function bare(marked: string): string {
  return marked.replace('?', '');
}

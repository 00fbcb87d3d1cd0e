/** What a fault does to a consumer, in words for time axes and notes. */
import { inWords } from '../../reports/numbers.ts';
import type { CrashStep, FaultAction } from '../scenario/consumer-faults.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { PlannedFault } from './timetable.ts';

const STEP_WORDS: Readonly<Record<CrashStep, string>> = {
  effects: 'between effect and publication',
  published: 'between publication and changelog',
  changelog: 'between changelog and commit',
  commit: 'right after a commit',
};

/** `consumer-2 is killed between changelog and commit`: without a full stop. */
export function wordsOf(name: string, action: FaultAction): string {
  switch (action.kind) {
    case 'kill':
      return `${name} is killed${action.step === null ? '' : ` ${STEP_WORDS[action.step]}`}`;
    case 'stall':
      return `${name} stands still for ${formatDuration(action.forMs)}`;
    case 'throttle':
      return `${name} is throttled to ${inWords(action.eventsPerSecond, 'event')} a second for ${formatDuration(action.forMs)}`;
    case 'join':
      return `${name} joins`;
    case 'leave':
      return `${name} leaves`;
  }
}

/** Why nothing was done: whom it was meant for is not there, or, for a newcomer, is there already. */
export function leftOver({ action, target }: PlannedFault): string {
  if (action.kind === 'join') return `${target} could not join: it was there already`;
  const who = target === 'any' ? 'nobody' : target;
  const not = target === 'any' ? '' : ' not';
  return `${who} was${not} there to ${TO_WORDS[action.kind]}`;
}

const TO_WORDS = {
  kill: 'be killed',
  stall: 'be stalled',
  throttle: 'be throttled',
  leave: 'leave',
} as const;

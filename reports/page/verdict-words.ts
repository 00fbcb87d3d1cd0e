/** What each verdict is called, and what it means for the one who reads it. */
import type { VerdictName } from '../verdict.ts';

export interface VerdictWords {
  readonly title: string;
  readonly meaning: string;
  readonly tone: 'good' | 'warn' | 'bad';
}

const WORDS: Readonly<Record<VerdictName, VerdictWords>> = {
  passed: {
    title: 'Passed',
    meaning: 'Every threshold and every invariant holds.',
    tone: 'good',
  },
  thresholds: {
    title: 'Thresholds crossed',
    meaning: 'The run is valid and correct, but not as good as the scenario asks for.',
    tone: 'bad',
  },
  saturated: {
    title: 'Saturated',
    meaning: 'The load generator itself missed the schedule: nothing is claimed about the system.',
    tone: 'warn',
  },
  incomplete: {
    title: 'Incomplete',
    meaning: 'Something is missing, so this run proves nothing.',
    tone: 'warn',
  },
  interrupted: {
    title: 'Interrupted',
    meaning: 'The run was stopped before its time; what was measured until then is kept.',
    tone: 'warn',
  },
  incorrect: {
    title: 'Incorrect',
    meaning: 'An invariant is broken: the pipeline lost, doubled or miscounted something.',
    tone: 'bad',
  },
};

/** Instead of the meaning of `passed` where thresholds were set aside. */
export const PARTLY_JUDGED =
  'Every invariant and every threshold that this run could judge holds; the others are set aside.';

export function verdictWords(name: VerdictName): VerdictWords {
  return WORDS[name] ?? { title: name, meaning: '', tone: 'warn' };
}

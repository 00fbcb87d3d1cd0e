/** What the verdicts of a comparison are called, and what they mean for the one who reads them. */
import type { ComparisonVerdictName, MetricVerdictName } from '../../comparison/comparison.ts';
import type { Colour } from '../theme.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'aside';

export interface ComparisonVerdictWords {
  readonly title: string;
  readonly meaning: string;
  readonly tone: 'good' | 'warn' | 'bad';
}

export const COMPARISON_VERDICT_WORDS: Readonly<
  Record<ComparisonVerdictName, ComparisonVerdictWords>
> = {
  incorrect: {
    title: 'Incorrect',
    meaning: 'Head came to something else than it should: how fast it is does not matter.',
    tone: 'bad',
  },
  slower: {
    title: 'Slower',
    meaning: 'Something became worse by more than its floor, and chance is no likely explanation.',
    tone: 'bad',
  },
  inconclusive: {
    title: 'Cannot tell',
    meaning: 'What was measured neither shows a change for the worse nor rules one out.',
    tone: 'warn',
  },
  faster: {
    title: 'Faster',
    meaning: 'Something became better by more than its floor, and nothing became worse.',
    tone: 'good',
  },
  same: {
    title: 'Same',
    meaning: 'Whatever changed is smaller than what is worth a word.',
    tone: 'good',
  },
};

/** `aside`: nothing to see. */
export const METRIC_TONES: Readonly<Record<MetricVerdictName, Tone>> = {
  slower: 'bad',
  faster: 'good',
  'cannot tell': 'warn',
  same: 'aside',
};

export const METRIC_COLOURS: Readonly<Record<MetricVerdictName, Colour>> = {
  slower: 'bad',
  faster: 'good',
  'cannot tell': 'warn',
  same: 'muted',
};

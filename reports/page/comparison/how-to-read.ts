/** What the words of this page mean. */
import type { Comparison } from '../../comparison/comparison.ts';
import { explained, type Terms } from '../explained.ts';

const TERMS: Terms = [
  [
    'slower, faster',
    'All three hold: the p-value after Holm’s correction is at most 0.05, the change is at least the floor, and the 95 % interval does not contain “no change”.',
  ],
  [
    'same',
    'The whole interval lies within the floor, on both sides of “no change”. A change may be real and still too small to be worth a word.',
  ],
  [
    'cannot tell',
    'Neither of the above: the runs are too few or too different from each other. It is no verdict in favour of either side; the reason says how many more runs would probably decide.',
  ],
  [
    'floor',
    'The smallest change that matters, declared for each metric (--noise-threshold). It is symmetric as a ratio: ±5 % reaches from ÷1.05 to ×1.05.',
  ],
  [
    'change',
    'Head ÷ base, of the percentile over all samples of a side together, or of all CPU time ÷ all events. Percentiles are never averaged.',
  ],
  [
    '95 % interval',
    'Where the change would lie if the runs were drawn again: 2,000 resamples of whole runs, since samples within a run are not independent.',
  ],
  [
    'p, Holm',
    'How often chance alone would separate the runs like this, corrected for testing several metrics at once: the chance of any false alarm among them is at most 5 %.',
  ],
  [
    'one run, one value',
    'Every test counts a run once: Wilcoxon’s signed-rank test for pairs, the rank-sum test for runs measured at different times. Both are exact for few runs.',
  ],
];

export function howToRead({ design }: Comparison): HTMLElement {
  const terms: Terms =
    design === 'single'
      ? [
          ...TERMS,
          [
            'one run on a side',
            'Two runs differ anyway. Without a second run on each side nobody can say by how much, so no metric gets a verdict and there are no intervals.',
          ],
        ]
      : TERMS;
  return explained(terms);
}

/** Collects the evidence for one invariant: counts every fault, keeps a few as examples. */
import { inWords } from '../../reports/numbers.ts';
import type { InvariantExample, InvariantResult } from '../../reports/verdict.ts';
import type { SeqRange } from './seq-ranges.ts';

const MAX_EXAMPLES = 5;

export class Finding {
  readonly #id: string;
  readonly #title: string;
  readonly #examples: InvariantExample[] = [];
  #faults = 0;

  constructor(id: string, title: string) {
    this.#id = id;
    this.#title = title;
  }

  fault(subject: string, expected: string | number, got: string | number): void {
    this.#faults += 1;
    if (this.#examples.length >= MAX_EXAMPLES) return;
    this.#examples.push({ subject, expected: String(expected), got: String(got) });
  }

  /** Further faults, of which there is no example. */
  furtherFaults(faults: number): void {
    this.#faults += faults;
  }

  /**
   * @param checked what was looked at, such as `2,000 products`
   * @param undecided why nothing can be concluded when no fault was found
   */
  result(checked: string, undecided?: string): InvariantResult {
    const base = { id: this.#id, title: this.#title, examples: this.#examples };
    const [first] = this.#examples;
    if (first !== undefined) {
      const more = this.#faults > 1 ? `, and ${inWords(this.#faults - 1, 'more fault')}` : '';
      const detail = `${first.subject}: expected ${first.expected}, got ${first.got}${more}`;
      return { ...base, holds: false, detail };
    }
    if (undecided !== undefined) return { ...base, holds: null, detail: undecided };
    return { ...base, holds: true, detail: checked };
  }
}

/** `#3`, `#3 to #9`, the first few of many. */
export function rangesText(ranges: readonly SeqRange[]): string {
  const shown = ranges
    .slice(0, 3)
    .map(([from, to]) => (from === to ? `#${from}` : `#${from} to #${to}`));
  const more = ranges.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${inWords(more, 'more range')}` : '');
}

/** What is in `ranges` and not in `others`; both ascending and without overlaps. */
export function subtractRanges(
  ranges: readonly SeqRange[],
  others: readonly SeqRange[],
): SeqRange[] {
  const left: SeqRange[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    let next = from;
    while (at < others.length && (others[at]?.[1] ?? 0) < next) at += 1;
    for (let scan = at; next <= to; scan += 1) {
      const other = others[scan];
      if (other === undefined || other[0] > to) {
        left.push([next, to]);
        break;
      }
      if (other[0] > next) left.push([next, other[0] - 1]);
      next = other[1] + 1;
    }
  }
  return left;
}

/**
 * Thresholds that may stop a run before its time, as k6's `abortOnFail`: judged each second from what was measured so
 * far. Pure: whoever runs the load asks, and stops it.
 */
import { findMetric, metricName } from './metrics.ts';
import { duration } from './numbers.ts';
import { observedWords } from './threshold-words.ts';
import {
  type Crossing,
  evaluateThreshold,
  type ThresholdFacts,
  type ThresholdRule,
  thresholdLabel,
} from './thresholds.ts';

export interface AbortRule extends ThresholdRule {
  readonly abortOnFail: boolean;
  /** Since the load began: crossed before, it stops nothing yet. */
  readonly delayAbortEvalMs: number;
}

export class AbortWatch {
  readonly #rules: readonly { readonly index: number; readonly rule: AbortRule }[];
  readonly #warmUpMs: number;

  /**
   * @param rules all thresholds of the scenario, in its order
   * @param warmUpMs nothing is judged before it is over
   */
  constructor(rules: readonly AbortRule[], warmUpMs: number) {
    this.#rules = rules.flatMap((rule, index) =>
      rule.abortOnFail && isKnownMeanwhile(rule) ? [{ index, rule }] : [],
    );
    this.#warmUpMs = warmUpMs;
  }

  /** Whether there is anything to watch at all. */
  get isNeeded(): boolean {
    return this.#rules.length > 0;
  }

  /** Whether latencies must be kept apart by topic while the run goes on. */
  get needsTopics(): boolean {
    return this.#rules.some(
      ({ rule }) => findMetric(metricName(rule.metric))?.source === 'latency' && isNarrowed(rule),
    );
  }

  /**
   * A condition is judged as it is written, on growing quantities too: `count>0` does not hold until the first event is
   * counted, and it is `delayAbortEval` that gives it the time.
   * @param facts everything so far; `durationSeconds` since the load began
   * @returns the first threshold that does not hold, in the order of the scenario; one without samples yet is passed over
   */
  observe(facts: ThresholdFacts, elapsedMs: number): Crossing | undefined {
    if (elapsedMs < this.#warmUpMs) return undefined;
    for (const { index, rule } of this.#rules) {
      if (elapsedMs < rule.delayAbortEvalMs) continue;
      const result = evaluateThreshold(rule, facts);
      if (result.holds !== false || isUntouched(rule, result.observed)) continue;
      return { index, atMs: elapsedMs, result: { ...result, aborted: true } };
    }
    return undefined;
  }
}

/** `stopped at 12 s because end_to_end p(99)<100 was crossed (p99 241 ms)`. */
export function abortSentence({ atMs, result }: Pick<Crossing, 'atMs' | 'result'>): string {
  const seen = observedWords(result);
  return `stopped at ${duration(atMs)} because ${thresholdLabel(result)} was crossed (${seen})`;
}

/** Figures, and counters by type, exist when the run is over. */
function isKnownMeanwhile(rule: ThresholdRule): boolean {
  const source = findMetric(metricName(rule.metric))?.source;
  if (source === 'counter') return !isNarrowed(rule);
  return source === 'latency' || source === 'sample';
}

function isNarrowed({ selector }: ThresholdRule): boolean {
  return Object.keys(selector).length > 0;
}

/** A counter that has never moved is k6's empty metric: without samples, there is nothing to judge. */
function isUntouched(rule: ThresholdRule, observed: number | null): boolean {
  return observed === 0 && findMetric(metricName(rule.metric))?.source === 'counter';
}

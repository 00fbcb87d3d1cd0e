/** Slower, faster, same or cannot tell, of one metric, and why. */
import { inWords, percent } from '../numbers.ts';
import {
  ALPHA,
  type Design,
  detectableShare,
  fewestRuns,
  logSpread,
  MOST_RUNS,
  type PowerPlan,
  runsNeeded,
} from '../statistics/power.ts';
import type { MetricComparison, MetricVerdictName } from './comparison.ts';
import type { TestedMetric } from './metric-tests.ts';
import { changeText, intervalText, pText } from './words.ts';

/** @param obstacle why nothing may be concluded of this metric whatever its values are; null: nothing is in the way */
export function judgeMetric(tested: TestedMetric, obstacle: string | null): MetricComparison {
  const { evidence, test } = tested;
  const { metric, reading, base, head, ratio, interval, baseRuns, headRuns } = evidence;
  const judgement = judge(tested, obstacle);
  return {
    label: metric.label,
    metric: metric.metric,
    unit: reading.unit,
    better: reading.better,
    noiseThreshold: metric.noiseThreshold,
    base,
    head,
    ratio,
    interval,
    test,
    ...judgement,
    detectableShare: detectable(tested),
    baseRuns,
    headRuns,
  };
}

type Judgement = Pick<MetricComparison, 'verdict' | 'reason' | 'moreRunsNeeded'>;

function judge(tested: TestedMetric, obstacle: string | null): Judgement {
  const { evidence, test } = tested;
  const { ratio, interval, metric, reading } = evidence;
  const missing = missingSide(tested) ?? obstacle;
  if (missing !== null) return undecided(missing, null);
  if (test === null) return tooFewRuns(tested);
  if (ratio === null || interval === null) {
    return undecided('there is no ratio: one of the two is 0, or was in too many runs', null);
  }
  const most = 1 + metric.noiseThreshold;
  const isSignificant = test.adjustedPValue <= ALPHA;
  const excludesOne = interval.low > 1 || interval.high < 1;
  if (isSignificant && excludesOne && (ratio >= most || ratio <= 1 / most)) {
    const verdict = ratio > 1 === (reading.better === 'lower') ? 'slower' : 'faster';
    return decided(verdict, `${seen(tested)}, beyond the floor of ${floorText(tested)}`);
  }
  if (interval.low > 1 / most && interval.high < most) {
    return decided('same', sameReason(tested, isSignificant && excludesOne));
  }
  return openQuestion(tested, ratio, isSignificant);
}

function decided(verdict: MetricVerdictName, reason: string): Judgement {
  return { verdict, reason, moreRunsNeeded: null };
}

function undecided(reason: string, moreRunsNeeded: number | null): Judgement {
  return { verdict: 'cannot tell', reason, moreRunsNeeded };
}

function missingSide({ evidence: { baseRuns, headRuns } }: TestedMetric): string | null {
  if (baseRuns.length === 0 && headRuns.length === 0) return 'no run has samples of it';
  if (baseRuns.length === 0) return 'only the head has samples of it';
  return headRuns.length === 0 ? 'only the base has samples of it' : null;
}

/** Fewer than any test needs, whatever is measured. */
function tooFewRuns(tested: TestedMetric): Judgement {
  const { evidence, tests } = tested;
  const have = runsOf(tested);
  const fewest = fewestRuns(evidence.design, tests);
  const family = tests === 1 ? 'one metric' : `${tests} metrics`;
  if (fewest === null) return undecided(`${family} need more runs than anybody has`, null);
  return undecided(
    `${runsWords(have, evidence.design)} ${have === 1 ? 'is' : 'are'} too few to judge ${family}: ${fewest} are needed`,
    Math.max(1, fewest - have, likelyMore(tested) ?? 1),
  );
}

function sameReason(tested: TestedMetric, isReal: boolean): string {
  const within = `within the floor of ${floorText(tested)}`;
  return isReal
    ? `${seen(tested)}: a change that is there, but ${within}`
    : `${seen(tested)}, ${within}`;
}

/** Enough runs for a test, and yet the evidence fits more than one answer. */
function openQuestion(tested: TestedMetric, ratio: number, isSignificant: boolean): Judgement {
  const more = moreRuns(tested, ratio);
  const advice = more === null ? '; a quieter machine would help rather than more runs' : '';
  const isLarge = Math.abs(Math.log(ratio)) >= Math.log1p(tested.evidence.metric.noiseThreshold);
  const why = isSignificant
    ? `whether it reaches the floor of ${floorText(tested)} is open`
    : isLarge
      ? 'that may be chance'
      : `a change beyond the floor of ${floorText(tested)} may hide in it`;
  return undecided(`${seen(tested)}: ${why}${advice}`, more);
}

/** `+12.3 % (95 % interval +8.2 … +16.5 %, p 0.012)`. */
function seen({ evidence: { ratio, interval }, test }: TestedMetric): string {
  return `${changeText(ratio)} (95 % interval ${intervalText(interval)}, p ${pText(test)})`;
}

function floorText({ evidence: { metric } }: TestedMetric): string {
  return percent(metric.noiseThreshold);
}

function moreRuns(tested: TestedMetric, ratio: number): number | null {
  const plan = powerPlan(tested);
  if (plan === null) return null;
  const have = runsOf(tested);
  const needed = runsNeeded(plan, Math.log(ratio));
  if (needed === null) return null;
  // An estimate that says "enough" was wrong by at least one.
  const more = Math.max(1, needed - have);
  return have + more > MOST_RUNS ? null : more;
}

/** Of a handful of runs not even their spread is known. */
const RUNS_WITH_SPREAD = 4;

function likelyMore(tested: TestedMetric): number | null {
  const { ratio } = tested.evidence;
  return ratio === null || runsOf(tested) < RUNS_WITH_SPREAD ? null : moreRuns(tested, ratio);
}

function detectable(tested: TestedMetric): number | null {
  const plan = powerPlan(tested);
  return plan === null ? null : detectableShare(plan, runsOf(tested));
}

function powerPlan({ evidence, tests }: TestedMetric): PowerPlan | null {
  const { design, baseRuns, headRuns, metric } = evidence;
  if (baseRuns.length === 0 || headRuns.length === 0) return null;
  const spread = logSpread(design, baseRuns, headRuns);
  return spread === null ? null : { design, spread, tests, noiseThreshold: metric.noiseThreshold };
}

/** `8 pairs`, `1 run a side`. */
function runsWords(count: number, design: Design): string {
  return design === 'paired' ? inWords(count, 'pair') : `${inWords(count, 'run')} a side`;
}

/** Of unequal sides the smaller one decides. */
function runsOf({ evidence: { baseRuns, headRuns } }: TestedMetric): number {
  return Math.min(baseRuns.length, headRuns.length);
}

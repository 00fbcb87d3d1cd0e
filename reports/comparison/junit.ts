/** A comparison as JUnit XML: what CI servers show beside the results of tests. */
import { type XmlAttributes, xmlElement, xmlText } from '../xml.ts';
import type { Comparison, MetricComparison } from './comparison.ts';
import { inertComparison } from './inert-comparison.ts';
import { outcomeChangeText } from './outcome-words.ts';
import {
  effectText,
  floorText,
  headline,
  moreRunsText,
  movementText,
  runsText,
  sideText,
  VERDICT_WORDS,
} from './words.ts';

interface Case {
  readonly part: 'evidence' | 'correctness' | 'outcome' | 'metrics';
  readonly name: string;
  readonly result: Result;
}

type Result =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failure' | 'skipped';
      readonly type: string;
      readonly message: string;
      readonly detail: string;
    };

const PASSED: Result = { kind: 'passed' };

/**
 * A case each for the evidence, for the correctness of head and for the outcome, then one per metric. Slower is a
 * failure, and so are a broken invariant and an outcome that moved without having been accepted; what cannot be told
 * is skipped. The verdicts incorrect and slower never come without a failure, faster and same never with one.
 */
export function comparisonJunit(hostile: Comparison): string {
  const comparison = inertComparison(hostile);
  const cases = [
    evidenceCase(comparison),
    correctnessCase(comparison),
    outcomeCase(comparison),
    ...comparison.metrics.map(metricCase),
  ];
  const count = (kind: Result['kind']) => cases.filter(({ result }) => result.kind === kind).length;
  const totals = { tests: cases.length, failures: count('failure'), errors: 0, time: 0 };
  const suite = xmlElement(
    'testsuite',
    {
      name: suiteName(comparison),
      ...totals,
      skipped: count('skipped'),
      timestamp: comparison.createdAt.replace(/(\.\d+)?Z$/, ''),
    },
    [
      xmlElement('properties', {}, propertiesOf(comparison)),
      ...cases.map((entry) => caseElement(comparison, entry)),
    ],
  );
  const suites = xmlElement('testsuites', { name: 'streamstock-bench', ...totals }, [suite]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites}`;
}

function suiteName({ scenario }: Comparison): string {
  return `${scenario.name} compared`;
}

function propertiesOf(comparison: Comparison): string[] {
  const { verdict, scenario, base, head, machine, outcome, warnings, tool } = comparison;
  const more = moreRunsText(comparison);
  return Object.entries({
    verdict: verdict.name,
    reason: verdict.reasons[0] ?? '',
    ...(more === null ? {} : { 'more runs': more }),
    scenario: scenario.name,
    seed: scenario.seed,
    design: comparison.design,
    base: sideText(base),
    'base runs': runsText(base),
    head: sideText(head),
    'head runs': runsText(head),
    outcome: outcome.text,
    machine: machine?.text ?? 'not measured',
    ...Object.fromEntries(warnings.map((text, index) => [`warning ${index + 1}`, text])),
    comparison: comparison.comparisonId,
    tool: `${tool.name} ${tool.version}`,
    replay: comparison.replay,
  }).map(([name, value]) => xmlElement('property', { name, value }));
}

function caseElement(comparison: Comparison, { part, name, result }: Case): string {
  const classname = `${comparison.scenario.name}.comparison.${part}`;
  const attributes: XmlAttributes = { classname, name, time: 0 };
  if (result.kind === 'passed') return xmlElement('testcase', attributes);
  const { kind, type, message, detail } = result;
  const element =
    kind === 'skipped'
      ? xmlElement(kind, { message })
      : xmlElement(kind, { type, message }, [xmlText(detail)]);
  return xmlElement('testcase', attributes, [element]);
}

/** Skipped where too little was measured for any verdict on speed. */
function evidenceCase(comparison: Comparison): Case {
  const { verdict, metrics } = comparison;
  const isOpen =
    verdict.name === 'inconclusive' || metrics.every((metric) => metric.verdict === 'cannot tell');
  return {
    part: 'evidence',
    name: 'there is evidence enough for a verdict',
    result: isOpen ? skipped(openText(comparison)) : PASSED,
  };
}

function openText(comparison: Comparison): string {
  const { verdict, metrics } = comparison;
  const [reason = VERDICT_WORDS.inconclusive] =
    verdict.name === 'inconclusive' ? verdict.reasons : metrics.map((metric) => metric.reason);
  const more = moreRunsText(comparison);
  return more === null ? reason : `${reason}; ${more}`;
}

/** An incorrect verdict that the outcomes do not explain has another cause, which its reasons name. */
function correctnessCase(comparison: Comparison): Case {
  const { verdict, head, outcome } = comparison;
  const broken = head.runs.some((run) => run.verdict === 'incorrect');
  const isExplained = outcome.verdict === 'differs';
  const fails = broken || (verdict.name === 'incorrect' && !isExplained);
  const [reason = 'a run of head broke an invariant'] = verdict.reasons;
  const detail = [...verdict.reasons, headline(comparison)].join('\n');
  return {
    part: 'correctness',
    name: 'head keeps every invariant',
    result: fails ? failure('incorrect', reason, detail) : PASSED,
  };
}

function outcomeCase({ outcome }: Comparison): Case {
  const { verdict, text, moved, baseDigest, headDigest } = outcome;
  const named = { part: 'outcome', name: 'both sides have the same outcome' } as const;
  if (verdict === 'unknown') return { ...named, result: skipped(text) };
  if (verdict !== 'differs') return { ...named, result: PASSED };
  const digests = `digest ${baseDigest ?? 'none'} → ${headDigest ?? 'none'}`;
  const detail = [text, digests, ...moved.map(outcomeChangeText)].join('\n');
  return { ...named, result: failure('outcome', text, detail) };
}

function metricCase(metric: MetricComparison): Case {
  const { label, verdict, reason } = metric;
  const named = { part: 'metrics', name: label } as const;
  if (verdict === 'cannot tell') return { ...named, result: skipped(`cannot tell: ${reason}`) };
  if (verdict !== 'slower') return { ...named, result: PASSED };
  const lines = [reason, movementText(metric), effectText(metric), `floor ${floorText(metric)}`];
  return { ...named, result: failure('slower', reason, lines.join('\n')) };
}

function skipped(message: string): Result {
  return { kind: 'skipped', type: 'inconclusive', message, detail: message };
}

function failure(type: string, message: string, detail: string): Result {
  return { kind: 'failure', type, message, detail };
}

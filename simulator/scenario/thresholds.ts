/**
 * The grammar of thresholds, as in k6:
 *
 *   metric[{key:value,…}]   p(99.9) < 100 · med · avg · min · max · count · rate · value
 *
 * Limits of latencies are milliseconds, as written.
 */
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { AGGREGATIONS, findMetric, METRICS } from '../../reports/metrics.ts';
import { printable } from './faults.ts';
import { nearest } from './nearest.ts';
import type { Threshold } from './scenario.ts';

export interface MetricReference {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

export interface Condition {
  readonly aggregation: Threshold['aggregation'];
  readonly comparison: Threshold['comparison'];
  readonly limit: number;
}

/** Either a result, or what is wrong with the text. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly what: string; readonly suggestion?: string | undefined };

const SELECTOR_VALUES: Readonly<Record<string, readonly string[]>> = { topic: EVENT_TOPICS };

/** `end_to_end{topic:inventory.sales}`: the metric is known and may be narrowed so. */
export function parseMetric(text: string): Parsed<MetricReference> {
  const [, name = '', braces, body = ''] = /^\s*([^{}\s]+)\s*(\{([^{}]*)\})?\s*$/.exec(text) ?? [];
  const metric = findMetric(name);
  if (metric === undefined) {
    const close = nearest(
      name === '' ? text : name,
      METRICS.map((known) => known.name),
    );
    return {
      ok: false,
      what: `unknown metric ${printable(name === '' ? text : name)}`,
      suggestion:
        close === undefined ? 'docs/scenarios.md lists the metrics' : `did you mean ${close}?`,
    };
  }
  const selector: Record<string, string> = {};
  if (braces === undefined) return { ok: true, value: { name, selector } };
  for (const entry of body.split(',')) {
    const colon = entry.indexOf(':');
    const key = entry.slice(0, Math.max(colon, 0)).trim();
    const value = entry.slice(colon + 1).trim();
    if (!metric.selectors.includes(key)) {
      return {
        ok: false,
        what: `${name} cannot be selected by ${key === '' ? printable(entry) : printable(key)}`,
        suggestion:
          metric.selectors.length === 0
            ? `write ${name} alone`
            : `selectors of ${name}: ${metric.selectors.join(', ')}`,
      };
    }
    const known = SELECTOR_VALUES[key] ?? [];
    if (!known.includes(value)) {
      const close = nearest(value, known);
      return {
        ok: false,
        what: `unknown ${key} ${printable(value)}`,
        suggestion: close === undefined ? `one of ${known.join(', ')}` : `did you mean ${close}?`,
      };
    }
    selector[key] = value;
  }
  return { ok: true, value: { name, selector } };
}

/** `p(99)<100`: the aggregation fits the metric's kind. */
export function parseCondition(text: string, metricName: string): Parsed<Condition> {
  const match =
    /^\s*([a-z]+)\s*(?:\(\s*([0-9]+(?:\.[0-9]+)?)\s*\))?\s*(<=|>=|===?|!=|<|>)\s*(-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)\s*$/.exec(
      text,
    );
  const allowed = AGGREGATIONS[findMetric(metricName)?.kind ?? 'gauge'];
  const example = allowed[0] === 'p' ? 'p(99)<100' : `${allowed[0]}>0`;
  if (match === null) {
    return {
      ok: false,
      what: `must be an aggregation, a comparison and a number, is ${JSON.stringify(text)}`,
      suggestion: `for example "${example}"`,
    };
  }
  const [, kind = '', percentileText, operator = '', limitText = ''] = match;
  if (!allowed.includes(kind)) {
    const close = nearest(kind, allowed);
    return {
      ok: false,
      what: `${metricName} has no ${kind}`,
      suggestion:
        close === undefined
          ? `it has ${allowed.map(spelt).join(', ')}`
          : `did you mean ${spelt(close)}?`,
    };
  }
  const percentile = percentileText === undefined ? undefined : Number(percentileText);
  if (kind === 'p' ? percentile === undefined || percentile > 100 : percentile !== undefined) {
    return {
      ok: false,
      what: kind === 'p' ? 'p takes a percentile from 0 to 100' : `${kind} takes no percentile`,
      suggestion: `for example "${example}"`,
    };
  }
  return {
    ok: true,
    value: {
      aggregation: percentile === undefined ? { kind } : { kind, percentile },
      comparison: operator === '===' ? '==' : (operator as Condition['comparison']),
      limit: Number(limitText),
    },
  };
}

function spelt(aggregation: string): string {
  return aggregation === 'p' ? 'p(N)' : aggregation;
}

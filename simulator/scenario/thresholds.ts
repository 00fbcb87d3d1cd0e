/**
 * The grammar of thresholds, as in k6:
 *
 *   metric                         consumer_lag
 *   metric{key:value,…}            consumer_lag{topic:"inventory.sales", partition:0}
 *
 *   aggregation comparison number  p(99.9) < 100
 *     trend    p(N) med avg min max count        comparison  > >= < <= == === !=
 *     counter  count rate                        number      250  -1  .5  1e3
 *     rate     rate value
 *     gauge    value
 *
 * Spaces may stand between any two parts. k6 has no `value` of a rate and no `count` of a trend. Limits are in the unit of
 * the metric: milliseconds for latencies.
 */

import { nearest } from '../../pipeline/nearest.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import {
  ALERT_TYPES,
  aggregationsOf,
  CPU_GROUPS,
  findMetric,
  METRICS,
  type Metric,
  metricName,
  type SelectorKey,
  THREAD_GROUPS,
} from '../../reports/metrics.ts';
import { printable } from './faults.ts';
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

/** `end_to_end{topic:inventory.sales}`: the metric is known and may be narrowed so. */
export function parseMetric(text: string): Parsed<MetricReference> {
  const [, name = '', braces, body = ''] = /^\s*([^{}\s]+)\s*(\{(.*)\})?\s*$/s.exec(text) ?? [];
  const metric = findMetric(name);
  if (metric === undefined && findMetric(metricName(text)) !== undefined) {
    return {
      ok: false,
      what: `must be a metric, with a selector in braces or without, is ${JSON.stringify(printable(text))}`,
      suggestion: 'for example end_to_end{topic:inventory.sales}',
    };
  }
  if (metric === undefined) return unknownMetric(name === '' ? text : name);
  if (braces === undefined) return { ok: true, value: { name, selector: {} } };
  return parseSelector(body, metric);
}

function unknownMetric(name: string): Parsed<never> {
  const close = nearest(
    name.trim(),
    METRICS.map((known) => known.name),
  );
  return {
    ok: false,
    what: `unknown metric ${printable(name)}`,
    suggestion:
      close === undefined ? 'docs/metrics.md lists the metrics' : `did you mean ${close}?`,
  };
}

/** Each entry is `key:value`; commas and colons inside quotes are part of the value. */
function parseSelector(body: string, metric: Metric): Parsed<MetricReference> {
  const { name } = metric;
  const selector: Record<string, string> = {};
  for (const entry of separated(body)) {
    const colon = entry.indexOf(':');
    const key = unquoted(entry.slice(0, Math.max(colon, 0)));
    const value = unquoted(entry.slice(colon + 1));
    if (!isSelectorOf(metric, key)) {
      return {
        ok: false,
        what: `${name} cannot be selected by ${key === '' ? printable(entry.trim()) : printable(key)}`,
        suggestion:
          metric.selectors.length === 0
            ? `write ${name} alone`
            : (closeKey(key, metric) ?? `selectors of ${name}: ${metric.selectors.join(', ')}`),
      };
    }
    if (selector[key] !== undefined) {
      return { ok: false, what: `${key} is selected twice`, suggestion: 'name each key once' };
    }
    const fault = valueFault(metric, key, value);
    if (fault !== undefined) return fault;
    selector[key] = value;
  }
  return { ok: true, value: { name, selector } };
}

/** At the commas that are not inside quotes. */
function separated(body: string): string[] {
  const entries: string[] = [];
  let entry = '';
  let quote: string | undefined;
  for (const character of body) {
    if (character === ',' && quote === undefined) {
      entries.push(entry);
      entry = '';
      continue;
    }
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
    entry += character;
  }
  return [...entries, entry];
}

function isSelectorOf({ selectors }: Metric, key: string): key is SelectorKey {
  return selectors.some((known) => known === key);
}

function closeKey(key: string, { selectors }: Metric): string | undefined {
  const close = key === '' ? undefined : nearest(key, selectors);
  return close === undefined ? undefined : `did you mean ${close}?`;
}

function valueFault(metric: Metric, key: SelectorKey, value: string): Parsed<never> | undefined {
  if (key === 'partition') {
    if (/^(0|[1-9][0-9]{0,5})$/.test(value)) return undefined;
    return {
      ok: false,
      what: `a partition is a whole number from 0 on, is ${printable(value)}`,
      suggestion: `for example ${metric.name}{partition:0}`,
    };
  }
  const known = knownValues(metric, key);
  if (known.includes(value)) return undefined;
  const close = nearest(value, known);
  return {
    ok: false,
    what: `unknown ${key} ${printable(value)}`,
    suggestion: close === undefined ? `one of ${known.join(', ')}` : `did you mean ${close}?`,
  };
}

function knownValues(metric: Metric, key: Exclude<SelectorKey, 'partition'>): readonly string[] {
  switch (key) {
    case 'topic':
      return EVENT_TOPICS;
    case 'type':
      return ALERT_TYPES;
    case 'group':
      return metric.name === 'cpu_per_event' ? CPU_GROUPS : THREAD_GROUPS;
  }
}

/** Without the spaces around, and one pair of quotes. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const [, inside] = /^"([^"]*)"$/.exec(trimmed) ?? /^'([^']*)'$/.exec(trimmed) ?? [];
  return inside ?? trimmed;
}

/** `p(99)<100`: the aggregation fits the metric's kind. */
export function parseCondition(text: string, name: string): Parsed<Condition> {
  const match =
    /^\s*([a-z]+)\s*(?:\(\s*([0-9]+(?:\.[0-9]+)?)\s*\))?\s*(<=|>=|===?|!=|<|>)\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?)\s*$/i.exec(
      text,
    );
  const metric = findMetric(name);
  const allowed = metric === undefined ? [] : aggregationsOf(metric);
  const example = allowed[0] === 'p' ? 'p(99)<100' : `${allowed[0]}>0`;
  const limit = Number(match?.[4]);
  if (match === null || !Number.isFinite(limit)) {
    return {
      ok: false,
      what: `must be an aggregation, a comparison and a number, is ${JSON.stringify(text)}`,
      suggestion: `for example "${example}"`,
    };
  }
  const [, kind = '', percentileText, operator = ''] = match;
  if (!allowed.includes(kind)) {
    const close = nearest(kind, allowed);
    return {
      ok: false,
      what: `${name} has no ${kind}`,
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
      limit,
    },
  };
}

function spelt(aggregation: string): string {
  return aggregation === 'p' ? 'p(N)' : aggregation;
}

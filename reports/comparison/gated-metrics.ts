/**
 * The grammar of gated metrics, the same in scenarios and flags:
 *
 *   metric                     end_to_end
 *   metric{key:value}          cpu_per_event{group:consumers}
 *
 *   metric aggregation floor   end_to_end p(99) 25%
 *     latencies                p(N) med                 selector topic
 *     cpu_per_event            value                    selector group
 *     throughput               value
 *     rss                      max
 *
 * The floor is the smallest change worth a word, in percent.
 */
import { StreamstockError } from '../../pipeline/errors.ts';
import { nearest } from '../../pipeline/nearest.ts';
import { STAGES } from '../../pipeline/observer.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { inertText } from '../inert-text.ts';
import { CPU_GROUPS } from '../metrics.ts';
import { type GatedMetric, MAX_GATED_METRICS } from './gate.ts';

interface Gateable {
  readonly aggregations: readonly string[];
  /** Key of its selector, and the values that the key may have. */
  readonly selector?: { readonly key: string; readonly values: readonly string[] };
}

const LATENCY: Gateable = {
  aggregations: ['p', 'med'],
  selector: { key: 'topic', values: EVENT_TOPICS },
};

const GATEABLE: ReadonlyMap<string, Gateable> = new Map<string, Gateable>([
  ...STAGES.map((stage): [string, Gateable] => [
    stage,
    // A forecast is of a product, not of a record.
    stage === 'forecast' ? { aggregations: LATENCY.aggregations } : LATENCY,
  ]),
  ['cpu_per_event', { aggregations: ['value'], selector: { key: 'group', values: CPU_GROUPS } }],
  ['throughput', { aggregations: ['value'] }],
  ['rss', { aggregations: ['max'] }],
]);

const EXAMPLE = 'For example "end_to_end p(99) 25%" or "cpu_per_event{group:consumers} value 5%".';

/** What is judged where neither the scenario nor a flag says so. */
export const DEFAULT_GATE: readonly GatedMetric[] = Object.freeze([
  parseGatedMetric('end_to_end p(50) 10%'),
  parseGatedMetric('end_to_end p(99) 25%'),
  parseGatedMetric('cpu_per_event{group:producers} value 5%'),
  parseGatedMetric('cpu_per_event{group:broker} value 5%'),
  parseGatedMetric('cpu_per_event{group:consumers} value 5%'),
  parseGatedMetric('cpu_per_event value 5%'),
]);

/**
 * @param text such as `end_to_end p(99) 25%`
 * @throws StreamstockError USAGE, with what is allowed as its hint
 */
export function parseGatedMetric(text: string): GatedMetric {
  const [, name = '', braces, body = '', rest = ''] =
    /^\s*([^{}\s]+)\s*(\{([^{}]*)\})?(.*)$/s.exec(text) ?? [];
  const gateable = GATEABLE.get(name);
  if (gateable === undefined) throw unknownMetric(name === '' ? text : name);
  const selector = braces === undefined ? {} : selectorOf(name, body, gateable);
  const { kind, percentile, noiseThreshold } = conditionOf(name, rest, gateable);
  const narrowed = Object.entries(selector).map(([key, value]) => `{${key}:${value}}`);
  const aggregation = kind === 'med' ? ' med' : percentile === null ? '' : ` p(${percentile})`;
  return Object.freeze({
    label: `${name}${narrowed.join('')}${aggregation}`,
    metric: name,
    selector: Object.freeze(selector),
    percentile,
    noiseThreshold,
  });
}

/**
 * A whole gate, in the order given.
 * @throws StreamstockError USAGE when one is wrong or named twice, and when there are none or more than eight
 */
export function parseGate(texts: readonly string[]): readonly GatedMetric[] {
  const gate = texts.map(parseGatedMetric);
  const fault = gateFault(gate);
  if (fault !== undefined) throw fault;
  return gate;
}

/** What is wrong with the metrics together. */
export function gateFault(gate: readonly GatedMetric[]): StreamstockError | undefined {
  if (gate.length === 0) {
    return new StreamstockError('USAGE', 'a gate needs at least one metric', { hint: EXAMPLE });
  }
  if (gate.length > MAX_GATED_METRICS) {
    return new StreamstockError(
      'USAGE',
      `a gate may have ${MAX_GATED_METRICS} metrics, this one has ${gate.length}`,
      { hint: 'Every further one leaves less evidence for each: keep those that matter most.' },
    );
  }
  const keys = gate.map(sameness);
  const twice = gate.find((_, index) => keys.indexOf(keys[index] ?? '') !== index);
  if (twice === undefined) return undefined;
  return new StreamstockError('USAGE', `the gate names ${twice.label} twice`, {
    hint: 'Name each metric once; its floor is the one that counts.',
  });
}

/** `med` and `p(50)` are the same metric. */
function sameness({ metric, selector, percentile }: GatedMetric): string {
  return JSON.stringify([metric, selector, percentile]);
}

function unknownMetric(name: string): StreamstockError {
  const close = nearest(name.trim(), GATEABLE.keys());
  const all = `Gates may name ${[...GATEABLE.keys()].join(', ')}.`;
  return new StreamstockError('USAGE', `there is no metric ${quoted(name)} for a gate`, {
    hint: close === undefined ? all : `Did you mean ${close}? ${all}`,
  });
}

function selectorOf(name: string, body: string, { selector }: Gateable): Record<string, string> {
  const [key = '', value = '', ...more] = body.split(':').map((part) => unquoted(part.trim()));
  if (selector === undefined) {
    throw new StreamstockError('USAGE', `${name} has no selector`, {
      hint: `Write ${name} alone.`,
    });
  }
  if (key !== selector.key || more.length > 0) {
    throw new StreamstockError('USAGE', `${name} cannot be selected by ${quoted(body)}`, {
      hint: `Select it by ${selector.key}: ${name}{${selector.key}:${selector.values[0]}}.`,
    });
  }
  if (!selector.values.includes(value)) {
    const close = nearest(value, selector.values);
    const all = `One of ${selector.values.join(', ')}.`;
    throw new StreamstockError('USAGE', `there is no ${key} ${quoted(value)}`, {
      hint: close === undefined ? all : `Did you mean ${close}? ${all}`,
    });
  }
  return { [key]: value };
}

interface Condition {
  readonly kind: string;
  readonly percentile: number | null;
  readonly noiseThreshold: number;
}

function conditionOf(name: string, text: string, gateable: Gateable): Condition {
  const match =
    /^\s*([a-z]+)\s*(?:\(\s*([0-9]+(?:\.[0-9]+)?)\s*\))?\s+([0-9]+(?:\.[0-9]+)?)\s*%\s*$/.exec(
      text,
    );
  if (match === null) {
    throw new StreamstockError(
      'USAGE',
      `${name} needs an aggregation and a floor in percent, has ${quoted(text.trim())}`,
      { hint: EXAMPLE },
    );
  }
  const [, kind = '', percentileText, floor = ''] = match;
  if (!gateable.aggregations.includes(kind)) {
    const allowed = gateable.aggregations.map((one) => (one === 'p' ? 'p(N)' : one)).join(' or ');
    throw new StreamstockError('USAGE', `${name} has no ${kind} in a gate`, {
      hint: `Use ${allowed}.`,
    });
  }
  return {
    kind,
    percentile: percentileOf(kind, percentileText),
    noiseThreshold: noiseThresholdOf(floor),
  };
}

function percentileOf(kind: string, text: string | undefined): number | null {
  if (kind !== 'p') {
    if (text === undefined) return kind === 'med' ? 50 : null;
    throw new StreamstockError('USAGE', `${kind} takes no percentile`, { hint: EXAMPLE });
  }
  const percentile = Number(text ?? Number.NaN);
  // The extremes are single samples, of which no quantile of several runs can be made.
  if (percentile > 0 && percentile < 100) return percentile;
  throw new StreamstockError('USAGE', 'p takes a percentile above 0 and below 100', {
    hint: EXAMPLE,
  });
}

/**
 * @param percent as typed, without the sign
 * @returns share
 * @throws StreamstockError USAGE unless it lies above 0 and at most at 100
 */
export function noiseThresholdOf(percent: string): number {
  const share = /^[0-9]+(\.[0-9]+)?$/.test(percent) ? Number(percent) / 100 : Number.NaN;
  if (share > 0 && share <= 1) return share;
  throw new StreamstockError(
    'USAGE',
    `a floor lies above 0 % and at most at 100 %, is ${percent}`,
    {
      hint: 'It is the smallest change worth a word: 5 for five percent.',
    },
  );
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

function quoted(text: string): string {
  return JSON.stringify(inertText(text, 60));
}

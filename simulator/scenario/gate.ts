/** The key `gate`: what comparisons of the scenario's runs judge. The grammar is that of the flag `--gate`. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import { gateFault, parseGate, parseGatedMetric } from '../../reports/comparison/gated-metrics.ts';
import { type Fault, type Path, printable } from './faults.ts';
import type { ScenarioDocument } from './schema.ts';

type Gate = NonNullable<ScenarioDocument['gate']>;

/** @throws StreamstockError for gates with faults: rules come first */
export function gateOf(gate: Gate): readonly GatedMetric[] {
  return parseGate(
    Object.entries(gate).flatMap(([metric, figures]) => {
      return figures.map((figure) => `${metric} ${figure}`);
    }),
  );
}

export function gateFaults({ gate }: ScenarioDocument): Fault[] {
  if (gate === undefined) return [];
  const entries = Object.entries(gate);
  if (entries.length === 0) {
    return [
      {
        path: ['gate'],
        what: 'needs at least one metric',
        suggestion: 'remove the key for the default gate',
      },
    ];
  }
  const faults = entries.flatMap(([metric, figures]) => {
    const ofMetric = metricFault(metric);
    if (ofMetric !== undefined) return [ofMetric];
    return figures.flatMap((figure, at) => {
      return faultOf(() => parseGatedMetric(`${metric} ${figure}`), ['gate', metric, at]);
    });
  });
  return faults.length > 0 ? faults : togetherFaults(gate);
}

/** A figure for each kind of metric: the metric is right when one of them is. */
const FIGURES = ['p(50) 5%', 'value 5%', 'max 5%'];

function metricFault(metric: string): Fault | undefined {
  const path: Path = ['gate', metric];
  if (!/^\s*[^{}\s]+\s*(\{[^{}]*\})?\s*$/.test(metric)) {
    return {
      path,
      atKey: true,
      what: `must be a metric, with a selector in braces or without, is ${JSON.stringify(printable(metric))}`,
      suggestion: 'for example cpu_per_event{group:consumers}',
    };
  }
  const faults = FIGURES.flatMap((figure) => {
    return faultOf(() => parseGatedMetric(`${metric} ${figure}`), path);
  });
  const [fault] = faults;
  return fault === undefined || faults.length < FIGURES.length
    ? undefined
    : { ...fault, atKey: true };
}

/** Named twice, or too many: at the first figure that is one too much. */
function togetherFaults(gate: Gate): Fault[] {
  const metrics: GatedMetric[] = [];
  for (const [metric, figures] of Object.entries(gate)) {
    for (const [at, figure] of figures.entries()) {
      metrics.push(parseGatedMetric(`${metric} ${figure}`));
      const fault = gateFault(metrics);
      if (fault !== undefined) return [worded(fault, ['gate', metric, at])];
    }
  }
  return [];
}

function faultOf(parse: () => unknown, path: Path): Fault[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    return [worded(error, path)];
  }
}

/** Hints are sentences, suggestions are none. */
function worded({ message, hint }: StreamstockError, path: Path): Fault {
  const suggestion = hint?.replace(/\.$/, '').replace(/^[A-Z]/, (first) => first.toLowerCase());
  return { path, what: message, suggestion };
}

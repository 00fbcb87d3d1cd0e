/** Rules about thresholds: the metric exists, the condition fits it, and what is selected exists in this scenario. */
import { isOn } from './build.ts';
import { DEFAULTS } from './defaults.ts';
import type { Fault, Path } from './faults.ts';
import { durationFaults } from './rules-load.ts';
import type { ScenarioDocument } from './schema.ts';
import { parseCondition, parseMetric } from './thresholds.ts';

export function thresholdFaults({ thresholds = {} }: ScenarioDocument): Fault[] {
  return Object.entries(thresholds).flatMap(([metricText, conditions]) => {
    const metric = parseMetric(metricText);
    if (!metric.ok) {
      return [
        {
          path: ['thresholds', metricText],
          atKey: true,
          what: metric.what,
          suggestion: metric.suggestion,
        },
      ];
    }
    return conditions.flatMap((entry, at): Fault[] => {
      const isText = typeof entry === 'string';
      const path: Path = ['thresholds', metricText, at];
      const condition = parseCondition(isText ? entry : entry.threshold, metric.value.name);
      const faults = isText ? [] : delayFaults(entry, path);
      if (condition.ok) return faults;
      const { what, suggestion } = condition;
      return [{ path: isText ? path : [...path, 'threshold'], what, suggestion }, ...faults];
    });
  });
}

function delayFaults(
  entry: { readonly abortOnFail?: 'on' | 'off' | boolean; readonly delayAbortEval?: string },
  path: Path,
): Fault[] {
  const { abortOnFail = 'off', delayAbortEval } = entry;
  if (delayAbortEval === undefined) return [];
  const delayPath: Path = [...path, 'delayAbortEval'];
  if (isOn(abortOnFail)) return durationFaults([[delayAbortEval, delayPath]]);
  return [
    {
      path: delayPath,
      atKey: true,
      what: 'there is nothing to delay: this threshold stops no run',
      suggestion: 'add abortOnFail: on, or remove delayAbortEval',
    },
  ];
}

/** A partition that the topics have not would never give a sample. */
export function partitionFaults({ thresholds = {}, pipeline = {} }: ScenarioDocument): Fault[] {
  const { partitions = DEFAULTS.pipeline.partitions } = pipeline;
  return Object.keys(thresholds).flatMap((metricText): Fault[] => {
    const metric = parseMetric(metricText);
    const partition = metric.ok ? metric.value.selector['partition'] : undefined;
    if (partition === undefined || Number(partition) < partitions) return [];
    return [
      {
        path: ['thresholds', metricText],
        atKey: true,
        what: `there is no partition ${partition}: topics have ${partitions}`,
        suggestion: partitions === 1 ? 'the only one is 0' : `0 to ${partitions - 1}`,
      },
    ];
  });
}

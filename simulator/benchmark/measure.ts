/** One benchmark run: a scenario played on a broker, sampled as it goes, its folder thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { renderProgress } from '../../reports/progress.ts';
import type { RunRecord } from '../../reports/record.ts';
import { projectRoot, toolVersion } from '../commands/resolve.ts';
import type { BrokerWanted } from '../run/cast.ts';
import type { Progress } from '../run/facts.ts';
import { watchInterruption } from '../run/interruption.ts';
import { performRun } from '../run/perform.ts';
import { progressLine } from '../run/progress-line.ts';
import { loadScenarioFile } from '../scenario/load.ts';
import { collectOverrides, type OverrideTexts } from '../scenario/overrides.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface Sample {
  readonly phase: 'load' | 'drain';
  readonly elapsedMs: number;
  readonly planned: number;
  readonly applied: number;
  readonly rssBytes: number;
  /** CPU time of the processes that were to be watched, in µs; undefined where the platform does not tell. */
  readonly watchedCpuUs: number | undefined;
}

export interface MeasureWanted {
  readonly name: string;
  readonly scenario: Scenario;
  readonly broker: BrokerWanted;
  /** CPU time of other processes, asked for at each sample. */
  readonly watchedCpuUs?: () => number | undefined;
}

export interface Measured {
  readonly record: RunRecord;
  readonly samples: readonly Sample[];
}

/** @throws StreamstockError INTERRUPTED: what was half measured is not shown */
export async function measure(wanted: MeasureWanted): Promise<Measured> {
  const { name, scenario, broker, watchedCpuUs } = wanted;
  const samples: Sample[] = [];
  const progress = renderProgress();
  const interruption = watchInterruption();
  const runsFolder = mkdtempSync(join(tmpdir(), 'streamstock-benchmark-'));
  const onProgress = (state: Progress): void => {
    progress.update(`${name}: ${progressLine(state, scenario)}`);
    if (!('elapsedMs' in state)) return;
    const { phase, elapsedMs, planned, applied } = state;
    const rssBytes = process.memoryUsage.rss();
    samples.push({
      ...{ phase, elapsedMs, planned, rssBytes },
      applied: applied ?? 0,
      watchedCpuUs: watchedCpuUs?.(),
    });
  };
  try {
    const { record } = await performRun({
      scenario,
      source: name,
      description: scenario.description,
      replay: `node dist/simulator/benchmark/run.js ${name}`,
      version: toolVersion(),
      ...{ broker, runsFolder, interruption, onProgress },
    });
    const signal = interruption.signal();
    if (signal !== undefined) throw new StreamstockError('INTERRUPTED', `Stopped by ${signal}.`);
    return { record, samples };
  } finally {
    progress.done();
    interruption.dispose();
    rmSync(runsFolder, { recursive: true, force: true });
  }
}

export const EMBEDDED: BrokerWanted = { kind: 'embedded', port: 0 };

/**
 * A scenario of `scenarios/benchmark/` on the embedded broker; the samples are those of the load, not of the drain.
 * @param change what no flag can say
 */
export async function measureShipped(
  name: string,
  overrides: OverrideTexts = {},
  change: (scenario: Scenario) => Scenario = (scenario) => scenario,
): Promise<Measured> {
  const scenario = change(benchmarkScenario(name, overrides));
  const { record, samples } = await measure({ name, scenario, broker: EMBEDDED });
  return { record, samples: samples.filter(({ phase }) => phase === 'load') };
}

/** A scenario of `scenarios/benchmark/`. */
export function benchmarkScenario(name: string, overrides: OverrideTexts = {}): Scenario {
  const path = join(projectRoot(), 'scenarios', 'benchmark', `${name}.yaml`);
  return loadScenarioFile(path, { overrides: collectOverrides(overrides, {}) });
}

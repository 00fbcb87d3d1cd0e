/** Stops a run when a threshold that asks for it is crossed, as k6's `abortOnFail` does. */
import { COUNTERS, type Counter } from '../../pipeline/observer.ts';
import { AbortWatch } from '../../reports/abort-watch.ts';
import { NO_FIGURES } from '../../reports/figures.ts';
import type { ClosedInterval } from '../../reports/interval-collector.ts';
import { readOff } from '../../reports/interval-samples.ts';
import { type SeenPipeline, whyUnknown } from '../../reports/pipeline-used.ts';
import { Measurements } from '../../reports/recorder.ts';
import { SampleBook } from '../../reports/samples.ts';
import { SeriesTable } from '../../reports/series-table.ts';
import type { Crossing } from '../../reports/thresholds.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import type { Scenario } from '../scenario/scenario.ts';

export class Abortion {
  readonly #scenario: Scenario;
  readonly #watch: AbortWatch;
  readonly #samples: SampleBook;
  readonly #counters = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<
    Counter,
    number
  >;
  readonly #phases = { warmUp: new SeriesTable(), measured: new SeriesTable() };
  readonly #actions: Array<(crossing: Crossing) => void> = [];
  #crossing: Crossing | undefined;

  constructor(scenario: Scenario, pipeline: PipelineWanted) {
    const { thresholds, load } = scenario;
    this.#scenario = scenario;
    this.#watch = new AbortWatch(knowable(thresholds, pipeline), load.warmUpMs);
    this.#samples = new SampleBook(thresholds, load.warmUpMs);
  }

  /** Whether latencies must be kept apart by topic while the run goes on: several times the work. */
  get needsTopics(): boolean {
    return this.#watch.needsTopics;
  }

  /** What stopped the run; undefined when nothing did. */
  get crossing(): Crossing | undefined {
    return this.#crossing;
  }

  /** Called at the first crossing. */
  onCrossing(action: (crossing: Crossing) => void): void {
    this.#actions.push(action);
  }

  /** Judges everything so far. Once the load is over there is nothing to stop. */
  intervalClosed({ line, latency }: ClosedInterval): void {
    const elapsedMs = (line.index + 1) * 1000;
    if (!this.#watch.isNeeded || this.#crossing !== undefined) return;
    if (elapsedMs >= this.#scenario.load.durationMs) return;
    this.#add(line.counters);
    this.#phases.measured.merge(latency.measured);
    readOff(this.#samples, line);
    this.#crossing = this.#watch.observe(
      {
        measurements: new Measurements(this.#counters, this.#phases),
        samples: this.#samples,
        figures: NO_FIGURES,
        durationSeconds: elapsedMs / 1000,
      },
      elapsedMs,
    );
    if (this.#crossing === undefined) return;
    for (const action of this.#actions) action(this.#crossing);
  }

  /** Gives the memory of what was measured so far back. */
  dispose(): void {
    this.#phases.measured.destroy();
  }

  #add(increments: ClosedInterval['line']['counters']): void {
    for (const counter of COUNTERS) this.#counters[counter] += increments[counter] ?? 0;
  }
}

/** What a run of this pipeline cannot know stops nothing; it is set aside, as it is in the record. */
function knowable(thresholds: Scenario['thresholds'], pipeline: PipelineWanted) {
  return thresholds.map((threshold) => {
    const isUnknown = whyUnknown(threshold, seenThrough(pipeline)) !== undefined;
    return isUnknown ? { ...threshold, abortOnFail: false } : threshold;
  });
}

function seenThrough(pipeline: PipelineWanted): SeenPipeline {
  if (pipeline.kind === 'own') return pipeline;
  return { kind: 'external', results: pipeline.resultsTopic ?? null };
}

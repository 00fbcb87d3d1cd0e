/** What one life of a consumer told by intervals, added up: all that is left of it when it is killed. */
import { COUNTERS, type Counter } from '../../pipeline/observer.ts';
import type { RecorderSnapshot } from '../../reports/recorder.ts';
import { type Phase, SeriesTable } from '../../reports/series-table.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';

/**
 * What it recorded after its last interval, a second at most, is lost; those records are processed again by the next owner,
 * and counted there. Samples are kept apart by topic only where intervals are (`ConsumerTask.intervalsByTopic`).
 * `initHistograms` must have been awaited in this thread.
 */
export class IntervalSum {
  readonly #tables: Readonly<Record<Phase, SeriesTable>> = {
    warmUp: new SeriesTable(),
    measured: new SeriesTable(),
  };
  readonly #counters = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<
    Counter,
    number
  >;

  #cpuUs: number | undefined = 0;

  /** Of the intervals that were added; undefined where the platform does not tell. */
  get cpuUs(): number | undefined {
    return this.#cpuUs;
  }

  /** What was asked for before the load began is passed over, as the recorder passes over what it counted until then. */
  add({ index = 0, recorded, thread }: ThreadInterval): void {
    if (index < 0) return;
    if (this.#cpuUs !== undefined) {
      this.#cpuUs = thread.cpuUs === null ? undefined : this.#cpuUs + thread.cpuUs;
    }
    if (recorded === undefined) return;
    const { series, counters } = recorded;
    for (const { phase, ...one } of series) this.#tables[phase].add(one);
    for (const counter of COUNTERS) this.#counters[counter] += counters[counter] ?? 0;
  }

  snapshot(): RecorderSnapshot {
    const { warmUp, measured } = this.#tables;
    return {
      series: [...warmUp.snapshots('warmUp'), ...measured.snapshots('measured')],
      counters: { ...this.#counters },
    };
  }

  /** Gives the memory back. May be called again. */
  destroy(): void {
    this.#tables.warmUp.destroy();
    this.#tables.measured.destroy();
  }
}

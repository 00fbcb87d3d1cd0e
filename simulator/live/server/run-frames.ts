/** What frames are made from: the books of a run, and how far its topics go. */
import { dashboardMetrics } from '../../../pipeline/query/answers/metrics.ts';
import type { MetricsJson } from '../../../pipeline/query/wire.ts';
import { LESSONS } from '../lessons.ts';
import type { FrameSource } from './frames.ts';
import { kafkaView } from './kafka-view.ts';
import type { RunBooks } from './run-books.ts';
import type { LiveStore } from './store.ts';
import type { Tap } from './tap.ts';
import { type Comparison, Truth } from './truth.ts';

/** @param onWrongStock of how many products, when there was none before */
export function frameSource(
  books: RunBooks,
  store: LiveStore,
  tap: Tap,
  onWrongStock: (products: number) => void,
): FrameSource {
  const { begins, news, history, deadLetters, topics } = books;
  const { run, groupId, scenario, processed } = begins;
  return {
    ...{ news, history, metrics: metricsOf(store) },
    lesson: (id) => LESSONS.find(({ view }) => view.id === id)?.view,
    passedOver: () => tap.passedOver,
    kafka: () =>
      kafkaView({
        ...{ groupId, topics, partitions: scenario.pipeline.partitions },
        ...{ isInteractive: run.isInteractive, logs: tap, processed },
        ...{ group: news.group, counters: news.counters },
        ...{ deadLetters: deadLetters.rows, deadLetterCount: deadLetters.count },
      }),
    comparison: run.isInteractive ? comparing(books, store, onWrongStock) : undefined,
  };
}

/** Frames ask more often than the state changes. */
function metricsOf(store: LiveStore): () => MetricsJson {
  let last: { readonly version: number; readonly metrics: MetricsJson } | undefined;
  return () => {
    const version = store.stateVersion();
    if (last?.version !== version) last = { version, metrics: dashboardMetrics(store) };
    return last.metrics;
  };
}

function comparing(
  { world }: RunBooks,
  store: LiveStore,
  onWrongStock: (products: number) => void,
): () => Comparison {
  const truth = new Truth(world);
  let last: { readonly version: number; readonly comparison: Comparison } | undefined;
  return () => {
    const version = store.stateVersion();
    if (last?.version !== version) {
      const comparison = truth.compare(store.products());
      const wasRight = (last?.comparison.wrongStock.length ?? 0) === 0;
      const { length: wrong } = comparison.wrongStock;
      if (wrong > 0 && wasRight) onWrongStock(wrong);
      last = { version, comparison };
    }
    return last.comparison;
  };
}

/** A second of a run as the live page shows it. Pure. */
import type { Counter, Stage } from '../../pipeline/observer.ts';
import { LatencyHistogram } from '../../reports/histogram.ts';
import type { ClosedInterval } from '../../reports/interval-collector.ts';
import type { JournalInterval } from '../../reports/journal.ts';
import type { LivePoint } from '../../reports/live/frames.ts';
import { PHASES } from '../../reports/series-table.ts';

const SECOND_MS = 1000;

export function livePoint({ line, latency }: ClosedInterval): LivePoint {
  const count = (counter: Counter): number => line.counters[counter] ?? 0;
  const endToEnd = stageHistogram(latency, 'end_to_end');
  const alert = stageHistogram(latency, 'alert');
  try {
    return {
      atMs: (line.index + 1) * SECOND_MS,
      duePerSecond: count('events_due'),
      acknowledgedPerSecond: count('events_acknowledged'),
      appliedPerSecond: count('events_applied'),
      endToEndP50Us: percentile(endToEnd, 50),
      endToEndP99Us: percentile(endToEnd, 99),
      alertP99Us: percentile(alert, 99),
      lagRecords: lagOf(line),
      waitingEvents: line.standing?.waitingEvents ?? 0,
      onHandUnits: line.standing?.stock.onHandUnits ?? null,
      lostUnits: line.standing?.stock.lostUnits ?? null,
      soldUnits: line.standing?.stock.soldUnits ?? null,
      cpu: cpuShares(line),
    };
  } finally {
    endToEnd.destroy();
    alert.destroy();
  }
}

/** Warm-up included: who watches wants to see every second. */
function stageHistogram(latency: ClosedInterval['latency'], stage: Stage): LatencyHistogram {
  const together = new LatencyHistogram();
  for (const phase of PHASES) {
    for (const entry of latency[phase].filled()) {
      if (entry.stage === stage) together.merge(entry.histogram);
    }
  }
  return together;
}

function percentile(histogram: LatencyHistogram, percent: number): number | null {
  return histogram.count === 0 ? null : histogram.percentileUs(percent);
}

function lagOf({ lag }: JournalInterval): number | null {
  if (lag === null) return null;
  return Object.values(lag).reduce(
    (sum, partitions) => sum + partitions.reduce((part, records) => part + records, 0),
    0,
  );
}

/** Share of one core by thread group; null where no thread was told. */
function cpuShares({ threads }: JournalInterval): LivePoint['cpu'] {
  const shares: Record<string, number> = {};
  for (const { group, cpuUs, wallMs } of Object.values(threads)) {
    if (cpuUs === null || wallMs <= 0) continue;
    shares[group] = (shares[group] ?? 0) + cpuUs / (wallMs * 1000);
  }
  return Object.keys(shares).length === 0 ? null : shares;
}

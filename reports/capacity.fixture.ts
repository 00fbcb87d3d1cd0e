/** Invented capacity searches for tests of what is made from one. */
import type { CapacityProbe, CapacityReport, ProbeOutcome } from './capacity-record.ts';
import { CAPACITY_VERSION } from './capacity-record.ts';
import { passedRecord } from './record.fixture.ts';
import type { ThresholdResult } from './thresholds.ts';

/** A system that holds up to about 3,000 events a second. */
export function foundCapacity(changes: Partial<CapacityReport> = {}): CapacityReport {
  const rates = [1000, 2000, 4000, 4000, 2830, 3360, 3080, 2950, 2950, 2950];
  const purposes: CapacityProbe['purpose'][] = [
    ...(['bracket', 'bracket', 'bracket', 'second-look'] as const),
    ...(['bisection', 'bisection', 'bisection', 'bisection'] as const),
    ...(['confirmation', 'confirmation'] as const),
  ];
  return {
    capacityVersion: CAPACITY_VERSION,
    tool: { name: 'streamstock-bench', version: '0.1.0' },
    id: '20260105-101500-capacity-steady-42',
    startedAt: '2026-01-05T10:15:00.000Z',
    endedAt: '2026-01-05T10:17:42.000Z',
    scenario: {
      name: 'steady',
      source: 'steady',
      description: 'A thousand events a second, evenly.',
    },
    seed: '42',
    broker: 'the embedded broker',
    environment: passedRecord().environment,
    search: {
      ...{ startRate: 1000, minRate: 10, maxRate: 100_000, growth: 2, tolerance: 0.05 },
      ...{ confirmations: 2, repeats: 1, maxProbes: 30, warmUpMs: 5000, measuredMs: 10_000 },
    },
    judged: ['end_to_end p(99)<100', 'alert p(99)<1000'],
    setAside: [{ threshold: 'fill_rate value>0.95', why: 'the world decides it' }],
    probes: rates.map((rate, at) =>
      capacityProbe(at + 1, rate, rate <= 3000 ? 'holds' : 'system', purposes[at] ?? 'bracket'),
    ),
    result: {
      status: 'found',
      exitCode: 0,
      ratePerSecond: 2950,
      timesHeld: 3,
      timesFailed: 0,
      isLowerBound: false,
      stoppedBy: {
        kind: 'system',
        ratePerSecond: 3080,
        evidence: ['end_to_end p(99)<100 is crossed: 118.9 ms'],
      },
      headline: '2,950 events per second: every threshold held, and held again in 2 further runs',
      reasons: ['the system stopped it at 3,080/s: end_to_end p(99)<100 is crossed: 118.9 ms'],
    },
    replay: 'make capacity SCENARIO=steady SEED=42',
    ...changes,
  };
}

export function capacityProbe(
  number: number,
  ratePerSecond: number,
  outcome: ProbeOutcome,
  purpose: CapacityProbe['purpose'] = 'bracket',
): CapacityProbe {
  // Latency as of a queue that fills up towards 3,200 a second, a little different each time.
  const load = Math.min(0.97, ratePerSecond / 3150);
  const p50Us = Math.round((1100 + 17 * number) / (1 - load));
  const p99Us = Math.round(p50Us * 4.2);
  return {
    number,
    purpose,
    ratePerSecond,
    outcome,
    evidence:
      outcome === 'holds' ? ['2 thresholds hold'] : ['end_to_end p(99)<100 is crossed: 118.9 ms'],
    run: {
      folder: `probes/20260105-1015${String(number).padStart(2, '0')}-steady-42`,
      verdict: outcome === 'holds' ? 'passed' : 'thresholds',
      events: ratePerSecond * 15,
      plannedPerSecond: ratePerSecond,
      appliedPerSecond: ratePerSecond * 0.997,
      achievedShare: Math.min(1, 3150 / ratePerSecond),
      endToEnd: {
        count: ratePerSecond * 10,
        ...{ minUs: 420, p50Us, p90Us: p50Us * 3, p99Us, p999Us: p99Us * 2, maxUs: p99Us * 3 },
        meanUs: p50Us * 1.2,
      },
      cpuPerEventUs: 212.4,
      drainMs: 60,
      thresholds: [threshold(p99Us)],
      tookMs: 17_400,
    },
  };
}

function threshold(p99Us: number): ThresholdResult {
  return {
    ...(passedRecord().thresholds[0] as ThresholdResult),
    metric: 'end_to_end',
    source: 'p(99)<100',
    limit: 100,
    comparison: '<',
    unit: 'ms',
    observed: p99Us / 1000,
    holds: p99Us < 100_000,
  };
}

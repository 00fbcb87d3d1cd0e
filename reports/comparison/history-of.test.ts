import { describe, expect, it } from 'vitest';
import { historyLine, p99Of } from './history.fixture.ts';
import type { HistoryLine } from './history-line.ts';
import { historyOf } from './history-of.ts';

const NOISE = [0, 0.21, -0.13, 0.07, -0.28, 0.31, -0.04, 0.17, -0.22, 0.11];

/** A run a day at these levels, with some noise. */
function runsAt(...levels: readonly number[]): HistoryLine[] {
  return levels.map((level, at) => {
    return historyLine(at, { values: [p99Of(level + (NOISE[at % NOISE.length] ?? 0))] });
  });
}

function of(lines: readonly HistoryLine[], last = 30) {
  return historyOf(lines, {
    scenario: 'steady',
    last,
    source: 'runs/history.jsonl',
    toolVersion: '0.1.0',
    createdAt: new Date('2026-02-01T00:00:00Z'),
    warnings: ['one'],
  });
}

const TEN = Array.from({ length: 10 }, () => 10);
const FIFTEEN = Array.from({ length: 10 }, () => 15);

describe('a history', () => {
  it('marks where a metric became worse: since when, by how much, at which revision', () => {
    const { metrics, runs } = of(runsAt(...TEN, ...FIFTEEN));
    const [metric] = metrics;
    expect(metric?.shifts).toHaveLength(1);
    expect(metric?.shifts[0]).toMatchObject({ group: 0, atRun: 10, verdict: 'worse' });
    expect(metric?.shifts[0]?.ratio).toBeCloseTo(1.5, 1);
    expect(metric?.shifts[0]?.text).toMatch(
      /^end_to_end p\(99\) \+\d+\.\d % since 2026-01-15 10:15 \([0-9a-f]{12}\): 10\.\d ms became 15\.\d ms$/,
    );
    expect(metric?.levels.map(({ fromRun, toRun }) => [fromRun, toRun])).toEqual([
      [0, 9],
      [10, 19],
    ]);
    expect(runs).toHaveLength(20);
  });

  it('calls a fall of a metric better, and of one that should be high worse', () => {
    const fallen = of(runsAt(...FIFTEEN, ...TEN)).metrics[0]?.shifts[0];
    expect(fallen?.verdict).toBe('better');
    const throughput = runsAt(...FIFTEEN, ...TEN).map((line) => {
      return {
        ...line,
        values: line.values.map((value) => ({ ...value, better: 'higher' as const })),
      };
    });
    expect(of(throughput).metrics[0]?.shifts[0]?.verdict).toBe('worse');
  });

  it('sees a clear shift when six runs are at the new level, and none in three', () => {
    const shifts = (count: number) =>
      of(runsAt(...TEN, ...FIFTEEN).slice(0, count)).metrics[0]?.shifts;
    expect(shifts(13)).toEqual([]);
    expect(shifts(16)).toMatchObject([{ atRun: 10 }]);
  });

  it('marks nothing that is smaller than the floor, or too few runs', () => {
    const eleven = TEN.map(() => 11);
    expect(of(runsAt(...TEN, ...eleven)).metrics[0]?.shifts).toEqual([]);
    expect(of(runsAt(10, 10, 10, 15, 15, 15)).metrics[0]?.shifts).toEqual([]);
    expect(of(runsAt(...TEN, ...eleven)).metrics[0]?.levels).toMatchObject([
      { group: 0, fromRun: 0, toRun: 19 },
    ]);
  });

  it('compares only runs of one seed, configuration, setup and machine', () => {
    const [first] = runsAt(10);
    const environment = { ...historyLine(0).environment, cpuModel: 'Other CPU' };
    const changes: Partial<HistoryLine>[] = [
      { seed: '7' },
      { configurationHash: 'f'.repeat(16) },
      { setup: { broker: 'kafka', brokers: 3, pipeline: 'own' } },
      { environment },
      { environment: { ...historyLine(0).environment, node: 'v24.1.0' } },
    ];
    for (const change of changes) {
      const before = runsAt(...TEN).map((line) => ({ ...line, ...change }));
      const { groups, metrics } = of([...before, ...runsAt(...TEN, ...FIFTEEN).slice(10)]);
      expect(groups).toHaveLength(2);
      expect(groups[0]?.differences).toEqual([]);
      expect(groups[1]?.differences).toHaveLength(1);
      expect(metrics[0]?.shifts).toEqual([]);
      expect(metrics[0]?.levels).toHaveLength(2);
    }
    expect(first?.seed).toBe('42');
  });

  it('takes another patch release of Node, other memory and CI for the same machine', () => {
    const environment = {
      ...historyLine(0).environment,
      node: 'v20.19.0',
      memoryBytes: 1,
      ci: true,
    };
    const before = runsAt(...TEN).map((line) => ({ ...line, environment }));
    const { groups, metrics } = of([...before, ...runsAt(...TEN, ...FIFTEEN).slice(10)]);
    expect(groups).toHaveLength(1);
    expect(metrics[0]?.shifts).toHaveLength(1);
  });

  it('finds the shift of a group whose runs alternate with those of another', () => {
    const here = runsAt(...TEN, ...FIFTEEN);
    const there = here.map((line, at) => {
      const startedAt = new Date(Date.parse(line.startedAt) + 3_600_000).toISOString();
      return {
        ...historyLine(at, { seed: '7', values: [p99Of(40)] }),
        startedAt,
        runId: `${line.runId}-7`,
      };
    });
    const { metrics, groups, runs } = of([...here, ...there], 40);
    expect(groups.map(({ seed }) => seed)).toEqual(['7', '42']);
    expect(metrics[0]?.shifts).toMatchObject([{ group: 1, atRun: 20 }]);
    expect(runs[20]?.startedAt).toBe(here[10]?.startedAt);
  });

  it.each([
    'incorrect',
    'interrupted',
    'incomplete',
    'saturated',
  ] as const)('shows a run that was %s, and lets it belong to no level', (verdict) => {
    const lines = runsAt(...TEN, ...FIFTEEN).map((line, at) => {
      return at < 10 ? line : { ...line, verdict };
    });
    const { runs, metrics } = of(lines);
    expect(runs[10]).toMatchObject({ verdict, leftOut: verdict });
    expect(metrics[0]?.values[10]).toBeGreaterThan(14);
    expect(metrics[0]?.levels).toMatchObject([{ fromRun: 0, toRun: 9 }]);
  });

  it('counts a run that crossed a threshold as evidence', () => {
    const lines = runsAt(...TEN, ...FIFTEEN).map((line) => ({
      ...line,
      verdict: 'thresholds' as const,
    }));
    expect(of(lines).metrics[0]?.shifts).toHaveLength(1);
  });

  it('has the last runs in order of time, each once, of its scenario alone', () => {
    const [a, b, c] = runsAt(1, 2, 3);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three runs');
    const other = historyLine(9, { scenario: 'spike' });
    const again = { ...a, verdict: 'thresholds' as const };
    const history = of([c, a, other, b, again], 2);
    expect(history.runs.map(({ runId }) => runId)).toEqual([b.runId, c.runId]);
    expect(history.runsKnown).toBe(3);
    expect(of([c, a, b, again]).runs[0]?.verdict).toBe('thresholds');
    expect(history.warnings).toEqual(['one']);
  });

  it('has every metric that a run declares, the newest run deciding order and floor', () => {
    const cpu = { ...p99Of(50), label: 'cpu_per_event', unit: 'µs' as const };
    const lines = [
      historyLine(0, { values: [{ ...cpu, label: 'rss' }, cpu] }),
      historyLine(1, { values: [p99Of(9), { ...cpu, noiseThreshold: 0.5 }] }),
      historyLine(2, { values: [p99Of(null), { ...cpu, unit: 'ms' }] }),
    ];
    const { metrics } = of(lines.slice(0, 2));
    expect(metrics.map(({ label }) => label)).toEqual(['end_to_end p(99)', 'cpu_per_event', 'rss']);
    expect(metrics[1]).toMatchObject({ noiseThreshold: 0.5, values: [50, 50] });
    expect(metrics[0]?.values).toEqual([null, 9]);
    // A figure in another unit is another figure.
    expect(of(lines).metrics[1]?.values).toEqual([null, null, 50]);
  });

  it('says the same whenever it is asked', () => {
    const lines = runsAt(...TEN, ...FIFTEEN, ...TEN);
    expect(of(lines)).toEqual(of([...lines].reverse()));
  });

  it('is empty where there is nothing', () => {
    expect(of([])).toMatchObject({ runs: [], groups: [], metrics: [], runsKnown: 0 });
  });
});

/** Lines of an invented history, for tests of what is made of one. */
import type { HistoryLine } from './history-line.ts';

const DAY_MS = 86_400_000;

/** Run `at` of a history, a day after the one before. */
export function historyLine(at: number, changes: Partial<HistoryLine> = {}): HistoryLine {
  const startedAt = new Date(Date.UTC(2026, 0, 5, 10, 15) + at * DAY_MS);
  const stamp = startedAt.toISOString().slice(0, 10).replaceAll('-', '');
  return {
    historyVersion: 1,
    runId: `${stamp}-101500-steady-42`,
    startedAt: startedAt.toISOString(),
    toolVersion: '0.1.0',
    scenario: 'steady',
    seed: '42',
    configurationHash: '0123456789abcdef',
    setup: { broker: 'embedded', brokers: 1, pipeline: 'own' },
    environment: {
      node: 'v20.20.2',
      platform: 'linux',
      arch: 'x64',
      cpuModel: 'Example CPU',
      cores: 2,
      memoryBytes: 8e9,
      ci: false,
    },
    revision: { commit: `${at.toString(16).padStart(7, 'a')}`.padEnd(40, '0'), isDirty: false },
    verdict: 'passed',
    digest: '4f2a9c01d7be'.padEnd(64, '7'),
    values: [p99Of(10)],
    ...changes,
  };
}

/** Of `end_to_end p(99)`. */
export function p99Of(value: number | null): HistoryLine['values'][number] {
  return { label: 'end_to_end p(99)', unit: 'ms', better: 'lower', noiseThreshold: 0.25, value };
}

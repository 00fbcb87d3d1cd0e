import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonLine } from '../json-line.ts';
import { historyLine, p99Of } from './history.fixture.ts';
import type { HistoryLine } from './history-line.ts';
import { historyOf } from './history-of.ts';
import { sparkLine } from './history-spark.ts';
import { renderHistory } from './history-terminal.ts';

const STYLE = { colour: false, width: 100 };
const HOSTILE = '\u001b[2J\u202e<b>::error::x\r\n';

function of(lines: readonly HistoryLine[], warnings: readonly string[] = []) {
  return historyOf(lines, {
    scenario: lines[0]?.scenario ?? 'steady',
    last: 30,
    source: 'runs/history.jsonl',
    toolVersion: '0.1.0',
    createdAt: new Date('2026-02-01T00:00:00Z'),
    warnings,
  });
}

const SHIFTED = [10.1, 10, 9.9, 10.2, 10, 9.9, 15.1, 15, 14.9, 15.2, 15, 14.9].map((value, at) => {
  return historyLine(at, { values: [p99Of(value)] });
});

describe('a history at the terminal', () => {
  it('has a row a run, and the shift between the rows of its levels', () => {
    const text = renderHistory(of(SHIFTED), STYLE);
    const lines = text.split('\n');
    expect(lines[0]).toBe('  steady · 12 runs · runs/history.jsonl');
    expect(text).toContain('end_to_end p(99)    15.0 ms  ▁▁▁▁▁▁██████');
    expect(text).toMatch(
      /✗ end_to_end p\(99\) \+50\.0 % since 2026-01-11 10:15 \(\w{12}\): 10\.0 ms\n? +became 15\.0 ms/,
    );
    const rows = lines.filter((line) => /^ +2026-01-\d\d|^ +✗ ──/.test(line));
    expect(rows).toHaveLength(13);
    expect(rows[6]).toBe('  ✗ ── +50.0 %, 10.0 ms → 15.0 ms ──');
    expect(rows[7]).toMatch(/^ +2026-01-11 10:15 +15\.1 ms +passed +\w{12}$/);
  });

  it('names the newest shift first, whatever its metric', () => {
    const lines = Array.from({ length: 30 }, (_, at) => {
      const cpu = { ...p99Of(at < 10 ? 50 : 80), label: 'cpu_per_event', unit: 'µs' as const };
      return historyLine(at, { values: [cpu, p99Of(at < 20 ? 10 : 15)] });
    });
    const shifts = renderHistory(of(lines), STYLE).match(/^ {2}✗ \w+.* since [-\d]+/gm);
    expect(shifts?.map((line) => line.split(' ').at(-1))).toEqual(['2026-01-25', '2026-01-15']);
  });

  it('says so when nothing shifted', () => {
    expect(renderHistory(of(SHIFTED.slice(0, 5)), STYLE)).toContain('No level shifted');
  });

  it('names the groups when there are several, and what their runs differ in', () => {
    const lines = SHIFTED.map((line, at) => (at === 0 ? { ...line, seed: '7' } : line));
    const text = renderHistory(of(lines), STYLE);
    expect(text).toContain("A  the newest run's, 11 runs");
    expect(text).toContain('B  another seed: 7, 1 run');
    expect(text).toMatch(/^ +2026-01-05 .* B$/m);
  });

  it('marks runs that are no evidence', () => {
    const lines = SHIFTED.map((line, at) =>
      at === 11 ? { ...line, verdict: 'saturated' as const } : line,
    );
    expect(renderHistory(of(lines), STYLE)).toMatch(/2026-01-16 .* saturated, no evidence/);
  });

  it('uses no colour where there is none, and says the same with it', () => {
    const plain = renderHistory(of(SHIFTED), STYLE);
    const coloured = renderHistory(of(SHIFTED), { ...STYLE, colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('lets no text of a line reach the terminal as a command', () => {
    const hostile = historyLine(0, {
      scenario: HOSTILE,
      seed: HOSTILE,
      toolVersion: HOSTILE,
      runId: HOSTILE,
      revision: { commit: HOSTILE, isDirty: true },
      environment: { ...historyLine(0).environment, cpuModel: HOSTILE, node: HOSTILE },
      values: [{ ...p99Of(1), label: HOSTILE }],
    });
    const other = historyLine(1, { scenario: HOSTILE, values: [{ ...p99Of(1), label: HOSTILE }] });
    const history = of([hostile, other], [HOSTILE]);
    const text = renderHistory(history, STYLE);
    const json = jsonLine(history);
    for (const character of ['\u001b', '\u202e', '\r']) {
      expect(text).not.toContain(character);
      expect(json).not.toContain(character);
    }
    expect(text).not.toMatch(/^::/m);
    expect(json.trimEnd()).not.toContain('\n');
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(history)));
  });

  it.each([60, 80, 120])('has a line of its own for each metric at %i columns', (width) => {
    const lines = Array.from({ length: 30 }, (_, at) => historyLine(at));
    const text = renderHistory(of(lines), { colour: false, width });
    const metric = text.split('\n').find((line) => line.includes('▁'));
    expect(metric?.length).toBeLessThanOrEqual(width);
  });
});

describe('a spark line', () => {
  const runs = (count: number) =>
    Array.from({ length: count }, () => ({ group: 0, leftOut: null }));

  it('runs from the lowest to the highest', () => {
    const metric = { values: [1, 2, 3, 8], noiseThreshold: 0.05 };
    expect(sparkLine(metric, runs(4), 10)).toBe('▁▂▃█');
  });

  it('shows noise as noise', () => {
    const metric = { values: [100, 101, 100, 102], noiseThreshold: 0.25 };
    expect(sparkLine(metric, runs(4), 10)).toBe('▁▁▁▁');
  });

  it('has a gap for no value, and a dot for a run that is not compared', () => {
    const metric = { values: [1, null, 5, 9, 2], noiseThreshold: 0.05 };
    const mixed = [
      ...runs(2),
      { group: 1, leftOut: null },
      { group: 0, leftOut: 'saturated' },
      ...runs(1),
    ];
    expect(sparkLine(metric, mixed, 10)).toBe('▁ ··█');
  });

  it('keeps the newest where there is little room, and stands for nothing with nothing', () => {
    const metric = { values: [1, 2, 3, 8], noiseThreshold: 0.05 };
    expect(sparkLine(metric, runs(4), 2)).toBe('▃█');
    expect(sparkLine({ values: [], noiseThreshold: 0.05 }, [], 9)).toBe('');
    expect(sparkLine({ values: [0, 0], noiseThreshold: 0.05 }, runs(2), 9)).toBe('▁▁');
  });
});

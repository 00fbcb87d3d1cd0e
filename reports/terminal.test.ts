import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { countsOf, passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { renderSummary } from './terminal.ts';
import { wantsColour, wrapped } from './terminal-text.ts';

const PLAIN = { colour: false, width: 100 };

describe('renderSummary', () => {
  it('begins with the verdict and its reason', () => {
    const [first, second] = linesOf(passedRecord());
    expect(first).toBe('  ✓ passed — 2 thresholds and 4 invariants hold');
    expect(second).toContain('spike · seed 7 · 5,000 events · embedded broker · 23.4 s');
  });

  it('tells a missed target rate before every other reason', () => {
    const record = passedRecord({
      rates: { ...passedRecord().rates, sentPerSecond: 125 },
      verdict: { name: 'incomplete', exitCode: 94, reasons: ['worker 1 died', 'events were shed'] },
    });
    const lines = linesOf(record);
    expect(lines[0]).toContain('! incomplete — worker 1 died');
    expect(lines[1]).toContain('target rate missed: 125 of 250 events per second were sent (50 %)');
    expect(lines[2]).toContain('events were shed');
    expect(renderSummary(passedRecord(), PLAIN)).not.toContain('target rate missed');
  });

  it('speaks of no missed rate where only the last acknowledgement came late, or somebody stopped the run', () => {
    const { plan, rates, counts } = passedRecord();
    const seconds = plan.events / rates.plannedPerSecond;
    const overrun = (byS: number) =>
      renderSummary(
        passedRecord({
          counts: { ...counts, events_sent: plan.events },
          rates: { ...rates, sentPerSecond: plan.events / (seconds + byS) },
        }),
        PLAIN,
      );
    expect(overrun(0.4)).not.toContain('target rate missed');
    expect(overrun(0.6)).toContain('target rate missed');
    const stopped = passedRecord({
      rates: { ...rates, sentPerSecond: 1 },
      verdict: { name: 'interrupted', exitCode: 105, reasons: ['stopped by SIGINT'] },
    });
    expect(renderSummary(stopped, PLAIN)).not.toContain('target rate missed');
  });

  it('shows each threshold with value and margin', () => {
    const text = renderSummary(passedRecord(), PLAIN);
    expect(text).toMatch(/✓ end_to_end p\(99\)<100 +27.4 ms +72.6 % to spare/);
    expect(text).toMatch(/✓ fill_rate value>0.95 +0.9821 +3.38 % to spare/);
    const [latency] = passedRecord().thresholds;
    if (latency === undefined) throw new Error('the fixture has thresholds');
    const crossed = { ...latency, observed: 250, holds: false };
    const unknown = { ...latency, source: 'max<1', observed: null, holds: null };
    const bad = renderSummary(passedRecord({ thresholds: [crossed, unknown] }), PLAIN);
    expect(bad).toMatch(/✗ end_to_end p\(99\)<100 +250 ms +150 % beyond/);
    expect(bad).toMatch(/\? end_to_end max<1 +no samples/);
  });

  it('shows the evidence against an invariant that does not hold', () => {
    const broken = {
      id: 'no-loss',
      title: 'nothing was lost',
      holds: false,
      detail: 'PROD-001: expected a, got b, and 6 more faults',
      examples: [
        { subject: 'PROD-001', expected: 'a', got: 'b' },
        { subject: 'PROD-002', expected: 'c', got: 'd' },
      ],
    };
    const undecided = { ...broken, title: 'same digest', holds: null, detail: 'not comparable' };
    const text = renderSummary(passedRecord({ audit: [broken, undecided] }), PLAIN);
    expect(text).toContain('  ✗ nothing was lost\n      PROD-001: expected a, got b\n');
    expect(text).toContain('      PROD-002: expected c, got d\n      and 5 more faults\n');
    expect(text).toContain('  ? same digest\n    not comparable\n');
  });

  it('lists the latencies of every stage with samples in milliseconds', () => {
    const text = renderSummary(passedRecord(), PLAIN);
    expect(text).toMatch(/stage +count +min +p50 +p90 +p99 +p99.9 +max\n/);
    expect(text).toMatch(/ end_to_end +4,500 +0.310 +1.93 +7.02 +17.2 +24.9 +27.4\n/);
    expect(text).not.toContain('alert_published');
    expect(text).toContain('without 500 events of the warm-up');
  });

  it('says so when nothing was measured', () => {
    const { latency } = passedRecord();
    const none = { ...latency, measured: { stages: {}, histograms: [] } };
    expect(renderSummary(passedRecord({ latency: none }), PLAIN)).toContain(
      'no event was measured: all 500 events fell into the warm-up',
    );
  });

  it('shows inventory, CPU, digest, folder and how to repeat the run', () => {
    const text = renderSummary(passedRecord(), { ...PLAIN, runFolder: 'runs/one' });
    expect(text).toContain('98.21 % of the units asked for were on the shelf, 877 units lost');
    expect(text).toContain('worth $12,345,678 at the end');
    expect(text).toContain(
      '212 raised, 14 escalated, 187 resolved; active at the end: 21 LOW_STOCK',
    );
    expect(text).toContain('226 µs: producers 78 · broker 42 · consumers 72 · main 6.2 · other 28');
    expect(text).toContain('(equals the simulation)');
    expect(text).toMatch(/files +runs\/one\n/);
    expect(text).toMatch(/repeat +streamstock bench scenarios\/spike.yaml --seed 7\n/);
  });

  it('leaves out what the run has not', () => {
    const { cpu } = passedRecord();
    const text = renderSummary(
      passedRecord({ outcome: null, thresholds: [], cpu: { ...cpu, perEventUs: null } }),
      PLAIN,
    );
    for (const title of ['Inventory', 'Thresholds', 'CPU']) expect(text).not.toContain(title);
  });

  it('counts trouble on the way only where there was some', () => {
    const counts = countsOf({ events_shed: 412, records_duplicate: 17 });
    const text = renderSummary(passedRecord({ counts }), PLAIN);
    expect(text).toContain('412 shed · 17 duplicates\n');
    expect(text).not.toContain('foreign');
  });

  it('says the same with and without colour, and holds no escape codes without', () => {
    const record = passedRecord();
    const plain = renderSummary(record, PLAIN);
    const coloured = renderSummary(record, { ...PLAIN, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(withoutEscapes(coloured)).toBe(plain);
    expect(plain).not.toContain('\u001b');
  });

  it.each([72, 100, 120])('keeps within %i columns', (width) => {
    const digestLine = /^ {2}digest/;
    const long = linesOf(passedRecord(), width).filter((line) => {
      return line.length > width && !digestLine.test(line);
    });
    expect(long).toEqual([]);
  });
});

describe('wrapped', () => {
  it('breaks at spaces and indents what follows', () => {
    const style = { colour: false, width: 24 };
    expect(wrapped('one two three four five six', 4, style)).toBe(
      'one two three four\n    five six',
    );
    expect(wrapped('x'.repeat(40), 4, style)).toBe('x'.repeat(40));
  });
});

describe('wantsColour', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
    [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
    [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('of %o with %o is %s', (stream, env, expected) => {
    expect(wantsColour(stream, env)).toBe(expected);
  });
});

function linesOf(record: RunRecord, width = 100): string[] {
  return renderSummary(record, { colour: false, width })
    .trim()
    .split('\n')
    .map((line, at) => {
      return at === 0 ? `  ${line}` : line;
    });
}

function withoutEscapes(text: string): string {
  return stripVTControlCharacters(text).replace(/ +$/gm, '');
}

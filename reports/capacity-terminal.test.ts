import { describe, expect, it } from 'vitest';
import { capacityProbe, foundCapacity } from './capacity.fixture.ts';
import { renderCapacity } from './capacity-terminal.ts';

const plain = { colour: false, width: 100, folder: 'runs/x' };

describe('renderCapacity', () => {
  it('says the rate first, then what stopped it', () => {
    const lines = renderCapacity(foundCapacity(), plain).split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '  ✓ 2,950 events per second: every threshold held, and held again in 2 further runs',
      '    the system stopped it at 3,080/s: end_to_end p(99)<100 is crossed: 118.9 ms',
      '',
    ]);
  });

  it('has a line for every probe', () => {
    const text = renderCapacity(foundCapacity(), plain);
    expect(text).toMatch(/^ +4 +4,000 +78\.7 % .* ✗ does not hold +second look$/m);
    expect(text).toMatch(/^ +10 +2,950 +100\.0 % .* ✓ holds +confirmation$/m);
  });

  it('draws latency against rate, with the limit and the rate that was found', () => {
    const text = renderCapacity(foundCapacity(), plain);
    const chart = text.slice(text.indexOf('End-to-end latency'), text.indexOf('Search'));
    for (const mark of ['■', '●', '▲', '□', '○', '△', '╌', '┊']) expect(chart).toContain(mark);
    expect(chart).toMatch(/^ +1,000 .*2,000 .*4,000/m);
    // Higher rates have higher latencies here: the marks climb from left to right.
    const rows = chart.split('\n');
    const lowest = rows.findLast((row) => /[┤│┼].*■/.test(row)) ?? '';
    const highest = rows.find((row) => row.includes('△')) ?? '';
    expect(lowest.indexOf('■')).toBeLessThan(highest.indexOf('△'));
  });

  it.each([40, 72, 100, 200])('keeps to %i columns, at least 72 and at most 120', (width) => {
    const most = Math.min(120, Math.max(72, width));
    const prose = renderCapacity(foundCapacity(), { ...plain, width })
      .split('\n')
      // The table of probes has the width that it needs.
      .filter((line) => !/^ +(#|\d+) /.test(line));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(most);
  });

  it('has colour only when it is wanted', () => {
    expect(renderCapacity(foundCapacity(), plain)).not.toContain('\u001b');
    expect(renderCapacity(foundCapacity(), { ...plain, colour: true })).toContain('\u001b[');
  });

  it('shows probes without a run, and leaves out a drawing of nothing', () => {
    const probes = [{ ...capacityProbe(1, 1000, 'inconclusive'), run: null }];
    const text = renderCapacity(foundCapacity({ probes }), plain);
    expect(text).toMatch(/^ +1 +1,000 +– +– .*\? inconclusive$/m);
    expect(text).not.toContain('latency against rate');
  });

  it('makes hostile texts harmless', () => {
    const scenario = { name: 'a\u001b[31mred', source: 's', description: '' };
    const text = renderCapacity(foundCapacity({ scenario }), plain);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('a\\u{1b}[31mred');
  });
});

import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLength } from '../terminal-text.ts';
import {
  acceptedComparison,
  bareComparison,
  COMPARISONS,
  fasterComparison,
  hostileComparison,
  inconclusiveComparison,
  incorrectComparison,
  sameComparison,
  singleComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import type { Comparison } from './comparison.ts';
import { renderComparison } from './terminal.ts';

const EVIL = '\u001b[31mred\u001b[2J\u202eevil\n::error::x ##[set-env name=A]b';

describe('renderComparison', () => {
  it('says in its first words how it ended, and then between what', () => {
    expect(linesOf(slowerComparison(), 120).slice(0, 4)).toEqual([
      '  ✗ slower — cpu_per_event{group:consumers} is slower: +12.3 % (95 % interval +8.2 … +16.5 %, p 0.012), beyond the',
      '    floor of 5 %',
      '    the same: end_to_end p(50), end_to_end p(99), cpu_per_event',
      '  spike · seed 7 · 10 pairs of runs · working tree (a1b2c3d4e5f6) against main (a1b2c3d4e5f6)',
    ]);
    const badges = Object.values(COMPARISONS).map(
      (make) => linesOf(make(), 120)[0]?.split(' — ')[0],
    );
    expect(badges).toEqual([
      ...['  ✗ slower', '  ✓ faster', '  = same', '  ? cannot tell'],
      ...['  ✗ incorrect', '  = same', '  ? cannot tell', '  ? cannot tell'],
    ]);
  });

  it('has every reason, and what more runs would do', () => {
    expect(linesOf(inconclusiveComparison(), 120).slice(0, 2)).toEqual([
      '  ? cannot tell — end_to_end p(99) cannot be told: +28.4 % (95 % interval −5.8 … +75.1 %, p 0.51): that may be chance',
      '    about 14 more pairs would probably decide',
    ]);
    const text = renderComparison(incorrectComparison(), plain(120)).replaceAll('\n    ', ' ');
    for (const reason of incorrectComparison().verdict.reasons) expect(text).toContain(reason);
  });

  it('has a row a metric in 120 columns', () => {
    expect(sectionOf(slowerComparison(), 120, 'Metrics')).toEqual([
      '            metric                             base     head   change   95 % interval      p         less ─ more',
      '  = same    end_to_end p(50)                1.93 ms  1.94 ms   +0.4 %   −0.9 … +1.7 %      1          ┊   ●━  ┊',
      '  = same    end_to_end p(99)                17.2 ms  17.3 ms   +0.4 %   −0.9 … +1.7 %      1          ┊   ●   ┊',
      '  = same    cpu_per_event{group:producers}  78.0 µs  78.3 µs   +0.4 %   −0.9 … +1.7 %      1          ┊  ━●━  ┊',
      '  = same    cpu_per_event{group:broker}     42.0 µs  42.2 µs   +0.4 %   −0.9 … +1.7 %      1          ┊  ━●━  ┊',
      '  ✗ slower  cpu_per_event{group:consumers}  72.0 µs  80.9 µs  +12.3 %  +8.2 … +16.5 %  0.012          ┊   │   ┊ ━━━━●━▸',
      '  = same    cpu_per_event                    226 µs   227 µs   +0.4 %   −0.9 … +1.7 %      1          ┊  ━●━  ┊',
      '  ● change  ━ 95 % interval  │ none  ┊ floor  ◂▸ goes on',
    ]);
  });

  it('has two rows a metric in 80 columns', () => {
    expect(sectionOf(inconclusiveComparison(), 80, 'Metrics').slice(0, 4)).toEqual([
      '  = same         end_to_end p(50)                        +0.4 %       ┊ ● ┊',
      '                 1.93 → 1.94 ms, p 1              −0.9 … +1.7 %',
      '  ? cannot tell  end_to_end p(99)                       +28.4 %       ┊━━━━●━━━',
      '                 17.2 → 22.1 ms, p 0.51          −5.8 … +75.1 %',
    ]);
  });

  it('keeps the row a metric without a bar where there is no room for both', () => {
    const [, first = ''] = sectionOf(slowerComparison(), 100, 'Metrics');
    expect(first).toMatch(
      /= same +end_to_end p\(50\) +1.93 ms +1.94 ms +\+0.4 % +−0.9 … \+1.7 % +1$/,
    );
  });

  it('says why something cannot be told where the verdict does not, once for all that share it', () => {
    expect(sectionOf(singleComparison(), 120, 'What cannot be told')).toEqual([
      '  6 metrics: 1 run a side is too few to judge 6 metrics: 5 are needed',
    ]);
    const { verdict } = inconclusiveComparison();
    const reasons = ['cannot be told: end_to_end p(99)'];
    const untold = inconclusiveComparison({ verdict: { ...verdict, reasons } });
    expect(sectionOf(untold, 120, 'What cannot be told')).toEqual([
      '  end_to_end p(99): +28.4 % (95 % interval −5.8 … +75.1 %, p 0.51): that may be chance',
    ]);
    for (const told of [inconclusiveComparison(), sameComparison()]) {
      expect(renderComparison(told, plain(120))).not.toContain('What cannot be told');
    }
  });

  it('shows differences of two single runs without intervals and tests', () => {
    expect(sectionOf(singleComparison(), 120, 'Metrics')[2]).toMatch(
      /^ {2}\? cannot tell +end_to_end p\(99\) +17.2 ms +17.5 ms +\+2.0 % +– +– +┊ +● +┊$/,
    );
  });

  it('shows a metric without samples as that', () => {
    expect(sectionOf(bareComparison(), 120, 'Metrics')[1]).toMatch(
      /^ {2}\? cannot tell +end_to_end p\(50\) +– +– +– +– +–$/,
    );
    expect(sectionOf(bareComparison(), 80, 'Metrics')[1]).toBe(
      '                 no samples                                  –',
    );
    expect(sectionOf(sameComparison({ metrics: [] }), 80, 'Metrics')).toEqual([
      '  none was declared',
    ]);
  });

  it('shows what moved among the outcomes', () => {
    expect(sectionOf(incorrectComparison(), 80, 'Outcome')).toEqual([
      '  ✗ the outcomes differ: 4 figures moved',
      '    units sold                  48,210   → 48,207        −3',
      '    units in stock at the end   51,020   → 51,023        +3',
      '    fill rate                  0.98213  → 0.98207  −0.00006',
      '    LOW_STOCK alerts raised        121        → –',
    ]);
    expect(sectionOf(acceptedComparison(), 80, 'Outcome')[0]).toBe(
      '  ✓ the outcomes differ: 4 figures moved, which was accepted',
    );
    expect(sectionOf(bareComparison(), 80, 'Outcome')).toEqual([
      '  ? the outcomes cannot be compared: head has no digest',
    ]);
  });

  it('says what was compared, on which machine, and what was left out of it', () => {
    const folder = 'runs/comparisons/x';
    const files = ['comparison.json', 'comparison.html', 'junit.xml'];
    const text = renderComparison(inconclusiveComparison(), { ...plain(120), folder, files });
    expect(text.split('  Compared\n')[1]).toBe(
      [
        '  base        main (a1b2c3d4e5f6) · 12 runs, 2 left out · streamstock-bench 0.1.0',
        '  head        working tree (a1b2c3d4e5f6) · 12 runs, 2 left out · streamstock-bench 0.1.0',
        '  left out    base, the run beside it is no evidence: 20260105-100200-spike-7, 20260105-100600-spike-7',
        '  left out    head, the generator itself was late: 20260105-100230-spike-7, 20260105-100630-spike-7',
        '  on          Example CPU, 2 cores, 8.00 GB · node v20.20.2 · linux x64',
        '  machine     6 % slower during head, 2.1 % of time stolen',
        '  repeat      streamstock ab spike --base main --head . --pairs 10 --seed 7',
        '  folder      runs/comparisons/x',
        '  files       comparison.json · junit.xml',
        '  report      runs/comparisons/x/comparison.html',
        '',
      ].join('\n'),
    );
  });

  it('names both machines where they differ, and says that nobody measured', () => {
    const { base } = bareComparison();
    const other = { ...base, environment: { ...base.environment, cores: 16 } };
    const text = renderComparison(bareComparison({ base: other }), plain(120));
    expect(text).toContain('  base on     Example CPU, 16 cores');
    expect(text).toContain('  head on     Example CPU, 2 cores');
    expect(text).toContain('  machine     nobody measured how steady it was');
  });

  it('names three of many runs that were left out for one reason', () => {
    const { head } = slowerComparison();
    const runs = head.runs.map((run) => ({ ...run, leftOut: 'saturated' }));
    const text = renderComparison(slowerComparison({ head: { ...head, runs } }), plain(120));
    expect(text).toMatch(/left out {4}head, saturated: \S+, \S+, \S+ and 7 more\n/);
  });

  it('warns', () => {
    expect(sectionOf(inconclusiveComparison(), 80, 'Warnings')).toEqual([
      '  ! 2 of 12 runs of head are no evidence: the generator itself was late',
      '  ! the machine was 6 % slower during head than during base',
    ]);
  });

  it.each(Object.keys(COMPARISONS))('fits its width, with colours and without: %s', (name) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    for (const width of [72, 80, 100, 120]) {
      const text = renderComparison(comparison, plain(width));
      for (const line of text.split('\n')) expect(visibleLength(line)).toBeLessThanOrEqual(width);
      const coloured = renderComparison(comparison, { colour: true, width });
      expect(coloured).not.toBe(text);
      expect(stripVTControlCharacters(coloured)).toBe(text);
    }
  });

  it('keeps verdict, change and interval where a label is too long', () => {
    const [first, ...others] = fasterComparison().metrics;
    if (first === undefined) throw new Error('the fixture has metrics');
    const label = `end_to_end{topic:${'a'.repeat(300)}} p(50)`;
    const rows = sectionOf(
      fasterComparison({ metrics: [{ ...first, label }, ...others] }),
      80,
      'Metrics',
    );
    expect(rows[0]).toMatch(/^ {2}✓ faster +end_to_end\{topic:a+… +−18.8 %/);
    expect(rows[1]).toMatch(/−22.8 … −14.6 %$/);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
  });

  it('keeps hostile text inert: no escape code, no command of a CI service', () => {
    for (const width of [72, 120]) {
      const text = renderComparison(hostileComparison(EVIL), plain(width));
      expect(text).toContain('\\u{1b}[31mred');
      expectInert(text);
    }
  });

  it('keeps any text inert', () => {
    const words = fc.constantFrom(
      '::error::',
      '##[x]',
      '\u001b',
      '\r',
      '\n',
      ' ',
      'a',
      '\u202e',
      ':',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (evil) => {
        const { metrics, ...hostile } = hostileComparison(evil);
        const comparison = { ...hostile, metrics: metrics.slice(0, 1) };
        expectInert(renderComparison(comparison, plain(72)));
      }),
      { numRuns: 50 },
    );
  });
});

function expectInert(text: string): void {
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|##\[/u);
  expect(text).not.toMatch(/^\s*::/m);
}

function plain(width: number): { colour: boolean; width: number } {
  return { colour: false, width };
}

function linesOf(comparison: Comparison, width: number): string[] {
  return renderComparison(comparison, plain(width)).split('\n').slice(1);
}

/** Lines below the title, until the next blank line. */
function sectionOf(comparison: Comparison, width: number, title: string): string[] {
  const lines = linesOf(comparison, width);
  const from = lines.indexOf(`  ${title}`) + 1;
  expect(from).toBeGreaterThan(0);
  return lines.slice(from, lines.indexOf('', from));
}

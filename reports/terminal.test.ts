import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { livelyGroup, quietGroup } from './group.fixture.ts';
import { initHistograms } from './histogram.ts';
import type { InventoryReport } from './inventory.ts';
import { countsOf, passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { richInventory } from './rich-inventory.fixture.ts';
import { richRecord } from './rich-record.fixture.ts';
import { renderSummary } from './terminal.ts';

const PLAIN = { colour: false, width: 100 };

beforeAll(initHistograms);

describe('renderSummary', () => {
  it('begins with the verdict and its reason', () => {
    const [first, second] = linesOf(passedRecord());
    expect(first).toBe('  ✓ passed — 2 thresholds and 4 invariants hold');
    expect(second).toContain('spike · seed 7 · 5,000 events · embedded broker · 23.4 s');
  });

  it('tells a missed target rate before anything else', () => {
    const record = passedRecord({
      rates: { ...passedRecord().rates, sentPerSecond: 125 },
      verdict: { name: 'incomplete', exitCode: 94, reasons: ['worker 1 died', 'events were shed'] },
    });
    expect(linesOf(record).slice(0, 3)).toEqual([
      '  ! target rate missed: 125 of 250 events per second were sent (50 %)',
      '  ! incomplete — worker 1 died',
      '    events were shed',
    ]);
    expect(renderSummary(passedRecord(), PLAIN)).not.toContain('target rate missed');
  });

  it('shows each threshold with value, limit and margin', () => {
    const text = renderSummary(passedRecord(), PLAIN);
    expect(text).toMatch(/✓ end_to_end p\(99\) +27.4 ms +< 100 ms +72.6 % to spare/);
    expect(text).toMatch(/✓ fill_rate value +0.9821 +> 0.95 +3.38 % to spare/);
    const [latency] = passedRecord().thresholds;
    if (latency === undefined) throw new Error('the fixture has thresholds');
    const crossed = { ...latency, observed: 250, holds: false };
    const unknown = { ...latency, source: 'max<1', limit: 1, observed: null, holds: null };
    const bad = renderSummary(passedRecord({ thresholds: [crossed, unknown] }), PLAIN);
    expect(bad).toMatch(/✗ end_to_end p\(99\) +250 ms +< 100 ms +150 % beyond/);
    expect(bad).toMatch(/\? end_to_end max +no samples +< 1 ms/);
  });

  it('gives a threshold two lines where one does not hold it', () => {
    const [threshold] = passedRecord().thresholds;
    if (threshold === undefined) throw new Error('the fixture has thresholds');
    const metric = 'end_to_end{topic:inventory.restocks,partition:11}';
    const lines = linesOf(passedRecord({ thresholds: [{ ...threshold, metric }] }), 72);
    const at = lines.indexOf(`  ✓ ${metric} p(99)`);
    expect(lines[at + 1]).toBe('      27.4 ms  < 100 ms  72.6 % to spare');
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

  it('draws where the time of an average event went', () => {
    const lines = linesOf(passedRecord(), 80);
    const at = lines.findIndex((line) => line.includes('Where the time went'));
    expect(lines.slice(at, at + 3)).toEqual([
      '  Where the time went, of 1.93 ms for an average event',
      '  late at the generator  0.410 ms   27 %  ██████████',
      `  through the broker     1.12  ms   73 %  ${' '.repeat(10)}${'█'.repeat(27)}`,
    ]);
  });

  it('tells how far the consumers were behind, and what happened on the way', () => {
    const partition = { topic: 'inventory.sales', maxRecords: 900, endRecords: 0 };
    const record = passedRecord({
      lag: {
        maxRecords: 1204,
        maxAtMs: 12_000,
        endRecords: 3,
        partitions: [
          { ...partition, maxRecords: 304, partition: 0 },
          { ...partition, partition: 2 },
        ],
      },
      waitingMaxEvents: 12,
      counts: countsOf({ rebalances: 2 }),
      marks: [{ atMs: 7_250, kind: 'rebalance', text: 'consumer-2 left' }],
      availability: { windows: 20, available: 19, share: 0.95 },
    });
    expect(linesOf(record, 120)).toEqual(
      expect.arrayContaining([
        '  available   95 %: in 19 of 20 seconds all that was due was dealt with within a second',
        '  lag         at most 1,204 records behind, after 12 s, and 3 at the end; worst inventory.sales/2 with 900',
        '  waiting     at most 12 events at once for an earlier one of the same product',
        '  rebalances  consumers joined their group again 2 times',
        '  rebalance   after 7.3 s: consumer-2 left',
      ]),
    );
    expect(renderSummary(passedRecord(), PLAIN)).toMatch(/lag +not known: the broker could not/);
  });

  it('tells who came and went, and what it cost to hand over', () => {
    const text = renderSummary(passedRecord({ group: livelyGroup(20, 6) }), PLAIN);
    expect(text).toMatch(
      /\n {2}group +4 consumers, 1 of them in a process of its own · consumer-1 killed/,
    );
    expect(text).toMatch(/\n {2}rebalances +6 · longest pause 1.3 s/);
    expect(text).toMatch(/\n {2}recovered +from 2 losses · /);
    expect(text).not.toContain('joined their group again');
    const quiet = passedRecord({ group: quietGroup(['consumer-1', 'consumer-2'], 6) });
    expect(renderSummary(quiet, PLAIN)).toBe(renderSummary(passedRecord(), PLAIN));
  });

  it('lists no endless row of marks', () => {
    const marks = Array.from({ length: 30 }, (_, n) => {
      return { atMs: n * 1000, kind: 'trouble' as const, text: `trouble ${n}` };
    });
    const text = renderSummary(passedRecord({ marks }), PLAIN);
    expect(text).toContain('after 7 s: trouble 7\n');
    expect(text).not.toContain('trouble 8\n');
    expect(text).toContain('and 22 more marks');
  });

  it('shows the evidence of lateness', () => {
    const worst = { fromMs: 7_000, toMs: 8_000, events: 812, cause: 'producer 1 stood still' };
    const lateness = { generator: 900, window: 118, worst };
    const text = renderSummary(passedRecord({ lateness }), { ...PLAIN, width: 120 });
    expect(text).toContain(
      "900 by the generator's own doing · 118 because too many were in flight",
    );
    expect(text).toContain('evidence    812 events late from 7 s to 8 s: producer 1 stood still');
  });

  it('shows inventory and alerts by type', () => {
    const text = renderSummary(passedRecord(), { ...PLAIN, width: 120 });
    expect(text).toContain('98.21 % of the units asked for were on the shelf, 877 units lost');
    expect(text).toContain('lost worth $87,700');
    expect(text).toContain('worth $12,345,678 at the end');
    expect(text).toContain('212 raised, 14 escalated, 187 resolved\n');
    expect(text).toMatch(/LOW_STOCK +121 raised +100 resolved +21 active\n/);
    expect(text).toMatch(/forecast +not judged: the plan was not replayed/);
  });

  it('shows stock-outs and how good the forecasts were', () => {
    const hourMs = 3_600_000;
    const inventory = inventoryOf({
      stockOuts: {
        episodes: 14,
        products: 12,
        unfinished: 3,
        meanMs: 5 * hourMs,
        medianMs: 3 * hourMs,
        maxMs: 26 * hourMs,
        byDuration: [],
      },
      forecast: {
        products: 200,
        productDays: 1400,
        maeUnits: 1.534,
        wape: 0.32,
        mase: 0.81,
        biasUnits: -0.104,
        coverage: 0.893,
      },
    });
    const text = renderSummary(passedRecord({ inventory }), { ...PLAIN, width: 120 });
    expect(text.replaceAll(/\n {14}/g, ' ')).toContain(
      '14 episodes on 12 products, 3 still empty at the end: 5 h on average, median 3 h, longest 1 d 2 h of business time\n',
    );
    expect(text.replaceAll(/\n {14}/g, ' ')).toContain(
      'off by 1.53 units a day on average · WAPE 32 % · MASE 0.81 · bias -0.1 · 89.3 % of days within the 90 % band (1,400 product days)\n',
    );
    const none = renderSummary(passedRecord({ inventory: inventoryOf({}) }), PLAIN);
    expect(none).toMatch(/stock-outs +no shelf was empty/);
    expect(none).toMatch(/forecast +not judged: no complete day follows a forecast/);
  });

  it('shows CPU, digest, files and how to repeat the run, and ends with the report', () => {
    const files = ['run.json', 'report.html', 'junit.xml'];
    const text = renderSummary(passedRecord(), { ...PLAIN, runFolder: 'runs/one', files });
    expect(text).toContain('226 µs: producers 78 · broker 42 · consumers 72 · main 6.2 · other 28');
    expect(text).toContain('(equals the');
    expect(text).toMatch(/repeat +streamstock bench scenarios\/spike.yaml --seed 7\n/);
    expect(text).toMatch(/folder +runs\/one\n/);
    expect(text).toMatch(/files +run.json · junit.xml\n +report +runs\/one\/report.html\n$/);
  });

  it('says what is not known, and leaves out what the run has not', () => {
    const { cpu } = passedRecord();
    const text = renderSummary(
      passedRecord({
        outcome: null,
        thresholds: [],
        cpu: { ...cpu, perEventUs: null },
        availability: null,
      }),
      PLAIN,
    );
    for (const title of ['Inventory', 'Thresholds', 'report ']) expect(text).not.toContain(title);
    expect(text).toMatch(/available +not known/);
    expect(text).toMatch(/CPU per event\n +all +not known/);
  });

  it('counts trouble on the way only where there was some', () => {
    const counts = countsOf({ events_shed: 412, records_duplicate: 17 });
    const text = renderSummary(passedRecord({ counts }), PLAIN);
    expect(text).toContain('412 shed · 17 duplicates\n');
    expect(text).not.toContain('foreign');
  });

  it('lists what was done by hand where somebody could, as far as one reads', () => {
    expect(renderSummary(passedRecord(), PLAIN)).not.toContain('by hand');
    const actions = Array.from({ length: 20 }, (_, at) => ({
      atMs: at * 1500,
      atEvents: at * 12,
      text: `consumer-${at} was killed`,
      detail: {},
    }));
    const record = passedRecord({ interaction: { actions, dropped: 3 } });
    const text = renderSummary(record, PLAIN);
    expect(text).toContain('What was done by hand');
    expect(text).toContain('the plan was played by hand, with 23 actions');
    expect(text).toContain('after 1.5 s');
    expect(text).toContain('consumer-1 was killed (12 events sent)');
    expect(text).toContain('and 11 more');
    expect(text).not.toContain('consumer-12 was killed');
  });

  it('lets no text of the run reach the terminal as a command', () => {
    const record = passedRecord({
      scenario: { ...passedRecord().scenario, name: '\u001b[2J\u202e\nowned' },
      notes: ['\u009b31m', 'x'.repeat(10_240)],
      marks: [{ atMs: 0, kind: 'trouble', text: 'a\rb' }],
      replay: 'make bench \u0007',
    });
    const text = renderSummary(record, PLAIN);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
    expect(text).toContain('\\u{1b}[2J\\u{202e} owned');
    expect(text.length).toBeLessThan(8_000);
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
    for (const record of [passedRecord(), richRecord()]) {
      const long = linesOf(record, width).filter((line) => {
        return line.length > width && !digestLine.test(line);
      });
      expect(long).toEqual([]);
    }
  });
});

function inventoryOf(changes: Partial<InventoryReport>): InventoryReport {
  const none = { episodes: 0, products: 0, unfinished: 0, byDuration: [] };
  return {
    ...richInventory(),
    stockOuts: { ...none, meanMs: null, medianMs: null, maxMs: null },
    forecast: null,
    products: [],
    ...changes,
  };
}

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

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { stormyGroup } from './group.fixture.ts';
import { initHistograms } from './histogram.ts';
import { renderReportHtml, writeReportHtml } from './html.ts';
import type { PageData } from './page-data.ts';
import { passedRecord } from './record.fixture.ts';
import type { RunRecord } from './record.ts';
import { richRecord } from './rich-record.fixture.ts';

beforeAll(initHistograms);

const KILOBYTE = 1024;

describe('renderReportHtml', () => {
  it('names the hashes of exactly the scripts and the style it brings', () => {
    const html = renderReportHtml(passedRecord());
    const loader = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src ${sha256(loader)} ${sha256(unpacked(html, 'report-code'))}`,
      `style-src ${sha256(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('refers to nothing outside of itself', () => {
    const html = renderReportHtml(richRecord());
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual([expect.stringMatching(/^data:image\/svg\+xml,/)]);
    expect(html).not.toMatch(/\sstyle="/);
    expect(html).not.toMatch(/<link rel="stylesheet"|@import|url\(/);
  });

  it('carries the record without its histograms', () => {
    const record = richRecord();
    const data = dataOf(renderReportHtml(record));
    expect(data.record.runId).toBe(record.runId);
    expect(data.record.latency.measured.stages).toEqual(record.latency.measured.stages);
    expect(data.record.latency.measured).not.toHaveProperty('histograms');
    expect(data.spectrum.stages.length).toBe(10);
  });

  it('says the verdict to those without scripts', () => {
    const html = renderReportHtml(passedRecord());
    expect(html).toContain('<title>passed: spike, run 20260105-101500-spike-7</title>');
    expect(html).toMatch(/<noscript><h1>passed<\/h1><p>2 thresholds and 4 invariants hold<\/p>/);
  });

  it('keeps hostile text from ending anything', () => {
    const hostile = '</script></title></noscript><script>alert(1)</script>"\'&';
    const record = passedRecord({
      runId: hostile,
      verdict: { name: 'incorrect', exitCode: 90, reasons: [hostile] },
    });
    const html = renderReportHtml(record);
    expect(html).not.toContain('alert(1)<');
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(dataOf(html).record.runId).toBe(hostile);
  });

  it('takes at most 350 KB for ten minutes', () => {
    const html = renderReportHtml(richRecord({ seconds: 595 }));
    expect(dataOf(html).record.series?.intervals).toBe(600);
    expect(html.length).toBeLessThan(350 * KILOBYTE);
  });

  it('takes at most 150 KB more for two hundred rebalances of a hundred partitions', () => {
    const quiet = richRecord({ seconds: 235 });
    const group = stormyGroup(240_000, 100, 200);
    const marks = group.rebalances.map(({ atMs }) => {
      return {
        atMs,
        kind: 'rebalance',
        text: 'consumers share out their partitions anew',
      } as const;
    });
    const more =
      renderReportHtml({ ...quiet, group, marks }).length - renderReportHtml(quiet).length;
    expect(more).toBeLessThan(150 * KILOBYTE);
  });

  it('takes at most 1 MB whatever is in the record', () => {
    const record = hugeRecord();
    const html = renderReportHtml(record);
    expect(html.length).toBeLessThan(1024 * KILOBYTE);
    expect(dataOf(html).reduced.length).toBeGreaterThan(4);
    expect(dataOf(html).record.interaction?.actions).toHaveLength(200);
    expect(dataOf(html).record.interaction?.dropped).toBe(307);
  });
});

describe('writeReportHtml', () => {
  it('writes the report into a folder that it makes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'html-'));
    const file = writeReportHtml(join(folder, 'run'), passedRecord());
    expect(file).toBe(join(folder, 'run', 'report.html'));
    expect(readFileSync(file, 'utf8')).toBe(renderReportHtml(passedRecord()));
    rmSync(folder, { recursive: true });
  });

  it('says where it cannot be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'html-'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeReportHtml(join(folder, 'file'), passedRecord())).toThrow(
      expect.objectContaining({ code: 'RUN_FOLDER_UNWRITABLE' }),
    );
    rmSync(folder, { recursive: true });
  });
});

/** Many threads, partitions, texts and marks, none of which compress. */
function hugeRecord(): RunRecord {
  const rich = richRecord({ seconds: 595, partitions: 64, producers: 60, consumers: 60 });
  const text = () => randomBytes(7_500).toString('base64');
  const many = <T>(count: number, make: (at: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  return {
    ...rich,
    group: stormyGroup(600_000, 1_000, 300),
    marks: many(5_000, (at) => ({ atMs: at, kind: 'rebalance', text: text() })),
    notes: many(500, text),
    interaction: {
      actions: many(500, (at) => ({ atMs: at, atEvents: at, text: text(), detail: {} })),
      dropped: 7,
    },
    audit: many(300, (at) => ({
      id: `invariant-${at}`,
      title: text(),
      holds: false,
      detail: text(),
      examples: many(50, () => ({ subject: text(), expected: text(), got: text() })),
    })),
    scenario: { ...rich.scenario, resolved: many(100, text) },
    verdict: { ...rich.verdict, reasons: many(500, text) },
  };
}

function dataOf(html: string): PageData {
  return JSON.parse(unpacked(html, 'report-data')) as PageData;
}

function unpacked(html: string, id: string): string {
  const packed = new RegExp(`id="${id}">([A-Za-z0-9+/=]*)</script>`).exec(html)?.[1] ?? '';
  return gunzipSync(Buffer.from(packed, 'base64')).toString();
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

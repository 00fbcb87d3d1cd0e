import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { emptyHistory, hostileHistory, richHistory } from '../browser/history-page.fixture.ts';
import { renderHistoryHtml } from './history-html.ts';
import type { HistoryPage } from './history-html-data.ts';

describe('renderHistoryHtml', () => {
  it('says what shifted to those without scripts', () => {
    const html = renderHistoryHtml(richHistory());
    expect(html).toContain('<title>History of steady</title>');
    expect(html).toMatch(/<noscript><h1>History of steady<\/h1><p>end_to_end p\(99\) \+5\d\.\d %/);
  });

  it('carries every figure of the history', () => {
    const history = richHistory();
    expect(dataOf(renderHistoryHtml(history))).toEqual({ history, reduced: [] });
  });

  it('keeps hostile text from ending anything', () => {
    const html = renderHistoryHtml(hostileHistory('</script></title><script>alert(1)</script>'));
    expect(html).not.toContain('alert(1)</script>');
    expect(html.match(/<script/g)).toHaveLength(3);
  });

  it('shows a history without runs', () => {
    expect(dataOf(renderHistoryHtml(emptyHistory())).history.runs).toEqual([]);
  });

  it('shows the newest thousand of more runs, with the levels and shifts among them', () => {
    const [run] = richHistory().runs;
    const [metric] = richHistory().metrics;
    if (run === undefined || metric === undefined) throw new Error('the fixture has both');
    const shift = {
      group: 0,
      before: 1,
      after: 2,
      ratio: 2,
      pValue: 0,
      text: '',
      verdict: 'worse',
    };
    const history = richHistory({
      runs: Array.from({ length: 1200 }, () => run),
      metrics: [
        {
          ...metric,
          values: Array.from({ length: 1200 }, (_, at) => at),
          levels: [
            { group: 0, fromRun: 0, toRun: 150, value: 1 },
            { group: 0, fromRun: 151, toRun: 500, value: 2 },
            { group: 0, fromRun: 501, toRun: 1199, value: 3 },
          ],
          shifts: [
            { ...shift, atRun: 151, verdict: 'worse' },
            { ...shift, atRun: 501, verdict: 'better' },
          ],
        },
      ],
    });
    const { history: shown, reduced } = dataOf(renderHistoryHtml(history));
    expect(shown.runs).toHaveLength(1000);
    expect(shown.metrics[0]?.values.slice(0, 2)).toEqual([200, 201]);
    expect(shown.metrics[0]?.levels.map(({ fromRun, toRun }) => [fromRun, toRun])).toEqual([
      [0, 300],
      [301, 999],
    ]);
    expect(shown.metrics[0]?.shifts.map(({ atRun }) => atRun)).toEqual([301]);
    expect(reduced).toEqual(['Only the last 1,000 runs are shown.']);
  });
});

function dataOf(html: string): HistoryPage {
  const [, packed = ''] = /id="report-data">([^<]*)</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as HistoryPage;
}

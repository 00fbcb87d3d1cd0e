import * as hdr from 'hdr-histogram-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms, LatencyHistogram } from './histogram.ts';
import { histogramLogHead, histogramLogLine, parseHistogramLogLine } from './histogram-log.ts';

beforeAll(initHistograms);

function histogramOf(...samplesUs: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const us of samplesUs) histogram.record(us);
  return histogram;
}

const STARTED_US = 1_767_225_600_123_000;

describe('histogram log', () => {
  it('is read by the reader of the HdrHistogram library', () => {
    const text =
      histogramLogHead('1.2.3', STARTED_US) +
      histogramLogLine(3, 'measured', 'end_to_end', histogramOf(100, 200, 41_215)) +
      histogramLogLine(4, 'warmUp', 'produce', histogramOf(7));
    const reader = new hdr.HistogramLogReader(text);
    const first = reader.nextIntervalHistogram() as hdr.Histogram;
    expect([first.tag, first.totalCount]).toEqual(['end_to_end', 3]);
    expect(first.startTimeStampMsec).toBe(STARTED_US / 1000 + 3000);
    expect(first.endTimeStampMsec - first.startTimeStampMsec).toBe(1000);
    expect(first.getValueAtPercentile(50)).toBe(200);
    const second = reader.nextIntervalHistogram() as hdr.Histogram;
    expect([second.tag, second.getValueAtPercentile(100)]).toEqual(['warm_up.produce', 7]);
    expect(reader.nextIntervalHistogram()).toBeNull();
  });

  it('says the maximum of an interval in milliseconds, exactly', () => {
    const line = histogramLogLine(12, 'measured', 'end_to_end', histogramOf(41_215));
    expect(line).toMatch(/^Tag=end_to_end,12\.000,1\.000,41\.215,HISTF[A-Za-z0-9+/=]+\n$/);
  });

  it('reads its own lines back', () => {
    const line = histogramLogLine(12, 'warmUp', 'alert', histogramOf(5, 50_000_000));
    const logged = parseHistogramLogLine(line.trimEnd());
    expect(logged).toMatchObject({ index: 12, phase: 'warmUp', stage: 'alert' });
    const read = LatencyHistogram.decodeBare(logged?.encoded ?? '');
    expect([read.count, read.minUs]).toEqual([2, 5]);
    expect(read.maxUs / 50_000_000).toBeCloseTo(1, 2);
  });

  it.each([
    ['a comment', '#[StartTime: 1.0 (seconds since epoch)]'],
    ['the legend', '"StartTimestamp","Interval_Length"'],
    ['a tag of somebody else', 'Tag=lunch,1.000,1.000,2.000,HISTFAAA'],
    ['a line that was cut off', 'Tag=alert,1.000,1.000,2.000,HISTFAAAAB'],
    ['nothing', ''],
  ])('passes over %s', (_, line) => {
    expect(parseHistogramLogLine(line)).toBeUndefined();
  });
});

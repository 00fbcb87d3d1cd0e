import { describe, expect, it } from 'vitest';
import { parseConsumerPerf, parseProducerPerf } from './perf-tools.ts';

describe('what the tools of Apache Kafka 4.1 print', () => {
  it('is read of a producer: the sum, not a window', () => {
    const output = [
      '5004 records sent, 1000.6 records/sec (0.31 MB/sec), 1.5 ms avg latency, 180.0 ms max latency.',
      '15000 records sent, 103270.2 records/sec (31.52 MB/sec), 629.29 ms avg latency, 957.00 ms max latency, 672 ms 50th, 789 ms 95th, 891 ms 99th, 954 ms 99.9th.',
    ].join('\n');
    expect(parseProducerPerf(output)).toEqual({
      recordsPerSecond: 103_270.2,
      p50Ms: 672,
      p99Ms: 891,
    });
  });

  it('is read of a consumer by the name of the column', () => {
    const output = [
      'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec',
      '2026-01-05 20:07:07:891, 2026-01-05 20:07:08:680, 91.5527, 116.0364, 300000, 380228.1369, 294, 495, 184.9550, 606060.6061',
    ].join('\n');
    expect(parseConsumerPerf(output)).toEqual({ recordsPerSecond: 606_060.6061 });
  });

  it('is never made up', () => {
    expect(() => parseProducerPerf('nothing sent')).toThrow('something else than expected');
    expect(() => parseConsumerPerf('a, b\n1, 2')).toThrow('something else than expected');
  });
});

/** What the machine did while it was measured, and what that forbids to conclude. */
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { compared, ENVIRONMENT, judged, refused } from './compare.fixture.ts';
import { QUIET_PROBE } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';
import type { RunEvidence } from './run-evidence.ts';

beforeAll(initHistograms);

describe('the machine', () => {
  it('that became slower forbids conclusions from runs of different times', () => {
    const metric = judged({ design: 'unpaired', head: { speed: 0.88 } });
    expect(metric).toMatchObject({ verdict: 'cannot tell', moreRunsNeeded: null });
    expect(metric.reason).toContain('the machine was 12 % slower while the head was measured');
    expect(judged({ design: 'unpaired', base: { speed: 0.88 } }).verdict).toBe('cannot tell');
  });

  it('may differ by half of the floor, where nothing makes up for it', () => {
    const narrow = parseGate(['throughput value 5%']);
    const wide = parseGate(['throughput value 10%']);
    const verdictAt = (speed: number, gate: typeof wide) =>
      judged({ design: 'unpaired', head: { speed }, gate }).verdict;
    expect(verdictAt(0.98, narrow)).toBe('same');
    expect(verdictAt(0.97, narrow)).toBe('cannot tell');
    expect(verdictAt(0.97, wide)).toBe('same');
  });

  it('may differ by the floor of CPU times, which are stated at one speed', () => {
    const slow = judged({ design: 'unpaired', head: { speed: 0.96 } });
    expect(slow.verdict).toBe('same');
    expect(slow.ratio).toBeCloseTo(1, 1);
    const slower = judged({ design: 'unpaired', head: { speed: 0.94 } });
    expect(slower.verdict).toBe('cannot tell');
    expect(slower.reason).toContain('more than the floor of 5 %');
  });

  it('hides no change of CPU time, and invents none, while its speed goes up and down', () => {
    const speeds = [1, 0.9, 1.08, 0.95, 1.12, 0.97, 0.88, 1.05, 1.02, 0.93];
    const swaying = (cpu: number, shift: number) => (index: number) => ({
      cpu,
      speed: speeds[(index + shift) % speeds.length] ?? 1,
    });
    const verdictOf = (cpu: number) =>
      judged({ base: swaying(1, 0), head: swaying(cpu, 3) }).verdict;
    expect([verdictOf(1), verdictOf(1.1), verdictOf(1 / 1.1)]).toEqual([
      'same',
      'slower',
      'faster',
    ]);
    const comparison = compared({ base: swaying(1, 0), head: swaying(1, 3) });
    expect(comparison.machine?.text).toContain(
      'from run to run its speed went from −10.7 % to +13.7 %, half of which CPU times are corrected for',
    );
  });

  it('says nothing about memory', () => {
    const gate = parseGate(['rss max 10%']);
    expect(judged({ design: 'unpaired', head: { speed: 0.5 }, gate }).verdict).toBe('same');
  });

  it('is made up for by pairs, with a warning', () => {
    const comparison = compared({ head: { speed: 0.88 } });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.machine?.speedRatio).toBeCloseTo(0.88);
    expect(comparison.warnings[0]).toMatch(
      /^the machine was 12 % slower while the head was measured; pairs/,
    );
  });

  it('that nobody measured is a warning, unless there are pairs', () => {
    const unpaired = compared({ design: 'unpaired', base: { speed: null } });
    expect(unpaired.machine).toBeNull();
    expect(unpaired.warnings).toEqual([
      'nobody measured the speed of the machine beside the runs of the base: a drift would not be seen',
    ]);
    expect(compared({ base: { speed: null } }).warnings).toEqual([]);
  });

  it('is described by what was seen of it', () => {
    expect(compared({}).machine?.text).toBe('quiet');
    const machine = { ...QUIET_PROBE, speedSpread: 0.08, stolenShare: 0.03, timerLateP99Ms: 12 };
    expect(compared({ head: { changes: { machine } } }).machine?.text).toBe(
      'the same work varied by 8 %, others took 3 % of the time, timers came up to 12.0 ms late',
    );
  });

  it.each<[what: string, change: Partial<RunEvidence['environment']>, difference: string]>([
    ['CPU', { cpuModel: 'Another CPU' }, 'CPU: Example CPU and Another CPU'],
    ['number of cores', { cores: 8 }, 'cores: 2 and 8'],
    ['major version of Node', { node: 'v22.1.0' }, 'Node: v20 and v22'],
    ['platform', { platform: 'darwin' }, 'platform: linux and darwin'],
    ['architecture', { arch: 'arm64' }, 'architecture: x64 and arm64'],
  ])('of another %s forbids conclusions, and pairs', (_, change, difference) => {
    const head = (_index: number) => ({ changes: { environment: { ...ENVIRONMENT, ...change } } });
    const comparison = compared({ design: 'unpaired', head });
    expect(comparison.verdict.name).toBe('inconclusive');
    expect(comparison.metrics[0]?.reason).toBe('the runs are of different machines');
    expect(comparison.warnings).toContain(`different machines: ${difference}`);
    const error = refused({ head });
    expect(error).toMatchObject({ code: 'NOT_COMPARABLE', exitCode: 95 });
    expect(error.message).toContain(difference);
  });

  it('is the same with another patch of Node, and with other memory, which is a warning', () => {
    const environment = { ...ENVIRONMENT, node: 'v20.19.9', memoryBytes: 4e9 };
    const comparison = compared({ design: 'unpaired', head: { changes: { environment } } });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toEqual(['different amounts of memory: 8 and 4 GB']);
  });
});

import { describe, expect, it } from 'vitest';
import { cpuUse, describeEnvironment, phaseLatency } from './environment.ts';
import { mergeSnapshots, Recorder } from './recorder.ts';

describe('describeEnvironment', () => {
  it('knows the machine and whether it is a CI job', () => {
    expect(describeEnvironment({})).toMatchObject({ node: process.version, ci: false });
    expect(describeEnvironment({ CI: 'true' }).ci).toBe(true);
    expect(describeEnvironment({ CI: 'false' }).ci).toBe(false);
    expect(describeEnvironment({}).cores).toBeGreaterThan(0);
  });
});

describe('phaseLatency', () => {
  it('summarises stages over all topics and keeps the histograms by topic', async () => {
    const recorder = await Recorder.create();
    recorder.latency('produce', 10, 0, 0);
    recorder.latency('produce', 30, 0, 1);
    const latency = phaseLatency(mergeSnapshots([recorder.snapshot()]), 'measured');
    expect(Object.keys(latency.stages)).toEqual(['produce']);
    expect(latency.stages.produce).toMatchObject({ count: 2, minUs: 10, maxUs: 30, meanUs: 20 });
    expect(latency.histograms.map(({ topic, histogram }) => [topic, histogram.count])).toEqual([
      ['inventory.sales', 1],
      ['inventory.restocks', 1],
    ]);
    expect(JSON.parse(JSON.stringify(latency))).toEqual(latency);
  });
});

describe('cpuUse', () => {
  it('adds threads up by group and gives the rest a name', () => {
    const threads = [
      { group: 'producers', cpuUs: 300 },
      { group: 'producers', cpuUs: 100 },
      { group: 'main', cpuUs: 50 },
    ];
    expect(cpuUse(1000, threads, 10)).toEqual({
      processUs: 1000,
      perEventUs: 100,
      groups: [
        { name: 'producers', threads: 2, cpuUs: 400, perEventUs: 40 },
        { name: 'main', threads: 1, cpuUs: 50, perEventUs: 5 },
        { name: 'other', threads: 0, cpuUs: 550, perEventUs: 55 },
      ],
    });
  });

  it('says nothing of groups with a thread that cannot be measured', () => {
    const threads = [
      { group: 'producers', cpuUs: 300 },
      { group: 'producers', cpuUs: undefined },
    ];
    const { groups } = cpuUse(1000, threads, 10);
    expect(groups.map(({ cpuUs, perEventUs }) => [cpuUs, perEventUs])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('divides by no event into nothing', () => {
    expect(cpuUse(1000, [], 0).perEventUs).toBeNull();
  });
});

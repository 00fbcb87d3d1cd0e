/**
 * `make benchmark`: the speed and memory of this checkout on this machine, as a table. Latencies and rates of shared
 * machines drift by a third and more; CPU per event is the figure to compare.
 *
 *   node dist/simulator/benchmark/run.js [simulate] [saturation] [latency] [recording] [memory]     default: the first three
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderProgress } from '../../reports/progress.ts';
import { projectRoot, toolVersion } from '../commands/resolve.ts';
import { renderTable } from '../commands/table.ts';
import type { Progress } from '../run/facts.ts';
import { watchInterruption } from '../run/interruption.ts';
import { performRun } from '../run/perform.ts';
import { progressLine } from '../run/progress-line.ts';
import { loadScenarioFile } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation.ts';
import { buildWorld } from '../world/world.ts';
import { costOfEventUs } from './event-cost.ts';
import { backlogGrowth, spread } from './figures.ts';
import { costOfSecondUs } from './second-cost.ts';

/** One line of the table: what was measured, what came out, what it should be. */
type Row = readonly [what: string, figure: string, target: string];

const BENCHMARKS = {
  simulate: benchSimulate,
  saturation: benchSaturation,
  latency: benchLatency,
  recording: benchRecording,
  memory: benchMemory,
} as const;
type BenchmarkName = keyof typeof BENCHMARKS;

const SIMULATE_ROUNDS = 5;
const wanted = process.argv.slice(2) as BenchmarkName[];
const unknown = wanted.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark named ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}\n`,
  );
  process.exit(2);
}
const names: readonly BenchmarkName[] =
  wanted.length > 0 ? wanted : ['simulate', 'saturation', 'latency'];
process.stdout.write(
  `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}\n`,
);
for (const name of names) {
  const rows = await BENCHMARKS[name]();
  process.stdout.write(
    `\n${name}\n${renderTable(
      [
        { title: '', align: 'left' },
        { title: 'measured', align: 'right' },
        { title: 'target', align: 'right' },
      ],
      rows.map((row) => [...row]),
    )}`,
  );
}

function benchSimulate(): Row[] {
  const scenario = shipped('saturation');
  const world = buildWorld(scenario);
  const perSecond = Array.from({ length: SIMULATE_ROUNDS }, () => {
    const startedMs = performance.now();
    const { events } = simulate(world);
    return (1000 * events) / (performance.now() - startedMs);
  });
  const { median, min, max } = spread(perSecond);
  return [
    [
      `events per second, 2,000 products, one thread, ${SIMULATE_ROUNDS} rounds`,
      `${whole(median)} (${whole(min)} to ${whole(max)})`,
      '≥ 1,000,000',
    ],
  ];
}

async function benchSaturation(): Promise<Row[]> {
  const { record, samples } = await measure('saturation');
  const { growth, worst } = backlogGrowth(samples);
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['events per second, sent', whole(record.rates.sentPerSecond), '≥ 70,000'],
    ['CPU µs per event', (record.cpu.perEventUs ?? Number.NaN).toFixed(1), '≤ 27'],
    ...record.cpu.groups.map(
      ({ name, perEventUs }): Row => [
        `  of them ${name}`,
        (perEventUs ?? Number.NaN).toFixed(1),
        '',
      ],
    ),
    ['backlog (due, not applied) at most', whole(worst), ''],
    ['backlog growth, events per second', growth.toFixed(0), '≤ 0, or a small part of the rate'],
    ['resident memory at most, MB', whole(record.memory.rssMaxBytes / 1e6), ''],
  ];
}

async function benchLatency(): Promise<Row[]> {
  const { record } = await measure('latency');
  const { end_to_end: endToEnd, plan_lag: planLag } = record.latency.measured.stages;
  const ms = (us: number | undefined): string => ((us ?? Number.NaN) / 1000).toFixed(2);
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['end_to_end p50, ms', ms(endToEnd?.p50Us), '≤ 3'],
    ['end_to_end p99, ms', ms(endToEnd?.p99Us), '≤ 15'],
    ['plan_lag p99, ms', ms(planLag?.p99Us), '≤ 3'],
    ['CPU µs per event', (record.cpu.perEventUs ?? Number.NaN).toFixed(1), ''],
  ];
}

/** Recording alone, in relation to all the CPU that runs of two rates need for an event, recording included. */
async function benchRecording(): Promise<Row[]> {
  const event = await costOfEventUs();
  const rows: Row[] = [
    ['CPU µs an event: observer calls', event.recording.toFixed(2), ''],
    ['  clock readings', event.clock.toFixed(2), ''],
  ];
  for (const name of ['saturation', 'latency']) {
    const { record } = await measure(name);
    const { producers, pipeline } = shipped(name);
    const eventsPerSecond = record.rates.sentPerSecond;
    const second = await costOfSecondUs({
      ...{ producers: producers.workers, ...pipeline, eventsPerSecond },
    });
    const secondUs = second.intervalsUs + second.lagUs + second.loopsUs;
    const costUs = event.recording + event.clock + secondUs / eventsPerSecond;
    const allUs = record.cpu.perEventUs ?? Number.NaN;
    const ms = (us: number): string => (us / 1000).toFixed(1);
    rows.push(
      [`${name}: verdict`, record.verdict.name, 'passed'],
      [`  ${whole(eventsPerSecond)} events a second: CPU µs an event`, allUs.toFixed(1), ''],
      ['  recording, CPU ms a second: intervals, journal', ms(second.intervalsUs), ''],
      ['    lag from the broker', ms(second.lagUs), ''],
      ['    watching event loops', ms(second.loopsUs), ''],
      ['  recording, CPU µs an event', costUs.toFixed(2), ''],
      ['  share of all CPU', `${((100 * costUs) / allUs).toFixed(1)} %`, '≤ 5 %'],
    );
  }
  return rows;
}

async function benchMemory(): Promise<Row[]> {
  const { record, samples } = await measure('memory');
  const minutes = mediansByMinute(samples).slice(1);
  const { median, min, max } = spread(minutes);
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['resident memory by minute, from the second on, MB', minutes.map(whole).join(' '), ''],
    [
      'farthest from their median',
      `${((100 * Math.max(max - median, median - min)) / median).toFixed(1)} %`,
      '≤ 10 %',
    ],
  ];
}

/** Single samples show garbage collection; the medians show growth. */
function mediansByMinute(samples: readonly Sample[]): number[] {
  const minutes: number[][] = [];
  for (const { elapsedMs, rssBytes } of samples) {
    const minute = Math.max(0, Math.floor(elapsedMs / 60_000));
    minutes[minute] = [...(minutes[minute] ?? []), rssBytes / 1e6];
  }
  return minutes.map((values) => spread(values).median);
}

interface Sample {
  readonly elapsedMs: number;
  readonly planned: number;
  readonly applied: number;
  readonly rssBytes: number;
}

async function measure(name: string) {
  const scenario = shipped(name);
  const samples: Sample[] = [];
  const progress = renderProgress();
  const interruption = watchInterruption();
  const runsFolder = mkdtempSync(join(tmpdir(), 'streamstock-benchmark-'));
  const onProgress = (state: Progress): void => {
    progress.update(`${name}: ${progressLine(state, scenario)}`);
    if (state.phase !== 'load') return;
    const { elapsedMs, planned, applied } = state;
    samples.push({
      elapsedMs,
      planned,
      applied: applied ?? 0,
      rssBytes: process.memoryUsage.rss(),
    });
  };
  try {
    const { record } = await performRun({
      scenario,
      source: name,
      description: scenario.description,
      replay: `node dist/simulator/benchmark/run.js ${name}`,
      version: toolVersion(),
      broker: { kind: 'embedded', port: 0 },
      runsFolder,
      interruption,
      onProgress,
    });
    return { record, samples };
  } finally {
    progress.done();
    interruption.dispose();
    rmSync(runsFolder, { recursive: true, force: true });
  }
}

function shipped(name: string): Scenario {
  return loadScenarioFile(join(projectRoot(), 'scenarios', 'benchmark', `${name}.yaml`));
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/**
 * `make benchmark`: the speed and memory of this checkout on this machine, as a table. Latencies and rates of shared
 * machines drift by a third and more; CPU per event is the figure to compare.
 *
 *   node dist/simulator/benchmark/run.js [simulate] [saturation] [latency] [recording] [memory] [changelog] [restore] [takeover] [api]
 *                                                            default: the first three
 *   node dist/simulator/benchmark/run.js gate [--pool FOLDER | --record FOLDER --blocks 24]
 *                                                            how often the regression gate is right, on a pool of real runs
 *   node dist/simulator/benchmark/run.js --broker local      embedded broker, local Kafka and Kafka's own tools, side by side
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { EXIT_CODES, StreamstockError } from '../../pipeline/errors.ts';
import { renderTable } from '../commands/table.ts';
import { simulate } from '../simulation.ts';
import { buildWorld } from '../world/world.ts';
import { benchApi } from './api.ts';
import { benchChangelog } from './changelog-cost.ts';
import { compareBrokers } from './compare-brokers.ts';
import { costOfEventUs } from './event-cost.ts';
import { backlogGrowth, spread } from './figures.ts';
import { benchGate } from './gate.ts';
import { type GateFlags, type GateWanted, gateWanted } from './gate-wanted.ts';
import { benchRestore, benchTakeover } from './handover.ts';
import { benchmarkScenario, measureShipped, type Sample } from './measure.ts';
import { inMs, type Row, whole } from './rows.ts';
import { costOfSecondUs } from './second-cost.ts';

const BENCHMARKS = {
  simulate: benchSimulate,
  saturation: benchSaturation,
  latency: benchLatency,
  recording: benchRecording,
  memory: benchMemory,
  changelog: benchChangelog,
  restore: benchRestore,
  takeover: benchTakeover,
  api: benchApi,
  gate: benchGate,
} as const;
type BenchmarkName = keyof typeof BENCHMARKS;
const DEFAULT_BENCHMARKS: readonly BenchmarkName[] = ['simulate', 'saturation', 'latency'];

const SIMULATE_ROUNDS = 5;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(words: readonly string[]): Promise<number> {
  try {
    const { broker, names, gate } = wantedBy(words);
    process.stdout.write(
      `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}\n`,
    );
    if (broker === 'local') await compare();
    else
      for (const name of names)
        print(name, ['', 'measured', 'target'], await BENCHMARKS[name](gate));
    return EXIT_CODES.passed;
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
    return error.exitCode;
  }
}

async function compare(): Promise<void> {
  process.stderr.write('Takes about three minutes.\n');
  const { flood, calm, notes } = await compareBrokers();
  const titles = ['', 'embedded broker', 'local Kafka', "Kafka's own tools there"];
  print('flood: more events than anybody takes', titles, flood);
  print('calm: 1,000 events a second', titles, calm);
  process.stdout.write(`\n${notes.map((note) => `${note}\n`).join('')}`);
}

/** @throws StreamstockError USAGE */
function wantedBy(words: readonly string[]): {
  readonly broker: 'embedded' | 'local';
  readonly names: readonly BenchmarkName[];
  readonly gate: GateWanted;
} {
  const { broker, pool, record, blocks, positionals } = parsed(words);
  const names = positionals.filter(isBenchmark);
  if (names.length < positionals.length) {
    const unknown = positionals.filter((name) => !isBenchmark(name)).join(', ');
    const known = Object.keys(BENCHMARKS).join(', ');
    throw new StreamstockError('USAGE', `no benchmark named ${unknown}; there are ${known}`);
  }
  if (broker === 'local' && names.length > 0) {
    throw new StreamstockError('USAGE', '--broker local is a benchmark of its own', {
      hint: 'Leave the names out.',
    });
  }
  const gate = gateWanted({ pool, record, blocks }, names.includes('gate'));
  if (broker === 'local') return { broker, names, gate };
  if (broker !== 'embedded') throw new StreamstockError('USAGE', '--broker is embedded or local');
  return { broker, names: names.length > 0 ? names : DEFAULT_BENCHMARKS, gate };
}

function parsed(
  words: readonly string[],
): GateFlags & { readonly broker: string; readonly positionals: string[] } {
  try {
    const text = { type: 'string' } as const;
    const options = {
      broker: { ...text, default: 'embedded' },
      ...{ pool: text, record: text, blocks: text },
    } as const;
    const { values, positionals } = parseArgs({
      ...{ args: [...words], options, allowPositionals: true },
    });
    const { broker, pool, record, blocks } = values;
    return { broker, pool, record, blocks, positionals };
  } catch (cause) {
    throw new StreamstockError('USAGE', (cause as Error).message, { cause });
  }
}

function isBenchmark(name: string): name is BenchmarkName {
  return Object.hasOwn(BENCHMARKS, name);
}

function print(
  name: string,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const columns = titles.map(
    (title, at) => ({ title, align: at === 0 ? 'left' : 'right' }) as const,
  );
  process.stdout.write(`\n${name}\n${renderTable(columns, rows)}`);
}

function benchSimulate(): Row[] {
  const scenario = benchmarkScenario('saturation');
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
  const { record, samples } = await measureShipped('saturation');
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
  const { record } = await measureShipped('latency');
  const { end_to_end: endToEnd, plan_lag: planLag } = record.latency.measured.stages;
  return [
    ['verdict', record.verdict.name, 'passed'],
    ['end_to_end p50, ms', inMs(endToEnd?.p50Us), '≤ 3'],
    ['end_to_end p99, ms', inMs(endToEnd?.p99Us), '≤ 15'],
    ['plan_lag p99, ms', inMs(planLag?.p99Us), '≤ 3'],
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
    const { record } = await measureShipped(name);
    const { producers, pipeline } = benchmarkScenario(name);
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
  const { record, samples } = await measureShipped('memory');
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

/**
 * The REST API beside a run of a thousand events a second, loaded with autocannon from this process: the run and its server have a
 * process of their own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import type { Instance, Result } from 'autocannon';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms, LatencyHistogram } from '../../reports/histogram.ts';
import { dashboardPolls } from './dashboard-polls.ts';
import { type LiveChild, startLive } from './live-child.ts';
import { benchmarkScenario } from './measure.ts';
import { inMs, type Row, whole } from './rows.ts';

const SCENARIO = 'latency';
/** A calm office, and the documents' 10,000 people who ask every 2.5 s. */
const LOADS = [
  { perSecond: 1_000, connections: 50 },
  { perSecond: 4_000, connections: 100 },
] as const;
const SECONDS = 15;
const POLLS_A_CONNECTION = 200;
/** Compiled code and full caches are what people meet. */
const WARM_UP_SECONDS = 3;

/** @throws StreamstockError START_FAILED */
export async function benchApi(): Promise<Row[]> {
  await initHistograms();
  const child = await startLive(SCENARIO, ['--duration', `${(SECONDS + 5) * LOADS.length + 20}s`]);
  try {
    const rows: Row[] = [];
    await fire(child, { perSecond: 500, connections: 10 }, WARM_UP_SECONDS);
    for (const load of LOADS) rows.push(...rowsOf(load, await fire(child, load, SECONDS)));
    const { verdict, latency } = await child.record();
    return [
      ...rows,
      ['the run beside it: verdict', verdict.name, 'passed'],
      ['  end_to_end p99, ms', inMs(latency.measured.stages.end_to_end?.p99Us), ''],
    ];
  } finally {
    await child.end();
  }
}

interface Load {
  readonly perSecond: number;
  readonly connections: number;
}

/** What all shooters together got. */
interface Fired {
  readonly latency: LatencyHistogram;
  readonly answeredPerSecond: number;
  /** Answers other than 200, broken connections and those that were waited for too long. */
  readonly failed: number;
}

/**
 * Each connection is an autocannon of its own, which sends its share at the beginning of its second: they begin one after the
 * other, spread over a second, as people do. One with many connections would send a second's requests all at once.
 */
async function fire({ url }: LiveChild, load: Load, seconds: number): Promise<Fired> {
  const shoot = await loadAutocannon();
  const { products } = benchmarkScenario(SCENARIO).catalogue;
  const { perSecond, connections } = load;
  const latency = new LatencyHistogram();
  const results = await Promise.all(
    Array.from({ length: connections }, async (_, person) => {
      await sleep((person * 1000) / connections);
      const paths = dashboardPolls(POLLS_A_CONNECTION, products, 4, person + 1);
      const shooter = shoot({
        ...{ url, connections: 1, duration: seconds },
        overallRate: perSecond / connections,
        requests: paths.map((path) => ({ method: 'GET' as const, path })),
      });
      // Without a callback it is a promise and an emitter at once; its types know only the promise.
      (shooter as unknown as Instance).on('response', (_client, _status, _bytes, responseMs) =>
        latency.record(responseMs * 1000),
      );
      return shooter;
    }),
  );
  return {
    latency,
    answeredPerSecond: sum(results, ({ requests }) => requests.average),
    failed: sum(results, ({ non2xx, errors, timeouts }) => non2xx + errors + timeouts),
  };
}

function sum(results: readonly Result[], of: (result: Result) => number): number {
  return results.reduce((total, result) => total + of(result), 0);
}

/** @throws StreamstockError START_FAILED: it is there for developing only */
async function loadAutocannon(): Promise<typeof autocannon> {
  try {
    return (await import('autocannon')).default;
  } catch (cause) {
    throw new StreamstockError('START_FAILED', 'autocannon is not installed', {
      hint: 'npm ci, without leaving out what developing needs.',
      cause,
    });
  }
}

function rowsOf({ perSecond, connections }: Load, { latency, ...fired }: Fired): Row[] {
  const target = perSecond === LOADS[0].perSecond ? '≤ 10' : '';
  return [
    [
      `${whole(perSecond)} requests a second, ${connections} connections, ${SECONDS} s: answered a second`,
      whole(fired.answeredPerSecond),
      whole(perSecond),
    ],
    ['  not answered with 200', whole(fired.failed), '0'],
    ['  p50, ms', inMs(latency.percentileUs(50)), ''],
    ['  p99, ms', inMs(latency.percentileUs(99)), target],
    ['  longest, ms', inMs(latency.maxUs), ''],
  ];
}

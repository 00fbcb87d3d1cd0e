/**
 * The REST API beside a run of a thousand events a second, loaded with autocannon from this process: the run and its server have a
 * process of their own. Latencies are autocannon's, from when a request should have been sent.
 */
import type autocannon from 'autocannon';
import type { Result } from 'autocannon';
import { StreamstockError } from '../../pipeline/errors.ts';
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

async function fire({ url }: LiveChild, load: Load, seconds: number): Promise<Result> {
  const shoot = await loadAutocannon();
  const { products } = benchmarkScenario(SCENARIO).catalogue;
  let person = 0;
  return shoot({
    url,
    connections: load.connections,
    overallRate: load.perSecond,
    duration: seconds,
    setupClient: (client) => {
      person += 1;
      const paths = dashboardPolls(POLLS_A_CONNECTION, products, 4, person);
      client.setRequests(paths.map((path) => ({ method: 'GET', path })));
    },
  });
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

function rowsOf({ perSecond, connections }: Load, result: Result): Row[] {
  const { latency, requests, non2xx, errors, timeouts } = result;
  const target = perSecond === LOADS[0].perSecond ? '≤ 10' : '';
  return [
    [
      `${whole(perSecond)} requests a second, ${connections} connections, ${SECONDS} s: answered a second`,
      whole(requests.average),
      whole(perSecond),
    ],
    ['  not answered with 200', whole(non2xx + errors + timeouts), '0'],
    ['  p50, ms', String(latency.p50), ''],
    ['  p99, ms', String(latency.p99), target],
    ['  longest, ms', String(latency.max), ''],
  ];
}

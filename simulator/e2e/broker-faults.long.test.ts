/** A broker that fails, delays and forgets to answer: as long as nothing acknowledged is lost, the outcome stays. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FaultableRequest, FaultDecision } from '../broker/faults.ts';
import { type Broker, createBroker } from '../broker/server.ts';
import { type BenchResult, brokenInvariants, Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal, expectSound } from './expectations.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const NOT_LEADER = 6;
const REQUEST_TIMED_OUT = 7;
const COORDINATOR_LOADING = 14;
const NOT_COORDINATOR = 16;
const REBALANCE_IN_PROGRESS = 27;
const TOPIC_AUTHORIZATION_FAILED = 29;

const workshop = new Workshop();
const busy = workshop.scenario('busy', BUSY);
/** Long enough for heartbeats, of which a consumer sends one in three seconds. */
const LASTING = ['--duration', '6s', '--rate', '700'];
let broker: Broker;
let faults: number;
afterEach(() => broker.stop());
afterAll(() => workshop.close());

/** The run, on a broker that treats the n-th request of an API (from 1) as told. */
async function benchWith(
  policy: (request: FaultableRequest, nth: number) => FaultDecision,
  ...words: string[]
): Promise<BenchResult> {
  const seen = new Map<string, number>();
  faults = 0;
  const beforeHandle = (request: FaultableRequest): FaultDecision => {
    const nth = (seen.get(request.apiName) ?? 0) + 1;
    seen.set(request.apiName, nth);
    const decision = policy(request, nth);
    if (decision !== 'pass') faults += 1;
    return decision;
  };
  broker = await createBroker({}, { faults: { beforeHandle } });
  return workshop.bench([...words, '--broker', broker.address]);
}

/** Whatever a broker's faults did to the run: what was acknowledged took effect once, and all of it was. */
async function expectSurvival(
  policy: Parameters<typeof benchWith>[0],
  ...words: string[]
): Promise<NonNullable<BenchResult['record']>> {
  const result = await benchWith(policy, ...words);
  const { record, stderr } = result;
  expect(faults).toBeGreaterThan(0);
  expectSound(result, await workshop.digest(words));
  expectReadable(result);
  if (record === undefined) throw new Error(stderr);
  return record;
}

const every =
  (n: number, apiName: string, decision: FaultDecision) =>
  (request: FaultableRequest, nth: number): FaultDecision =>
    request.apiName === apiName && nth % n === 0 ? decision : 'pass';

describe('the outcome survives', () => {
  it.each<[what: string, policy: ReturnType<typeof every>, flags: string[]]>([
    ['refused batches', every(20, 'Produce', { error: REQUEST_TIMED_OUT }), ['--workers', '2']],
    ['partitions whose leader moved', every(25, 'Produce', { error: NOT_LEADER }), []],
    ['broken connections of producers', every(30, 'Produce', 'drop'), []],
    ['slow acknowledgements', every(2, 'Produce', { delayMs: 15 }), []],
    ['slow fetches', every(3, 'Fetch', { delayMs: 40 }), ['--consumers', '2']],
    ['broken connections of consumers', every(60, 'Fetch', 'drop'), []],
    ['lost answers to fetches', every(60, 'Fetch', 'loseResponse'), []],
    ['commits that are refused', every(2, 'OffsetCommit', { error: COORDINATOR_LOADING }), []],
    ['slow heartbeats', every(2, 'Heartbeat', { delayMs: 200 }), [...LASTING, '--consumers', '2']],
  ])('%s', async (_what, policy, flags) => {
    await expectSurvival(policy, busy, ...flags);
  });

  it('lost acknowledgements: the batches are sent again, and dropped as duplicates', async () => {
    const { counts } = await expectSurvival(every(20, 'Produce', 'loseResponse'), busy);
    expect(counts['records_duplicate']).toBeGreaterThan(0);
  });

  it('lost acknowledgements of an idempotent producer, whose repeated batches the broker drops', async () => {
    const idempotent = workshop.scenario('idempotent', `${BUSY}producers: { idempotent: on }\n`);
    await expectSurvival(every(20, 'Produce', 'loseResponse'), idempotent);
  });

  it('a broker that forgets who coordinates the group', async () => {
    await expectSurvival(every(3, 'OffsetCommit', { error: NOT_COORDINATOR }), busy);
  });

  it('broken connections while clients look for their leaders', async () => {
    await expectSurvival(every(23, 'Metadata', 'drop'), busy);
  });

  it('a rebalance in the middle, after which everybody has the same partitions', async () => {
    let sends = 0;
    let interrupted = false;
    const record = await expectSurvival(
      ({ apiName }) => {
        if (apiName === 'Produce') sends += 1;
        // The group has settled and the load is under way, with time left for everybody to join again.
        if (apiName !== 'Heartbeat' || interrupted || sends < 100) return 'pass';
        interrupted = true;
        return { error: REBALANCE_IN_PROGRESS };
      },
      busy,
      ...LASTING,
      ...['--consumers', '2'],
    );
    expect(record.counts['rebalances']).toBeGreaterThan(0);
  });
});

describe('a broker that stops to deliver', () => {
  it('makes the run incomplete, not incorrect: nobody lost what nobody got', async () => {
    let sends = 0;
    const result = await benchWith(({ apiName }) => {
      if (apiName === 'Produce') sends += 1;
      // The load is under way, and most of it still to come, however few requests a busy machine makes of it.
      return apiName === 'Fetch' && sends > 10 ? { delayMs: 120_000 } : 'pass';
    }, busy);
    expect(result.exitCode, result.stderr).toBe(94);
    expect(brokenInvariants(result.record)).toEqual([]);
    expect(result.stderr).toMatch(/^Still collecting results, for \d+s …$/m);
    expect(result.record?.verdict.reasons[0]).toMatch(
      /^the consumers applied [\d,]+ of [\d,]+ acknowledged events and then did nothing more \(.+ after the load began\)$/,
    );
  });
});

describe('a broker that does not let a run begin', () => {
  it('is named with its reason when it refuses', async () => {
    expectRefusal(
      await benchWith(every(1, 'ListOffsets', { error: TOPIC_AUTHORIZATION_FAILED }), busy),
      95,
      'The start offsets of group streamstock-inventory-group-',
      'could not be committed: Not authorized to access topics',
    );
  });

  it('is named when it does not let the consumers into their group', async () => {
    const GROUP_AUTHORIZATION_FAILED = 30;
    expectRefusal(
      await benchWith(every(1, 'JoinGroup', { error: GROUP_AUTHORIZATION_FAILED }), busy),
      95,
      'The load did not begin',
      'consumer-1',
    );
  });

  it('is named when its connections break again and again', async () => {
    expectRefusal(
      await benchWith(every(1, 'CreateTopics', 'drop'), busy),
      95,
      `The connection to ${broker.address} broke again and again while the run was prepared`,
    );
  });
});

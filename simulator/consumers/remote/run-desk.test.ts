import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { makeTopics } from '../../../pipeline/kafka/topics.fixture.ts';
import { initHistograms } from '../../../reports/histogram.ts';
import { Recorder } from '../../../reports/recorder.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { scenarioFixture } from '../../scenario/scenario.fixture.ts';
import type { MemberHandle, MemberListener } from '../member-handle.ts';
import { type ConsumerResult, type FromConsumer, PROGRESS, type ToConsumer } from '../messages.ts';
import { until } from '../stock-consumer.fixture.ts';
import { type Enlisted, Enlistment } from './enlistment.ts';
import { machineClock } from './machine.ts';
import { MembersLine } from './members-line.ts';
import { RunDesk, type RunDeskOptions } from './run-desk.ts';
import type { FromProcess, FromRun } from './words.ts';

const TOPIC = 'inventory.members';
const SESSION_MS = 6_000;
let broker: EmbeddedBroker;
let connection: Connection;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  await initHistograms();
  broker = await startEmbeddedBroker();
  connection = { brokers: [broker.address], kind: 'embedded' };
  await withAdmin(connection, (admin) =>
    makeTopics(admin, { topics: [TOPIC], partitions: 1, replicationFactor: 1 }),
  );
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await broker.stop();
});

async function openDesk(options: Partial<RunDeskOptions> = {}) {
  const notes: string[] = [];
  const waiting: string[] = [];
  const desk = new RunDesk({
    ...{ connection, topic: TOPIC, group: 'shop', expected: 0, waitMs: 20_000 },
    toolVersion: '1.0.0',
    isTaken: () => false,
    clock: machineClock(),
    sessionTimeoutMs: SESSION_MS,
    welcome: {
      scenario: scenarioFixture(),
      runId: 'run-1',
      topicPrefix: '',
      kind: 'embedded',
      intervalsByTopic: false,
    },
    onWaiting: (text) => waiting.push(text),
    onNote: (text) => notes.push(text),
    ...options,
  });
  closing.push(() => desk.close());
  await desk.open();
  return { desk, notes, waiting };
}

/** A process that says what the test wants. */
async function openProcess(name: string | null, machine?: string) {
  const told: ToConsumer[] = [];
  const waits: (string | undefined)[] = [];
  const refused: string[] = [];
  let overs = 0;
  let enlistment: Enlistment | undefined;
  const line = new MembersLine({
    ...{ connection, topic: TOPIC, group: 'shop', me: `process-of-${name}:${Math.random()}` },
    onWord: (word) => {
      const body = word.body as FromRun;
      if (body.type === 'told') told.push(body.message);
      if (body.type === 'over') overs += 1;
      if (body.type === 'refused') refused.push(body.text);
      enlistment?.heard(word);
    },
    onGap: () => {},
    onFailure: () => {},
  });
  closing.push(() => line.close(100));
  await line.open();
  const clock = machineClock();
  enlistment = new Enlistment({
    name,
    toolVersion: '1.0.0',
    clock: machine === undefined ? clock : { ...clock, machine },
    patienceMs: 5_000,
    where: 'group shop here',
    hint: 'start one',
    say: (to, word) => line.say(to, word),
    onWaiting: (text) => waits.push(text),
  });
  const { enlisted } = enlistment;
  closing.push(async () => enlistment?.abandon(new StreamstockError('INTERRUPTED', 'over')));
  const say = async (word: FromProcess): Promise<void> => line.say((await enlisted).run, word);
  return { enlisted, told, waits, refused, say, overs: () => overs };
}

function startOn(desk: RunDesk) {
  const heard: FromConsumer[] = [];
  const deaths: string[] = [];
  const listener: MemberListener = {
    onMessage: (message) => heard.push(message),
    onDeath: (error) => deaths.push(error.message),
  };
  const handles = new Map<string, MemberHandle>();
  const start = (name: string): void => {
    handles.set(name, desk.start(name, { groupNames: ['consumer-1'] }, listener));
  };
  return { heard, deaths, handles, start };
}

async function resultOf(defects: boolean): Promise<ConsumerResult> {
  const recorder = await Recorder.create();
  recorder.latency('delivery', 1000, 0, 0);
  if (defects) recorder.latency('delivery', -5, 0, 0);
  return {
    consumerName: 'kitchen',
    partitions: [0, 2],
    joins: [],
    waiting: 0,
    offsets: [{ topic: 'inventory.sales', partition: 0, nextOffset: 5, settledOffset: 5 }],
    measurements: recorder.snapshot(),
    cpuUs: 12,
  };
}

describe('a run and its processes', () => {
  it('find each other, and say everything that a thread would', async () => {
    const { desk } = await openDesk();
    const { heard, handles, start, deaths } = startOn(desk);
    desk.onNewcomer(start);
    const process = await openProcess('kitchen');
    const { welcome } = (await process.enlisted) satisfies Enlisted;
    expect(welcome).toMatchObject({ name: 'kitchen', runId: 'run-1', groupNames: ['consumer-1'] });
    expect(welcome.scenario).toEqual(scenarioFixture());
    expect(welcome.clock).not.toBeNull();
    const handle = handles.get('kitchen');
    handle?.tell({ type: 'begin', startUs: 1, measuredFromUs: 2 });
    handle?.tell({ type: 'tick', index: 3 });
    handle?.tell({ type: 'close', ends: [['inventory.sales/0', 7]] });
    await until(() => process.told.length === 2);
    // A question that asks for the last second would come late: the process asks itself.
    expect(process.told.map(({ type }) => type)).toEqual(['begin', 'close']);
    const turns = Float64Array.of(5, -1, 7);
    const progress = new Int32Array(PROGRESS.slots).fill(3);
    await process.say({ type: 'counts', progress, turns });
    const result = await resultOf(true);
    await process.say({ type: 'said', message: { type: 'finished', result } });
    await process.say({ type: 'gone', reason: null });
    expect(await handle?.result).toEqual(result);
    await handle?.gone;
    expect([...(handle?.turns ?? [])].slice(0, 3)).toEqual([5, -1, 7]);
    expect(handle?.progress).toEqual(progress);
    expect(heard).toEqual([{ type: 'finished', result }]);
    expect(deaths).toEqual([]);
  });

  it('wait for each other', async () => {
    const { desk, waiting } = await openDesk({ expected: 2 });
    const first = await openProcess(null);
    await until(() => first.waits.includes('the run waits for 1 more process'));
    const second = await openProcess('attic');
    expect(await desk.gathered).toEqual(['attic', 'process-1']);
    expect(waiting).toEqual([
      expect.stringMatching(
        /^Waiting for 2 processes: streamstock consume --broker .* --group shop$/,
      ),
      expect.stringMatching(/^Waiting for 1 more process: /),
    ]);
    const { start } = startOn(desk);
    for (const name of await desk.gathered) start(name);
    expect((await first.enlisted).welcome.name).toBe('process-1');
    expect((await second.enlisted).welcome.name).toBe('attic');
  });

  it('do not wait for ever', async () => {
    const { desk } = await openDesk({ expected: 2, waitMs: 200 });
    await expect(desk.gathered).rejects.toMatchObject({
      code: 'GROUP_NOT_READY',
      message: 'Of 2 processes for group shop, 0 came within 200ms.',
    });
  });

  it('lose each other when one falls silent, and the name is free again', async () => {
    const { desk } = await openDesk({ sessionTimeoutMs: 400 });
    const { deaths, handles, start } = startOn(desk);
    desk.onNewcomer(start);
    await (await openProcess('kitchen')).enlisted;
    await handles.get('kitchen')?.gone;
    expect(deaths).toEqual(['kitchen was lost: nothing was heard of its process for 1.2s']);
    expect((await (await openProcess('kitchen')).enlisted).welcome.name).toBe('kitchen');
  });

  it('do not wait for one that is silent while the group goes on without it', async () => {
    const { desk } = await openDesk();
    const { deaths, handles, start } = startOn(desk);
    desk.onNewcomer(start);
    const process = await openProcess('kitchen');
    const join = { generation: 1, consumerName: 'kitchen', partitions: [0], durationMs: 1 };
    await process.say({ type: 'said', message: { type: 'joined', join, atUs: 0 } });
    await until(() => handles.size === 1);
    desk.rebalanced(2);
    await handles.get('kitchen')?.gone;
    expect(deaths).toEqual(['kitchen was lost: nothing was heard of its process for 5s']);
    // It was only slow, and is told.
    await process.say({ type: 'alive' });
    await until(() => process.refused.length === 1);
    expect(process.refused).toEqual(['the run had given this process up']);
  });

  it('do without durations that two clocks make negative, and say so', async () => {
    const { desk, notes } = await openDesk();
    const { handles, start } = startOn(desk);
    desk.onNewcomer(start);
    const process = await openProcess('kitchen', 'another machine');
    expect((await process.enlisted).welcome.clock).toBeNull();
    await process.say({
      type: 'said',
      message: { type: 'finished', result: await resultOf(true) },
    });
    const result = await handles.get('kitchen')?.result;
    expect(result?.measurements).toEqual((await resultOf(false)).measurements);
    expect(notes).toEqual([expect.stringContaining('kitchen runs on another machine')]);
  });

  it('refuse a second one of the same name', async () => {
    const { desk } = await openDesk();
    desk.onNewcomer(startOn(desk).start);
    await (await openProcess('kitchen')).enlisted;
    await expect((await openProcess('kitchen')).enlisted).rejects.toMatchObject({
      code: 'MEMBER_REFUSED',
    });
  });

  it('part when the run is over', async () => {
    const { desk } = await openDesk();
    desk.onNewcomer(startOn(desk).start);
    const process = await openProcess('kitchen');
    await process.enlisted;
    await desk.close();
    await until(() => process.overs() > 0);
  });

  it('look for each other no longer than they have patience', async () => {
    const process = await openProcess('kitchen');
    await expect(process.enlisted).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      message: 'No run of group shop here answered within 5s.',
      hint: 'start one',
    });
  });
});

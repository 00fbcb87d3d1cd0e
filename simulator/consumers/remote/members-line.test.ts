import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { makeTopics } from '../../../pipeline/kafka/topics.fixture.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { until } from '../stock-consumer.fixture.ts';
import { MembersLine } from './members-line.ts';

const TOPIC = 'inventory.members';
let broker: EmbeddedBroker;
let connection: Connection;
const lines: MembersLine[] = [];

beforeEach(async () => {
  broker = await startEmbeddedBroker();
  connection = { brokers: [broker.address], kind: 'embedded' };
  await withAdmin(connection, (admin) =>
    makeTopics(admin, { topics: [TOPIC], partitions: 1, replicationFactor: 1 }),
  );
});
afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close(100)));
  await broker.stop();
});

async function openLine(me: string, group = 'shop') {
  const heard: unknown[] = [];
  const gaps: string[] = [];
  const line = new MembersLine({
    ...{ connection, topic: TOPIC, group, me },
    onWord: ({ body }) => heard.push(body),
    onGap: (from) => gaps.push(from),
    onFailure: () => undefined,
  });
  lines.push(line);
  await line.open();
  return { line, heard, gaps };
}

describe('the line between a run and its processes', () => {
  it('brings what is said to whom it is meant for, in order', async () => {
    const [run, one, two] = [await openLine('run'), await openLine('one'), await openLine('two')];
    for (let count = 1; count <= 50; count += 1) run.line.say(count % 2 === 0 ? 'one' : '*', count);
    one.line.say('run', 'x'.repeat(700_000));
    await until(() => one.heard.length === 50 && two.heard.length === 25 && run.heard.length === 1);
    expect(one.heard).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
    expect(two.heard).toEqual(Array.from({ length: 25 }, (_, at) => 2 * at + 1));
    expect(run.heard).toEqual(['x'.repeat(700_000)]);
  });

  it('does not hear what was said before it was opened, nor other groups', async () => {
    const run = await openLine('run');
    const others = await openLine('run', 'other');
    run.line.say('*', 'early');
    const early = await openLine('early');
    await until(() => run.line.position > 0);
    others.line.say('*', 'foreign');
    run.line.say('*', 'late');
    await until(() => early.heard.includes('late'));
    const late = await openLine('late');
    run.line.say('*', 'last');
    await until(() => late.heard.length > 0);
    expect(late.heard).toEqual(['last']);
    expect(early.heard).not.toContain('foreign');
    expect(early.line.ignored).toBe(1);
    expect(late.gaps).toEqual([]);
  });

  it('hears nothing more when it is closed', async () => {
    const run = await openLine('run');
    const one = await openLine('one');
    run.line.say('one', 1);
    await until(() => one.heard.length === 1);
    await one.line.close(100);
    run.line.say('one', 2);
    await until(() => run.line.position === 2);
    expect(one.heard).toEqual([1]);
  });

  it('says everything before it is closed', async () => {
    const run = await openLine('run');
    const one = await openLine('one');
    for (let count = 1; count <= 20; count += 1) run.line.say('one', count);
    await run.line.close(5_000);
    await until(() => one.heard.length === 20);
  });
});

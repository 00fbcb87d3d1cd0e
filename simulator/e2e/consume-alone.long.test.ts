/** Consumers in processes of their own, as a user starts and ends them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectTookPart, GROUP, livesOf, SHORT_DAY, startConsumer } from './consume.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';
import { freePort } from './own-consumer.fixture.ts';

describe('consumers in processes of their own', { timeout: 150_000 }, () => {
  const workshop = new Workshop();
  const short = workshop.scenario('short-day', SHORT_DAY);
  let shortDigest: string;
  beforeAll(async () => {
    shortDigest = await workshop.digest([short]);
  });
  afterAll(() => workshop.close());

  it('are waited for, and may be all that there is', async () => {
    const where = ['--broker', `embedded:${await freePort()}`];
    const bench = workshop.startBench([short, ...where, '--group', GROUP, '--processes', '2']);
    await bench.says('Waiting for 2 processes');
    const first = startConsumer(workshop, where);
    await bench.says('Waiting for 1 more process');
    const second = startConsumer(workshop, where);
    const result = await bench.result;
    expectSound(result, shortDigest);
    expect(livesOf(workshop, result)).toEqual({
      'process process-1': ['stayed'],
      'process process-2': ['stayed'],
    });
    await expectTookPart(first, /The run is over for process-\d: /);
    await expectTookPart(second, /The run is over for process-\d: /);
  });

  it('say who is missing when too few come', async () => {
    const where = ['--broker', `embedded:${await freePort()}`];
    const result = await workshop.bench([
      ...[short, ...where, '--group', GROUP, '--processes', '2', '--group-wait', '1s'],
    ]);
    expectRefusal(result, 95, `Of 2 processes for group ${GROUP}, 0 came within 1s.`);
  });

  it.each([
    [['--broker', 'embedded'], 'consume needs the address of the broker'],
    [['--broker', 'embedded:9092', '--name', 'a b'], '--name "a b" is no name of a consumer'],
    [['--broker', 'embedded:9092', '--topic-prefix', 'a.'], '--topic-prefix is for a cluster'],
    [
      ['--broker', '127.0.0.1:1', '--topic-prefix', '{run}.'],
      'the id of the run is not known here',
    ],
    [['--broker', 'embedded:9092', '--processes', '2'], 'unknown argument: processes'],
  ])('refuse %j', async (words, text) => {
    const result = await startConsumer(workshop, words).result;
    expectRefusal(result, 2, text);
  });
});

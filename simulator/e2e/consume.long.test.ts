/** Consumers in processes of their own: killed, sent away, refused, and without a run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import {
  expectTookPart,
  GROUP,
  LONG_DAY,
  livesOf,
  pause,
  SHORT_DAY,
  startConsumer,
} from './consume.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';
import { freePort } from './own-consumer.fixture.ts';

describe('consumers in processes of their own', { timeout: 150_000 }, () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('day', LONG_DAY);
  const short = workshop.scenario('short-day', SHORT_DAY);
  let digest: string;
  beforeAll(async () => {
    digest = await workshop.digest([scenario]);
  });
  afterAll(() => workshop.close());

  it('come, leave and are killed under load, and the outcome stays', async () => {
    const where = ['--broker', `embedded:${await freePort()}`];
    // They look for the run until it is there.
    const kitchen = startConsumer(workshop, where, ['--name', 'kitchen']);
    const attic = startConsumer(workshop, where, ['--name', 'attic']);
    await Promise.all([kitchen.says('Looking for'), attic.says('Looking for')]);
    const bench = workshop.startBench([scenario, ...where, '--group', GROUP]);
    await bench.says(`More consumers: streamstock consume ${where.join(' ')} --group ${GROUP}`);
    await Promise.all([kitchen.says('kitchen: partition'), attic.says('attic: partition')]);
    await bench.says('the load begins');
    await pause(3_000);
    attic.process.kill('SIGKILL');
    await pause(1_000);
    kitchen.process.kill('SIGINT');
    await expectTookPart(kitchen, /kitchen left in order: /);
    const result = await bench.result;
    expectSound(result, digest);
    expect(result.record?.counts['events_acknowledged']).toBe(result.record?.plan.events);
    expect(livesOf(workshop, result)).toEqual({
      'process attic': ['lost'],
      'thread consumer-1': ['stayed'],
      'process kitchen': ['left'],
    });
    expect(result.record?.notes.join('\n')).toContain('attic was lost');
  });

  it('are refused under a name that is taken, and their run under a group that is', async () => {
    const where = ['--broker', `embedded:${await freePort()}`];
    const bench = workshop.startBench([scenario, ...where, '--group', GROUP, '--processes', '1']);
    await bench.says('Waiting for 1 process');
    const kitchen = startConsumer(workshop, where, ['--name', 'kitchen']);
    await kitchen.says('takes part in');
    const again = await startConsumer(workshop, where, ['--name', 'kitchen']).result;
    expectRefusal(again, 95, 'There is a consumer of the name kitchen already.');
    await bench.says('the load begins');
    const port = where[1]?.split(':')[1];
    const other = await workshop.bench([short, '--broker', `127.0.0.1:${port}`, '--group', GROUP]);
    expectRefusal(other, 95, `Group ${GROUP} has 1 member at 127.0.0.1:${port} already.`);
    expectSound(await bench.result, digest);
  });

  it('end with the run that is stopped before it began', async () => {
    const where = ['--broker', `embedded:${await freePort()}`];
    const bench = workshop.startBench([short, ...where, '--group', GROUP, '--processes', '2']);
    await bench.says('Waiting for 2 processes');
    const kitchen = startConsumer(workshop, where, ['--name', 'kitchen']);
    await kitchen.says('the run waits for 1 more process');
    kitchen.process.kill('SIGINT');
    const { exitCode, stderr } = await kitchen.result;
    expect(exitCode, stderr).toBe(105);
    bench.process.kill('SIGINT');
    expect((await bench.result).exitCode).toBe(105);
  });

  it('lose patience when there is no run, and say how to start one', async () => {
    const port = await freePort();
    const scene = workshop.scenario('idle', SHORT_DAY.replace('duration: 6s', 'duration: 40s'));
    const bench = workshop.startBench([scene, '--broker', `embedded:${port}`]);
    await bench.says('the load begins');
    const lost = await startConsumer(workshop, ['--broker', `embedded:${port}`]).result;
    expectRefusal(
      lost,
      95,
      `No run of group ${GROUP} at the embedded broker at 127.0.0.1:${port} answered within 30s.`,
      `streamstock bench <scenario> --broker embedded:${port} --group ${GROUP}`,
    );
    bench.process.kill('SIGINT');
    await bench.result;
  });
});

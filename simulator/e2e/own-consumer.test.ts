/** `--pipeline external`: a service of somebody else's is loaded and judged; the example of the docs passes. */
import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectRefusal } from './expectations.fixture.ts';
import {
  benchWithService,
  expectSoundService,
  freePort,
  GROUP,
  SHOP,
} from './own-consumer.fixture.ts';

describe('a run that loads a service of your own', { concurrent: true }, () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('shop', SHOP);
  afterAll(() => workshop.close());

  it('passes with the example of the docs: every event has its result, and the stock agrees', async () => {
    const result = await benchWithService(workshop, { scenario });
    expectSoundService(result);
    const { record, pipeline, invariants } = result;
    const { results } = pipeline;
    expect(pipeline).toMatchObject({ kind: 'external', group: GROUP, members: 1 });
    expect(results).toMatchObject({ missing: 0, repeated: 0, foreign: 0, unreadable: 0 });
    expect(results?.['stock']).toMatchObject({ differences: [] });
    expect(Object.keys(invariants)).toEqual([
      ...['plan', 'provenance', 'results-complete', 'results-sent', 'results-stock', 'durations'],
    ]);
    expect(record?.counts['events_acknowledged']).toBe(record?.plan.events);
    expect(record?.digest).toMatchObject({ pipeline: null, comparable: false });
  });

  it('is incorrect when results are missing', async () => {
    const { exitCode, invariants, pipeline } = await benchWithService(
      workshop,
      { scenario, spoiled: 'forgets every tenth event of a product' },
      ['--drain-timeout', '6s'],
    );
    expect(exitCode).toBe(90);
    expect(invariants['results-complete']).toBe(false);
    expect(pipeline.results?.['missing']).toBeGreaterThan(0);
  });

  it('does not begin while nobody is in the group', async () => {
    const port = await freePort();
    const flags = ['--pipeline', 'external', '--group', GROUP, '--group-wait', '1s'];
    expectRefusal(
      await workshop.bench([scenario, '--broker', `embedded:${port}`, ...flags]),
      95,
      `Group ${GROUP} was not ready at 127.0.0.1:${port} within 1s: the cluster does not know it.`,
      'Start your service with this group, subscribed to inventory.sales',
    );
  });
});

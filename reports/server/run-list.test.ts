import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { RunsFolder } from './run-list.fixture.ts';
import { RunList } from './run-list.ts';

const NOW_MS = Date.UTC(2026, 0, 6);
let runs: RunsFolder;
let list: RunList;
beforeEach(() => {
  runs = new RunsFolder();
  list = new RunList(runs.path, { now: () => NOW_MS });
});
afterEach(() => runs.remove());

describe('the list of runs', () => {
  it('has the newest first, by when they began', async () => {
    runs.run('20260105-101500-spike-7', { startedAt: '2026-01-05T10:15:00.000Z' });
    runs.run('zzz', { startedAt: '2026-01-04T10:15:00.000Z' });
    runs.run('aaa', { startedAt: '2026-01-05T10:15:10.000Z' });
    expect((await list.entries()).map(({ id }) => id)).toEqual([
      'aaa',
      '20260105-101500-spike-7',
      'zzz',
    ]);
  });

  it('tells the figures that runs are compared by', async () => {
    runs.run('one');
    expect(await list.entries()).toEqual([
      {
        state: 'finished',
        id: 'one',
        folder: join(runs.path, 'one'),
        timeMs: Date.UTC(2026, 0, 5, 10, 15),
        run: {
          runId: '20260105-101500-spike-7',
          startedAt: '2026-01-05T10:15:00.000Z',
          tookMs: 23_400,
          scenario: 'spike',
          seed: '7',
          broker: 'embedded',
          clusterId: 'streamstock-embedded',
          group: null,
          verdict: 'passed',
          exitCode: 0,
          reason: '2 thresholds and 4 invariants hold',
          eventsPlanned: 5000,
          plannedPerSecond: 250,
          sentPerSecond: 250,
          missedRate: null,
          endToEndP99Us: passedRecord().latency.measured.stages.end_to_end?.p99Us,
          fillRate: 0.98213,
        },
      },
    ]);
  });

  it('names the group of an external pipeline, of which there is no fill rate', async () => {
    runs.run('theirs', {
      broker: { kind: 'kafka', address: 'a:1', clusterId: 'c\u202e', brokers: 3 },
      pipeline: {
        kind: 'external',
        group: 'stock\n-service',
        members: 1,
        drainMs: 5,
        results: null,
      },
    });
    expect(await list.entries()).toMatchObject([
      { run: { group: 'stock -service', clusterId: 'c\\u{202e}', fillRate: null } },
    ]);
  });

  it('tells the result of a capacity search', async () => {
    runs.search('search');
    runs.file('broken', 'capacity.json', '{"capacityVersion":1}');
    expect(await list.find('search')).toMatchObject({
      state: 'search',
      timeMs: Date.UTC(2026, 0, 5, 10, 15),
      search: {
        scenario: 'steady',
        seed: '42',
        status: 'found',
        headline: expect.stringContaining('2,950 events per second'),
        ratePerSecond: 2950,
      },
    });
    expect(await list.find('broken')).toMatchObject({ state: 'unreadable' });
    expect(await list.entries()).toHaveLength(2);
  });

  it('is empty while there is no runs folder', async () => {
    expect(await new RunList(join(runs.root, 'later')).entries()).toEqual([]);
  });

  it('says when what it is given is no folder', async () => {
    const file = new RunList(join(runs.root, 'secret.txt'));
    await expect(file.entries()).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });

  it('takes no part in files, hidden folders and other things that lie about', async () => {
    runs.run('one');
    runs.file('two', 'notes.txt', '');
    runs.link('three', join(runs.path, 'two'));
    runs.file('.cache', 'run.json', '{}');
    writeFileSync(join(runs.path, 'run.json'), '{}');
    expect((await list.entries()).map(({ id }) => id)).toEqual(['one']);
  });
});

describe('a folder without a readable record', () => {
  const text = (changes: object) => JSON.stringify({ ...passedRecord(), ...changes });

  it.each<[what: string, record: string, problem: RegExp, hint: RegExp]>([
    ['cut', text({}).slice(0, -9), /is broken/, /run the scenario again/],
    ['empty', '', /is broken/, /run the scenario again/],
    [
      'foreign',
      '{"hello":"world"}',
      /not a record of streamstock-bench/,
      /folder of a finished run/,
    ],
    ['no object', '[1,2]', /not a record of streamstock-bench/, /folder of a finished run/],
    ['newer', text({ recordVersion: 99 }), /record version 99/, /update this one/],
    ['older', text({ recordVersion: 1 }), /record version 1;/, /run the scenario again/],
    ['partial', text({ verdict: undefined }), /verdict missing/, /Run the scenario again/],
    ['with an unknown verdict', text({ verdict: { name: 'splendid' } }), /lacks figures/, /edited/],
    ['without a time', text({ startedAt: 'yesterday' }), /lacks figures/, /edited/],
    ['of nonsense', text({ scenario: null, rates: 7, marks: 'x' }), /lacks figures/, /edited/],
  ])('is listed with what is wrong and what to do: %s', async (_what, record, problem, hint) => {
    runs.file('20260105-101500-spike-7', 'run.json', record);
    const [entry] = await list.entries();
    expect(entry).toMatchObject({
      state: 'unreadable',
      timeMs: Date.UTC(2026, 0, 5, 10, 15),
      problem: expect.stringMatching(problem),
      hint: expect.stringMatching(hint),
    });
  });

  it('is told from a run that goes on and from one that was killed', async () => {
    runs.journal('running', NOW_MS - 2000);
    runs.journal('killed', NOW_MS - 60_000);
    runs.file('20260105-101500-spike-7', 'notes.txt', '');
    const states = (await list.entries()).map(({ id, state }) => `${id} ${state}`);
    expect(states.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      '20260105-101500-spike-7 unreadable',
      'killed unfinished',
      'running running',
    ]);
    expect(await list.find('killed')).toMatchObject({
      hint: `streamstock report --recover ${join(runs.path, 'killed')}`,
    });
  });

  it('is not entered through a link, and waits for no pipe', async () => {
    runs.link('folder-link', join(runs.root, 'outside'));
    runs.link('file-link', join(runs.root, 'outside', 'run.json'), 'run.json');
    runs.pipe('pipe', 'run.json');
    runs.file('a name with blanks', 'run.json', '{}');
    expect(await list.find('folder-link')).toMatchObject({ folder: null });
    expect(await list.find('a name with blanks')).toMatchObject({ folder: null });
    expect(await list.find('file-link')).toMatchObject({
      problem: 'its run.json is a symbolic link, and links are not followed',
    });
    expect(await list.find('pipe')).toMatchObject({
      problem: 'its run.json is not a regular file',
    });
  });
});

describe('reading again', () => {
  it('sees runs that came, changed and went', async () => {
    const first = runs.run('first');
    expect(await list.entries()).toMatchObject([{ id: 'first', run: { seed: '7' } }]);
    runs.run('second', { startedAt: '2026-01-05T11:00:00.000Z', seed: '8' });
    expect((await list.entries()).map(({ id }) => id)).toEqual(['second', 'first']);
    runs.run('first', { seed: '12345' });
    expect(await list.find('first')).toMatchObject({ run: { seed: '12345' } });
    rmSync(first, { recursive: true });
    expect((await list.entries()).map(({ id }) => id)).toEqual(['second']);
  });

  it('does not read what has not changed', async () => {
    const folder = runs.run('one');
    const [before] = await list.entries();
    const [after] = await list.entries();
    expect(after).toBe(before);
    utimesSync(join(folder, 'run.json'), 1, 1);
    expect((await list.entries())[0]).not.toBe(before);
  });
});

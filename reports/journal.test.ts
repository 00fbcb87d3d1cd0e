import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../pipeline/errors.ts';
import { initHistograms } from './histogram.ts';
import { HISTOGRAM_LOG_FILE, readHistogramLog } from './histogram-log.ts';
import { journalStart, quietInterval } from './journal.fixture.ts';
import { JOURNAL_FILE, JournalWriter, readJournal } from './journal.ts';
import { SeriesTable } from './series-table.ts';

let folder: string;
beforeAll(initHistograms);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeTwoSeconds(): void {
  const writer = new JournalWriter(folder, journalStart());
  const tables = { warmUp: new SeriesTable(), measured: new SeriesTable() };
  tables.warmUp.at('produce', 0).record(70);
  writer.interval(quietInterval(0), tables);
  tables.warmUp.reset();
  tables.measured.at('end_to_end', 0).record(500);
  writer.mark({ atMs: 1200, kind: 'rebalance', text: 'consumer-2 joined again' });
  writer.interval(quietInterval(1, { counters: { events_due: 3 } }), tables);
  writer.close();
}

describe('journal', () => {
  it('is read back as it was written, with its histograms beside it', async () => {
    writeTwoSeconds();
    const journal = readJournal(folder);
    expect(journal.start).toEqual(journalStart());
    expect(journal.intervals.map(({ index }) => index)).toEqual([0, 1]);
    expect(journal.marks).toEqual([
      { atMs: 1200, kind: 'rebalance', text: 'consumer-2 joined again' },
    ]);
    expect(journal.cutOff).toBe(false);
    const logged: unknown[] = [];
    for await (const { index, phase, stage } of readHistogramLog(
      join(folder, HISTOGRAM_LOG_FILE),
    )) {
      logged.push([index, phase, stage]);
    }
    expect(logged).toEqual([
      [0, 'warmUp', 'produce'],
      [1, 'measured', 'end_to_end'],
    ]);
  });

  it('is on the disk while the run goes on', () => {
    const writer = new JournalWriter(folder, journalStart());
    const tables = { warmUp: new SeriesTable(), measured: new SeriesTable() };
    writer.interval(quietInterval(0), tables);
    expect(readJournal(folder).intervals).toHaveLength(1);
    writer.close();
  });

  it('does without a last line that was cut off', () => {
    writeTwoSeconds();
    const file = join(folder, JOURNAL_FILE);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
    const journal = readJournal(folder);
    expect(journal.intervals.map(({ index }) => index)).toEqual([0]);
    expect(journal.cutOff).toBe(true);
  });

  it.each<[what: string, change: () => void, message: RegExp]>([
    ['missing', () => {}, /cannot be read/],
    ['empty', () => write(''), /is not the journal of a run/],
    ['foreign', () => write('{"kind":"start","tool":{"name":"k6"}}\n'), /is not the journal/],
    ['no object', () => write('null\n'), /is not the journal/],
    [
      'newer',
      () => write(`${JSON.stringify({ ...journalStart(), journalVersion: 9 })}\n`),
      /has journal version 9/,
    ],
    [
      'broken in the middle',
      () => {
        writeTwoSeconds();
        appendFileSync(join(folder, JOURNAL_FILE), '{"kind":\n{"kind":"mark"}\n');
      },
      /journal\.jsonl:5 is broken/,
    ],
  ])('says what is wrong with one that is %s', (_, change, message) => {
    change();
    try {
      readJournal(folder);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(StreamstockError);
      expect(error).toMatchObject({ code: 'RECORD_UNREADABLE' });
      expect((error as StreamstockError).message).toMatch(message);
      expect((error as StreamstockError).hint).toBeDefined();
    }
  });

  it('says which folder cannot be written', () => {
    expect(() => new JournalWriter(join(folder, 'nowhere'), journalStart())).toThrow(
      expect.objectContaining({ code: 'RUN_FOLDER_UNWRITABLE' }),
    );
  });
});

function write(text: string): void {
  writeFileSync(join(folder, JOURNAL_FILE), text);
}

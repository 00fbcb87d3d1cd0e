/** A journal for tests of what is read from one. */
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { JOURNAL_VERSION, type JournalInterval, type JournalStart } from './journal.ts';
import { passedRecord } from './record.fixture.ts';

export function journalStart(changes: Partial<JournalStart> = {}): JournalStart {
  const { tool, runId, startedAt, scenario, seed, broker, pipeline, environment, load, replay } =
    passedRecord();
  return {
    kind: 'start',
    journalVersion: JOURNAL_VERSION,
    ...{ tool, runId, startedAt, scenario, seed, broker, pipeline, environment, load, replay },
    loadStartedUs: 1_767_608_100_500_000,
    ...changes,
  };
}

/** A second in which nothing happened. */
export function quietInterval(
  index: number,
  changes: Partial<JournalInterval> = {},
): JournalInterval {
  return {
    kind: 'interval',
    index,
    counters: {},
    settledByTopic: EVENT_TOPICS.map(() => 0),
    windows: [],
    latency: { warmUp: {}, measured: {} },
    threads: {},
    process: { wallMs: 1000, cpuUs: 0, rssBytes: 1e8 },
    lag: null,
    standing: null,
    ...changes,
  };
}

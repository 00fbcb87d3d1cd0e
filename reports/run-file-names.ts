/** What the files in a run's folder are called. */
import { HISTOGRAM_LOG_FILE } from './histogram-log.ts';
import { JOURNAL_FILE } from './journal.ts';
import { RECORD_FILE } from './record-file.ts';

export const REPORT_FILE = 'report.html';
export const SUMMARY_FILE = 'summary.md';
export const JUNIT_FILE = 'junit.xml';
export const SERIES_FILE = 'series.csv';
export const OWNERSHIP_FILE = 'ownership.csv';
export const EVENTS_FILE = 'events.jsonl';

/** Every file that a run may leave, in the order in which they are named to people. */
export const RUN_FILE_NAMES = [
  RECORD_FILE,
  REPORT_FILE,
  SUMMARY_FILE,
  JUNIT_FILE,
  SERIES_FILE,
  OWNERSHIP_FILE,
  HISTOGRAM_LOG_FILE,
  JOURNAL_FILE,
  EVENTS_FILE,
] as const;

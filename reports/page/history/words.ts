/** How runs of a history are called. */
import type { HistoryRun } from '../../comparison/history.ts';
import { shortRevision } from '../../comparison/words.ts';

/** `2026-01-05 10:15`. */
export function minuteText(startedAt: string): string {
  return startedAt.slice(0, 16).replace('T', ' ');
}

/** `a1b2c3d4e5f6`, `a1b2c3d4e5f6 + changes`, null where nobody knows. */
export function revisionText({ revision }: HistoryRun): string | null {
  if (revision === null) return null;
  return `${shortRevision(revision.commit)}${revision.isDirty ? ' + changes' : ''}`;
}

/** `A` is the newest run's; beyond `Z` by number. */
export function groupLetter(group: number): string {
  return group < 26 ? String.fromCharCode(65 + group) : String(group + 1);
}

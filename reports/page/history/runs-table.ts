/** Every run of the history, the newest first. */
import type { History } from '../../comparison/history.ts';
import { staticTable } from '../static-table.ts';
import { groupLetter, minuteText, revisionText } from './words.ts';

export function runsTable({ runs, groups }: History): HTMLElement {
  const newest = runs.toReversed();
  const hasGroups = groups.length > 1;
  const table = staticTable({
    caption: 'Runs, the newest first',
    columns: ['run', 'started, UTC', 'revision', 'version', 'verdict', 'evidence']
      .concat(hasGroups ? ['group'] : [])
      .map((label) => ({ label })),
    rows: newest.length,
    cell(row, column) {
      const run = newest[row];
      if (run === undefined) return null;
      const { runId, startedAt, toolVersion, verdict, leftOut, group } = run;
      const evidence = leftOut === null ? 'yes' : `no: ${leftOut}`;
      const texts = [
        runId,
        minuteText(startedAt),
        revisionText(run),
        toolVersion,
        verdict,
        evidence,
        groupLetter(group),
      ];
      return texts[column] ?? null;
    },
  });
  table.classList.add('history-runs');
  return table;
}

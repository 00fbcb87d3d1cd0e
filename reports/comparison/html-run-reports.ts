/** Which runs of a comparison have a report that its page can link to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_FILE } from '../run-file-names.ts';
import type { Comparison } from './comparison.ts';
import type { RunReports } from './html-data.ts';

/**
 * Where runs of a side lie, seen from the folder of the page: in a folder that is called like the side, in one of its own,
 * beside it, in the runs folder above `comparisons/`.
 */
const PLACES = ['runs', '.', '..', '../..'];

/** A name and nothing that leads out of a folder. */
const PLAIN_NAME = /^(?!\.)[\w.-]{1,200}$/;

/** @param folder that the page is written to */
export function runReports(folder: string, { base, head }: Comparison): RunReports {
  const found = new Map<string, string>();
  for (const [name, { runs }] of [
    ['base', base],
    ['head', head],
  ] as const) {
    for (const { runId } of runs) {
      if (!PLAIN_NAME.test(runId)) continue;
      const place = [name, ...PLACES].find((path) => {
        return existsSync(join(folder, path, runId, REPORT_FILE));
      });
      if (place !== undefined) found.set(runId, `${place}/${runId}/${REPORT_FILE}`);
    }
  }
  return found;
}

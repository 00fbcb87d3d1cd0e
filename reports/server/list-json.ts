/** The list as JSON: the same as the page shows. Documented in `docs/report.md`. */
import type { Selection } from './list-query.ts';
import type { RunEntry } from './run-entry.ts';

export function listJson({ runs, searches, others, matching, query, pages }: Selection): unknown {
  return {
    runs: runs.map((entry) => ({ ...place(entry), ...entry.run })),
    searches: searches.map((entry) => ({ ...place(entry), ...entry.search })),
    others: others.map((entry) => ({
      ...place(entry),
      problem: entry.problem,
      hint: entry.hint,
    })),
    matching,
    page: query.page,
    pages,
  };
}

function place({ id, state, folder }: RunEntry) {
  return {
    id,
    state,
    report: state === 'finished' || state === 'search' ? `/runs/${id}/` : null,
    files: folder === null ? null : `/runs/${id}/files/`,
  };
}

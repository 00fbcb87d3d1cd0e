/** A page of something longer. */
import { DEFAULT_PAGE_SIZE } from './schemas/parts.ts';

export interface PageWanted {
  readonly page?: number;
  readonly pageSize?: number;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly count: number;
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

/** A page behind the last one is empty. @param show is called for the entries of this page alone */
export function pageOfEntries<Entry, Shown>(
  entries: readonly Entry[],
  { page = 1, pageSize = DEFAULT_PAGE_SIZE }: PageWanted,
  show: (entry: Entry) => Shown,
): Page<Shown> {
  const from = (page - 1) * pageSize;
  const data = entries.slice(from, from + pageSize).map(show);
  return { data, count: data.length, page, pageSize, total: entries.length };
}

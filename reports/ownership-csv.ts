/** Who consumed which partition when, a row a span: `ownership.csv`. */
import { csvText } from './csv.ts';
import type { GroupReport } from './group-report.ts';

/** By partition, then time; seconds since the load began. What lies between two spans of a partition is a pause. */
export function ownershipCsv({ ownership }: Pick<GroupReport, 'ownership'>): string {
  return csvText([
    ['partition', 'member', 'generation', 'from_s', 'to_s'],
    ...ownership.map(({ partition, member, generation, fromMs, toMs }) => {
      return [partition, member, generation, fromMs / 1000, toMs / 1000];
    }),
  ]);
}

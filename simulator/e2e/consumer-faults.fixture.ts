/** What tests of faults read of a kept record. */

import { join } from 'node:path';
import type { GroupReport } from '../../reports/group-report.ts';
import type { RunMark } from '../../reports/record.ts';
import { type BenchResult, keptRecord, type Workshop } from './command.fixture.ts';

export interface FaultsSeen {
  /** Texts of what was done to consumers, in order of time. */
  readonly faults: readonly string[];
  readonly group: GroupReport | null;
  /** How the lives of a name ended, in order of time. */
  readonly ends: (name: string) => string[];
}

export function faultsSeen(workshop: Workshop, { record, stderr }: BenchResult): FaultsSeen {
  if (record === undefined) throw new Error(`the run left no record:\n${stderr}`);
  const kept = keptRecord(join(workshop.folder, record.runFolder));
  const marks = kept['marks'] as readonly RunMark[];
  const group = kept['group'] as GroupReport | null;
  return {
    faults: marks.filter(({ kind }) => kind === 'fault').map(({ text }) => text),
    group,
    ends: (name) =>
      group?.members.find((member) => member.name === name)?.lives.map(({ end }) => end) ?? [],
  };
}

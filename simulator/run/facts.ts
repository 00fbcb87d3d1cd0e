/** What is known of a run: while it goes on, and when it is over. */
import type { GroupReport } from '../../reports/group-report.ts';
import type { Interaction } from '../../reports/interaction.ts';
import type { InventoryReport } from '../../reports/inventory.ts';
import type { PipelineUsed } from '../../reports/pipeline-used.ts';
import type { BrokerUsed, RunMark } from '../../reports/record.ts';
import type { MergedMeasurements } from '../../reports/recorder.ts';
import type { Crossing } from '../../reports/thresholds.ts';
import type { Missing } from '../../reports/verdict.ts';
import type { AuditResult } from './audit-task.ts';

export type Progress =
  /** `told`: to be kept on the screen; `noted`: likewise, and worth a second look; `still`: it goes on as it was. */
  | { readonly phase: 'preparing' | 'auditing' | 'still' | 'noted' | 'told'; readonly text: string }
  | {
      readonly phase: 'load' | 'drain';
      readonly elapsedMs: number;
      readonly planned: number;
      readonly acknowledged: number;
      /** null when the harness cannot see it. */
      readonly applied: number | null;
      readonly waiting: number;
    };

/** Everything that is known of a run when it is over. */
export interface RunFacts {
  readonly broker: BrokerUsed;
  readonly pipeline: PipelineUsed;
  readonly loadStartedUs: number;
  readonly loadEndedUs: number;
  readonly drainedUs: number;
  readonly measurements: MergedMeasurements;
  readonly acknowledged: number;
  /** Events that took effect, each once. */
  readonly applied: number;
  /** null: a foreign pipeline, or a run that was recovered. */
  readonly group: GroupReport | null;
  readonly audit: Omit<AuditResult, 'inventory' | 'results'> & {
    readonly inventory: InventoryReport | null;
  };
  /** From the start of the load until all was worked off. */
  readonly cpu: { readonly processUs: number; readonly threads: readonly ThreadCpu[] };
  readonly rssMaxBytes: number;
  readonly interruptedBy: string | undefined;
  /** When the load was stopped before its time, since it began. */
  readonly stoppedAtMs: number | undefined;
  /** What people did by hand; absent: nobody could. */
  readonly interaction?: Interaction;
  /** Why something is missing; empty when nothing is. */
  readonly missing: readonly Missing[];
  /** The threshold that stopped the load before its time. */
  readonly aborted: Crossing | undefined;
  readonly notes: readonly string[];
  /** What happened when, in order of time. */
  readonly marks: readonly RunMark[];
}

export interface ThreadCpu {
  readonly group: string;
  readonly cpuUs: number | undefined;
}

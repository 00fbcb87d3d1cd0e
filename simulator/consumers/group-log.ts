/** What happened in a run's consumer group, as it was told: what the group's report is made of. */
import type { GroupMember, MemberLife } from '../../reports/group-report.ts';

interface Happened {
  readonly atUs: number;
  readonly member: string;
}

export type GroupEvent = Happened &
  (
    | { readonly type: 'began'; readonly kind: GroupMember['kind'] }
    | { readonly type: 'ended'; readonly end: Exclude<MemberLife['end'], 'stayed'> }
    | { readonly type: 'rebalancing' }
    | {
        readonly type: 'joined';
        readonly generation: number;
        readonly partitions: readonly number[];
      }
    | {
        readonly type: 'active';
        readonly partition: number;
        readonly generation: number;
        readonly kept: boolean;
        readonly durationMs: number;
        readonly products: number;
        readonly records: number;
        readonly bytes: number;
      }
    | { readonly type: 'released'; readonly partition: number }
    | { readonly type: 'first-applied'; readonly partition: number }
  );

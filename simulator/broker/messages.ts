/** What the broker's thread and its owner say to each other. */
import type { ErrorCode } from '../../pipeline/errors.ts';
import type { ThreadSample } from '../../reports/thread-probe.ts';
import type { BrokerStats } from './stats.ts';

export type ToBrokerThread =
  | { readonly type: 'stats'; readonly id: number }
  /** Asks how the thread fared since it was last asked; the answer carries the same index. */
  | { readonly type: 'tick'; readonly index: number }
  | { readonly type: 'stop' };

export type FromBrokerThread =
  | { readonly type: 'ready'; readonly address: string; readonly clusterId: string }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode | undefined;
      readonly message: string;
      readonly hint: string | undefined;
    }
  | { readonly type: 'stats'; readonly id: number; readonly stats: BrokerStats }
  | { readonly type: 'sample'; readonly index: number; readonly sample: ThreadSample }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'stopped' };

/** Rules about the consumer group: timeouts that brokers accept. */
import { formatDuration, parseDurationMs } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import { durationFaults } from './rules-load.ts';
import type { ScenarioDocument } from './schema.ts';

/** `group.min.session.timeout.ms` and `group.max.session.timeout.ms` of Kafka, as they are by default. */
export const SESSION_TIMEOUT_MS = { min: 6_000, max: 1_800_000 } as const;
/** Kafka sets no bounds, and none against the session timeout either; these keep a run from waiting for ever. */
export const REBALANCE_TIMEOUT_MS = { min: 1_000, max: 1_800_000 } as const;

export function groupTimeoutFaults({ pipeline = {} }: ScenarioDocument): Fault[] {
  return [
    ...boundFaults(
      pipeline.sessionTimeout,
      ['pipeline', 'sessionTimeout'],
      SESSION_TIMEOUT_MS,
      'Kafka takes no others unless its group.min.session.timeout.ms and group.max.session.timeout.ms are changed',
    ),
    ...boundFaults(
      pipeline.rebalanceTimeout,
      ['pipeline', 'rebalanceTimeout'],
      REBALANCE_TIMEOUT_MS,
    ),
  ];
}

function boundFaults(
  text: string | undefined,
  path: Path,
  { min, max }: { readonly min: number; readonly max: number },
  suggestion?: string,
): Fault[] {
  if (text === undefined) return [];
  const ms = parseDurationMs(text);
  if (ms === undefined) return durationFaults([[text, path]]);
  if (ms >= min && ms <= max) return [];
  const bounds = `from ${formatDuration(min)} to ${formatDuration(max)}`;
  return [{ path, what: `must be ${bounds}, is ${formatDuration(ms)}`, suggestion }];
}

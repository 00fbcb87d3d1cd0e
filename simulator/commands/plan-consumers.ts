/** What `streamstock plan` says of the consumer group: how patient it is, and what is done to it. */
import { wordsOf } from '../faults/fault-words.ts';
import { type CountedFault, faultTimetable, type TimedFault } from '../faults/timetable.ts';
import type { FaultAction } from '../scenario/consumer-faults.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { grouped, renderTable } from './table.ts';

/** Nobody reads more instants than that. */
const MAX_ROWS = 40;

/** Empty for a group that is left alone, with nothing said of its timeouts. */
export function groupLines({ pipeline, faults }: Scenario): string {
  const { sessionTimeoutMs, rebalanceTimeoutMs, changelog } = pipeline;
  const isPlain =
    faults.length === 0 && sessionTimeoutMs === null && rebalanceTimeoutMs === null && changelog;
  if (isPlain) return '';
  const sharing = `${count(pipeline.consumers, 'consumer')} for ${count(pipeline.partitions, 'partition')} of every topic`;
  const session = timeoutText(sessionTimeoutMs, '6s embedded, 30s elsewhere');
  const rebalance = timeoutText(rebalanceTimeoutMs, '10s embedded, 60s elsewhere');
  return [
    `  ${sharing}\n`,
    `  Out of the group without a heartbeat for: ${session}\n`,
    `  Out of the group for joining late again, after: ${rebalance}\n`,
    changelog ? '' : '  No changelog: a partition that changes hands begins anew.\n',
  ].join('');
}

/** Empty where nothing is done to consumers. */
export function faultTable(scenario: Scenario): string {
  const { timed, counted } = faultTimetable(scenario);
  const rows = [...timed.map(timedRow), ...counted.map(countedRow)];
  if (rows.length === 0) return '';
  const table = renderTable(
    [
      { title: 'At', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows.slice(0, MAX_ROWS),
  );
  return rows.length <= MAX_ROWS ? table : `${table}  … and ${rows.length - MAX_ROWS} more\n`;
}

function timedRow(fault: TimedFault): string[] {
  return [formatDuration(fault.atMs), faultText(fault)];
}

function countedRow(fault: CountedFault): string[] {
  return [`event ${grouped(fault.atEvents)}`, faultText(fault)];
}

function faultText({ target, action }: TimedFault | CountedFault): string {
  return `${wordsOf(target === 'any' ? 'somebody' : target, action)}${afterwards(action)}`;
}

function afterwards(action: FaultAction): string {
  switch (action.kind) {
    case 'kill':
    case 'leave':
      return action.restartAfterMs === null
        ? ' for good'
        : `, and is back ${formatDuration(action.restartAfterMs)} later`;
    case 'join':
      return action.forMs === null ? '' : ` for ${formatDuration(action.forMs)}`;
    case 'stall':
    case 'throttle':
      return '';
  }
}

function timeoutText(timeoutMs: number | null, usual: string): string {
  return timeoutMs === null ? usual : formatDuration(timeoutMs);
}

function count(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

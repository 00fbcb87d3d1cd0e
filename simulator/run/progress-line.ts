/** What a run does just now, in one line. */
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Progress } from './facts.ts';

export function progressLine(progress: Progress, scenario: Scenario): string {
  if ('text' in progress) return `${progress.text} …`;
  const { phase, elapsedMs, planned, acknowledged, applied, waiting } = progress;
  const { durationMs } = scenario.load;
  const seconds = (ms: number): string => formatDuration(Math.max(0, Math.floor(ms / 1000)) * 1000);
  const head =
    phase === 'load'
      ? `${seconds(Math.min(elapsedMs, durationMs))} of ${seconds(durationMs)}`
      : `draining for ${seconds(elapsedMs - durationMs)}`;
  const parts = [
    head,
    `${count(planned)} due`,
    `${count(acknowledged)} acknowledged`,
    ...(applied === null ? [] : [`${count(applied)} applied`]),
    ...(waiting > 0 ? [`${count(waiting)} waiting for their turn`] : []),
  ];
  return parts.join(' · ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

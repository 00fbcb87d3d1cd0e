/** What a run does just now, in one line. */
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Progress } from './facts.ts';

/** @param isPlayed a person decides how long it lasts */
export function progressLine(progress: Progress, scenario: Scenario, isPlayed = false): string {
  if ('text' in progress) return `${progress.text} …`;
  const { phase, elapsedMs, planned, acknowledged, applied, waiting } = progress;
  const { durationMs } = scenario.load;
  const seconds = (ms: number): string => formatDuration(Math.max(0, Math.floor(ms / 1000)) * 1000);
  const ofPlan =
    phase === 'load'
      ? `${seconds(Math.min(elapsedMs, durationMs))} of ${seconds(durationMs)}`
      : `draining for ${seconds(elapsedMs - durationMs)}`;
  const played = phase === 'load' ? seconds(elapsedMs) : `draining, after ${seconds(elapsedMs)}`;
  const head = isPlayed ? played : ofPlan;
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

/** What a search says while it goes on: before it, during a probe, and after each. */
import type { CapacityProbe } from '../../reports/capacity-record.ts';
import { OUTCOME_MARKS, OUTCOME_WORDS, PURPOSE_WORDS } from '../../reports/capacity-terminal.ts';
import { duration, inWords, milliseconds, perSecond } from '../../reports/numbers.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { sortThresholds } from './judged-thresholds.ts';
import type { WantedProbe } from './measure.ts';
import { scaledLoad } from './scaled-load.ts';
import { probesWithoutNoise, type SearchOptions } from './search.ts';
import type { SearchSettings } from './settings.ts';

/** Threads, topics and group before a probe; drain and audit behind it: measured with the shipped scenarios. */
const AROUND_PROBE_MS = 5_000;

/** The plan in a few sentences, and how long it will take at most. */
export function announcement(
  scenario: Scenario,
  { search, measuredMs }: SearchSettings,
  broker: string,
): string[] {
  const { judged, setAside } = sortThresholds(scenario);
  const { load } = scaledLoad(scenario, search.startRate, measuredMs);
  const most = probesWithoutNoise(search);
  const eachMs = load.durationMs + AROUND_PROBE_MS;
  return [
    `capacity of ${scenario.name}: the highest rate at which ${judged.length === 1 ? 'its threshold holds' : `its ${judged.length} thresholds hold`}, from ${perSecond(search.startRate)} events a second, within ${perSecond(search.minRate)} and ${perSecond(search.maxRate)}; seed ${scenario.seed}; on ${broker}.`,
    `At most ${inWords(most, 'probe')} of ${formatDuration(load.durationMs)}, about ${duration(most * eachMs)}; should some have to be repeated, never more than ${inWords(search.maxProbes, 'probe')} or ${duration(search.maxProbes * eachMs)}. Ctrl-C ends it and keeps what is known.`,
    ...setAside.map(({ threshold, why }) => `! ${threshold} is set aside: ${why}.`),
  ];
}

/** In front of the progress of a run. */
export function progressText(
  { number, ratePerSecond, purpose }: WantedProbe,
  line: string,
): string {
  const why = PURPOSE_WORDS[purpose];
  return `probe ${number} at ${perSecond(ratePerSecond)}/s${why === '' ? '' : ` (${why})`}: ${line}`;
}

/** One line for a probe that is over, with the time that the rest may take at most. */
export function resultLine(
  { number, ratePerSecond, outcome, purpose, evidence, run }: CapacityProbe,
  probes: readonly CapacityProbe[],
  search: SearchOptions,
): string {
  const summary = run?.endToEnd;
  const latency =
    summary === null || summary === undefined
      ? 'no latency'
      : `p50 ${milliseconds(summary.p50Us)} ms, p99 ${milliseconds(summary.p99Us)} ms`;
  const why = PURPOSE_WORDS[purpose];
  const parts = [
    `${String(number).padStart(2)}  ${`${perSecond(ratePerSecond)}/s`.padStart(9)}  ${OUTCOME_MARKS[outcome]} ${OUTCOME_WORDS[outcome].padEnd(13)}`,
    latency,
    ...(why === '' ? [] : [why]),
    ...(outcome === 'holds' ? [] : [evidence[0] ?? '']),
  ];
  const left = remaining(probes, search);
  return `${parts.join('  ')}${left === '' ? '' : `  (${left})`}`;
}

/** From what the probes took so far. */
function remaining(probes: readonly CapacityProbe[], search: SearchOptions): string {
  const took = probes.flatMap(({ run }) => (run === null ? [] : [run.tookMs]));
  const left = probesWithoutNoise(search) - probes.length;
  if (took.length === 0 || left <= 0) return '';
  const meanMs = took.reduce((sum, ms) => sum + ms, 0) / took.length;
  return `up to ${duration(left * meanMs)} left`;
}

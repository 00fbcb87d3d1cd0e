/** From the end of a search to its result in words, with one exit code. Pure. */
import { EXIT_CODES } from '../../pipeline/errors.ts';
import type {
  CapacityProbe,
  CapacityResult,
  CapacityStop,
  SearchSettings,
} from '../../reports/capacity-record.ts';
import { inWords, perSecond } from '../../reports/numbers.ts';
import type { SearchEnd } from './search.ts';

export function concludeSearch(
  end: SearchEnd,
  probes: readonly CapacityProbe[],
  settings: Pick<SearchSettings, 'maxRate' | 'minRate'>,
): CapacityResult {
  const stoppedBy = stopOf(end, probes, settings);
  return {
    status: end.status,
    exitCode: exitCodeOf(end),
    ratePerSecond: end.ratePerSecond,
    timesHeld: end.timesHeld,
    timesFailed: end.timesFailed,
    isLowerBound: end.ratePerSecond !== null && stoppedBy.kind !== 'system',
    stoppedBy,
    headline: headlineOf(end, stoppedBy),
    reasons: [stopText(end, stoppedBy), ...remarks(end, probes)].filter((text) => text !== ''),
  };
}

/** What is kept on disk while the search goes on: all there is when the process is killed. */
export function underWay(end: Pick<SearchEnd, 'ratePerSecond' | 'timesHeld'>): CapacityResult {
  const { ratePerSecond, timesHeld } = end;
  return {
    status: 'under-way',
    exitCode: EXIT_CODES.incomplete,
    ratePerSecond,
    timesHeld,
    timesFailed: 0,
    isLowerBound: ratePerSecond !== null,
    stoppedBy: { kind: 'probes', ratePerSecond: null, evidence: [] },
    headline: `the search had not come to its end; ${heldSoFar(ratePerSecond)}`,
    reasons: [],
  };
}

function exitCodeOf({ status, obstacle }: SearchEnd): number {
  switch (status) {
    case 'found':
      return EXIT_CODES.passed;
    case 'incorrect':
      return EXIT_CODES.incorrect;
    case 'interrupted':
      return EXIT_CODES.interrupted;
    case 'unsettled':
      return EXIT_CODES.incomplete;
    case 'none':
      if (obstacle?.kind === 'harness') return EXIT_CODES.saturated;
      return obstacle?.kind === 'system' ? EXIT_CODES.thresholds : EXIT_CODES.incomplete;
  }
}

function stopOf(
  { status, ratePerSecond, obstacle }: SearchEnd,
  probes: readonly CapacityProbe[],
  { maxRate }: Pick<SearchSettings, 'maxRate'>,
): CapacityStop {
  if (status === 'incorrect' || status === 'interrupted') {
    const last = probes.at(-1);
    return last?.outcome === status
      ? { kind: status, ratePerSecond: last.ratePerSecond, evidence: last.evidence }
      : { kind: status, ratePerSecond: null, evidence: ['stopped between two probes'] };
  }
  if (obstacle !== null) {
    const seen = probes.findLast(
      (probe) => probe.ratePerSecond === obstacle.ratePerSecond && probe.outcome === obstacle.kind,
    );
    return { ...obstacle, evidence: seen?.evidence ?? [] };
  }
  const atLimit = ratePerSecond !== null && ratePerSecond >= maxRate;
  return atLimit
    ? { kind: 'max-rate', ratePerSecond: maxRate, evidence: [] }
    : { kind: 'probes', ratePerSecond: null, evidence: [] };
}

function headlineOf(end: SearchEnd, { kind, ratePerSecond: stoppedAt }: CapacityStop): string {
  const { status, ratePerSecond, timesHeld, obstacle } = end;
  switch (status) {
    case 'found': {
      const atLeast = kind === 'system' ? '' : 'at least ';
      const further = timesHeld - 1;
      const confirmed =
        further === 0
          ? 'not confirmed by a further run'
          : `and held again in ${inWords(further, 'further run')}`;
      return `${atLeast}${rate(ratePerSecond)}: every threshold held, ${confirmed}`;
    }
    case 'none':
      if (obstacle?.kind === 'system') {
        return `the thresholds hold at no rate, not even at ${rate(obstacle.ratePerSecond)}`;
      }
      if (obstacle?.kind === 'harness') {
        return `the harness itself was late, even at ${rate(obstacle.ratePerSecond)}: nothing can be said of the system`;
      }
      return `no run proved anything, not even at ${rate(obstacle?.ratePerSecond ?? null)}`;
    case 'unsettled':
      return `not settled when the bound on probes was reached; ${heldSoFar(ratePerSecond)}`;
    case 'incorrect':
      return `incorrect at ${rate(stoppedAt)}: a system that is wrong has no capacity`;
    case 'interrupted':
      return `interrupted; ${heldSoFar(ratePerSecond)}`;
  }
}

function stopText({ status, ratePerSecond }: SearchEnd, stop: CapacityStop): string {
  const evidence = stop.evidence.length === 0 ? '' : `: ${stop.evidence.join('; ')}`;
  const at = `${perSecond(stop.ratePerSecond ?? 0)}/s`;
  const bound = ratePerSecond === null ? '' : "this is a lower bound of the system's capacity";
  switch (stop.kind) {
    case 'system':
      return `the system stopped it at ${at}${evidence}`;
    case 'harness':
      return `the harness stopped at ${at}${bound === '' ? '' : `: ${bound}`}${evidence === '' ? '' : ` (${stop.evidence.join('; ')})`}`;
    case 'inconclusive':
      return `at ${at} no run proved anything${bound === '' ? '' : `: ${bound}`} (${stop.evidence.join('; ')})`;
    case 'max-rate':
      return `the search ended at its upper limit of ${at}: ${bound}`;
    case 'incorrect':
      return `${stop.evidence.join('; ')}${ratePerSecond === null ? '' : `; before that, ${heldSoFar(ratePerSecond)}`}`;
    case 'interrupted':
      return stop.evidence.join('; ');
    case 'probes':
      return status === 'unsettled' ? 'allow more probes with --max-probes' : '';
  }
}

/** What a reader of the result should know of the way to it. */
function remarks({ ratePerSecond }: SearchEnd, probes: readonly CapacityProbe[]): string[] {
  const lines: string[] = [];
  for (const probe of probes) {
    const at = `${perSecond(probe.ratePerSecond)}/s`;
    if (probe.purpose === 'confirmation' && OBSTRUCTED.has(probe.outcome)) {
      lines.push(
        `${at} held at first, but not in its confirmation, which lowered the result: ${probe.evidence[0] ?? ''}`,
      );
    }
    if (probe.purpose === 'second-look' && probe.outcome === 'holds') {
      lines.push(`a first run at ${at} failed and a second one held: taken for noise`);
    }
  }
  const unclear = probes.filter(({ outcome }) => outcome === 'inconclusive').length;
  if (unclear > 0 && ratePerSecond !== null) {
    lines.push(
      `${inWords(unclear, 'probe')} proved nothing and ${unclear === 1 ? 'counts' : 'count'} for nothing`,
    );
  }
  return lines;
}

const OBSTRUCTED: ReadonlySet<string> = new Set(['system', 'harness']);

function heldSoFar(ratePerSecond: number | null): string {
  return ratePerSecond === null
    ? 'no rate had held so far'
    : `the highest rate that held is ${rate(ratePerSecond)}, unconfirmed`;
}

function rate(ratePerSecond: number | null): string {
  return `${perSecond(ratePerSecond ?? 0)} events per second`;
}

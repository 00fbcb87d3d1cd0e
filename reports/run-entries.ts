/** What a record says of load, order and CPU, as labelled sentences: the same ones at the terminal and in Markdown. */
import { duration, inWords, percent, perSecond, whole } from './numbers.ts';
import type { RunMark, RunRecord } from './record.ts';

export interface Entry {
  readonly label: string;
  /** Without a full stop. */
  readonly text: string;
}

/** Rates, lateness with its evidence, availability, trouble on the way. */
export function loadEntries(record: RunRecord): Entry[] {
  const { plannedPerSecond, sentPerSecond, acknowledgedPerSecond, appliedPerSecond } = record.rates;
  const rates =
    `${perSecond(plannedPerSecond)} planned · ${perSecond(sentPerSecond)} sent · ` +
    `${perSecond(acknowledgedPerSecond)} acknowledged · ` +
    `${perSecond(appliedPerSecond)} applied events per second`;
  return [
    { label: 'rates', text: rates },
    ...latenessEntries(record),
    { label: 'available', text: availabilityText(record) },
    ...troubleEntries(record),
  ];
}

function latenessEntries({ lateness }: RunRecord): Entry[] {
  const { generator, window, worst } = lateness;
  if (generator === 0 && window === 0) return [];
  const parts = [
    ...(generator > 0 ? [`${whole(generator)} by the generator's own doing`] : []),
    ...(window > 0 ? [`${whole(window)} because too many were in flight`] : []),
  ];
  const late: Entry = { label: 'late', text: parts.join(' · ') };
  if (worst === null) return [late];
  const { fromMs, toMs, events, cause } = worst;
  const when = `from ${seconds(fromMs)} to ${seconds(toMs)}`;
  return [late, { label: 'evidence', text: `${inWords(events, 'event')} late ${when}: ${cause}` }];
}

function availabilityText({ availability }: RunRecord): string {
  if (availability === null)
    return 'not known: no whole second was recorded in which events were due';
  const { windows, available, share } = availability;
  return `${percent(share)}: in ${whole(available)} of ${inWords(windows, 'second')} all that was due was dealt with within a second`;
}

function troubleEntries({ counts }: RunRecord): Entry[] {
  const troubles = Object.entries({
    shed: counts.events_shed,
    'send failures': counts.send_failures,
    duplicates: counts.records_duplicate,
    'read again': counts.records_reread,
    foreign: counts.records_foreign,
    'dead letters': counts.dead_letters,
    'handler retries': counts.handler_retries,
  }).filter(([, count]) => count > 0);
  if (troubles.length === 0) return [];
  return [
    { label: 'trouble', text: troubles.map(([what, n]) => `${whole(n)} ${what}`).join(' · ') },
  ];
}

/** Lag, sequencer, and what happened at an instant of the run. */
export function orderEntries(record: RunRecord): Entry[] {
  return [
    { label: 'lag', text: lagText(record) },
    { label: 'waiting', text: waitingText(record) },
    ...rebalanceEntries(record),
    ...markEntries(record.marks),
  ];
}

function waitingText({ waitingMaxEvents: most }: RunRecord): string {
  if (most === null) return 'not known: no consumer told';
  if (most === 0) return 'no event had to wait for an earlier one of its product';
  return `at most ${inWords(most, 'event')} at once for an earlier one of the same product`;
}

function rebalanceEntries({ counts: { rebalances } }: RunRecord): Entry[] {
  if (rebalances === 0) return [];
  const text = `consumers joined their group again ${inWords(rebalances, 'time')}`;
  return [{ label: 'rebalances', text }];
}

function lagText({ lag }: RunRecord): string {
  if (lag === null) return 'not known: the broker could not be asked';
  const { maxRecords, maxAtMs, endRecords, partitions } = lag;
  if (maxRecords === 0) return 'the consumers were never seen behind';
  const when = `after ${seconds(maxAtMs)}`;
  const worst = partitions.reduce<(typeof partitions)[number] | undefined>(
    (most, next) => (most === undefined || next.maxRecords > most.maxRecords ? next : most),
    undefined,
  );
  const where =
    worst === undefined
      ? ''
      : `; worst ${worst.topic}/${worst.partition} with ${whole(worst.maxRecords)}`;
  return `at most ${inWords(maxRecords, 'record')} behind, ${when}, and ${whole(endRecords)} at the end${where}`;
}

const MAX_MARKS = 8;

function markEntries(marks: readonly RunMark[]): Entry[] {
  if (marks.length === 0) return [];
  const entries = marks.slice(0, MAX_MARKS).map(({ atMs, kind, text }): Entry => {
    return { label: kind, text: `after ${seconds(atMs)}: ${text}` };
  });
  const hidden = marks.length - entries.length;
  if (hidden > 0) entries.push({ label: '…', text: `and ${inWords(hidden, 'more mark')}` });
  return entries;
}

/** CPU per event by thread group, and the event loop that stood still longest. */
export function cpuEntries({ cpu, threads }: RunRecord): Entry[] {
  const entries: Entry[] = [];
  if (cpu.perEventUs === null) entries.push({ label: 'all', text: 'not known: no event applied' });
  else {
    const known = cpu.groups.flatMap(({ name, perEventUs }) =>
      perEventUs === null ? [] : [`${name} ${microseconds(perEventUs)}`],
    );
    const total = `${microseconds(cpu.perEventUs)} µs`;
    entries.push({
      label: 'all',
      text: known.length === 0 ? total : `${total}: ${known.join(' · ')}`,
    });
  }
  const loops = threads.flatMap(({ name, loopDelayMaxMs }) =>
    loopDelayMaxMs === null ? [] : [{ name, loopDelayMaxMs }],
  );
  const [worst] = loops.sort((a, b) => b.loopDelayMaxMs - a.loopDelayMaxMs);
  if (worst !== undefined) {
    const text = `that of ${worst.name} stood still longest, for ${duration(worst.loopDelayMaxMs)}`;
    entries.push({ label: 'event loop', text });
  }
  return entries;
}

/** Where it ran, what it concluded, how to see it again. */
export function runEntries(record: RunRecord): Entry[] {
  const { environment, memory, digest, replay, notes } = record;
  const machine =
    `${inWords(environment.cores, 'core')} · Node ${environment.node} · ` +
    `${whole(Math.round(memory.rssMaxBytes / 1e6))} MB used at most`;
  return [
    { label: 'digest', text: digestText(digest) },
    { label: 'machine', text: machine },
    ...notes.map((text) => ({ label: 'note', text })),
    { label: 'repeat', text: replay },
  ];
}

/** The run in a line: scenario, seed, size, broker, how long it took. */
export function headline({ scenario, seed, plan, broker, startedAt, endedAt }: RunRecord): string {
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  const where = broker.kind === 'embedded' ? 'embedded broker' : `Kafka at ${broker.address}`;
  return `${scenario.name} · seed ${seed} · ${inWords(plan.events, 'event')} · ${where} · ${took}`;
}

function digestText({ pipeline, simulated, comparable }: RunRecord['digest']): string {
  if (pipeline === null) return 'none: the run has no outcome';
  if (!comparable) return `${pipeline} (not comparable)`;
  if (simulated === null) return `${pipeline} (not compared)`;
  return `${pipeline} (${pipeline === simulated ? 'equals' : 'differs from'} the simulation)`;
}

/** Since the load began: `7 s`, `12.5 s`, `2 min 5 s`. */
function seconds(ms: number): string {
  return ms === 0 ? '0 s' : duration(ms);
}

function microseconds(us: number): string {
  return whole(us < 10 ? Math.round(us * 10) / 10 : Math.round(us));
}

/** What a record says of load, order and CPU, as labelled sentences: the same ones at the terminal and in Markdown. */
import { brokerText } from './broker-words.ts';
import { digestText, externalEntries, isExternal } from './external-entries.ts';
import { groupEntries } from './group-entries.ts';
import { knownCounts } from './known.ts';
import { appliedIsKnown } from './known-end.ts';
import { groupText, markGroups } from './mark-groups.ts';
import { duration, inWords, percent, perSecond, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';

export interface Entry {
  readonly label: string;
  /** Without a full stop. */
  readonly text: string;
}

/** Rates, lateness with its evidence, availability, trouble on the way. */
export function loadEntries(record: RunRecord): Entry[] {
  const isApplied = appliedIsKnown(record.pipeline);
  return [
    { label: 'rates', text: ratesText(record) },
    ...latenessEntries(record),
    ...(isApplied ? [{ label: 'available', text: availabilityText(record) }] : []),
    ...troubleEntries(record),
  ];
}

function ratesText({ rates, pipeline }: RunRecord): string {
  const { plannedPerSecond, sentPerSecond, acknowledgedPerSecond, appliedPerSecond } = rates;
  const before =
    `${perSecond(plannedPerSecond)} planned · ${perSecond(sentPerSecond)} sent · ` +
    `${perSecond(acknowledgedPerSecond)} acknowledged`;
  if (!appliedIsKnown(pipeline)) return `${before} events per second`;
  const applied = perSecond(appliedPerSecond);
  return pipeline.kind === 'own'
    ? `${before} · ${applied} applied events per second`
    : `${before} events and ${applied} results per second`;
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

function availabilityText({ availability, pipeline }: RunRecord): string {
  if (availability === null)
    return 'not known: no whole second was recorded in which events were due';
  const { windows, available, share } = availability;
  const done = pipeline.kind === 'own' ? 'was dealt with' : 'had its result';
  return `${percent(share)}: in ${whole(available)} of ${inWords(windows, 'second')} all that was due ${done} within a second`;
}

function troubleEntries(record: RunRecord): Entry[] {
  const counts = knownCounts(record);
  const troubles = Object.entries({
    shed: counts.events_shed,
    'send failures': counts.send_failures,
    duplicates: counts.records_duplicate,
    'read again': counts.records_reread,
    foreign: counts.records_foreign,
    'dead letters': counts.dead_letters,
    'handler retries': counts.handler_retries,
  }).flatMap(([what, count = 0]) => (count > 0 ? [`${whole(count)} ${what}`] : []));
  if (troubles.length === 0) return [];
  return [{ label: 'trouble', text: troubles.join(' · ') }];
}

/** How far the consumers were behind, what waited, and what happened at an instant of the run. */
export function consumerEntries(record: RunRecord): Entry[] {
  const lag: Entry = { label: 'lag', text: lagText(record) };
  if (isExternal(record)) {
    const [group, ...others] = externalEntries(record);
    const first = group === undefined ? [] : [group];
    return [...first, lag, ...others, ...markEntries(record)];
  }
  return [
    lag,
    { label: 'waiting', text: waitingText(record) },
    ...(record.group === null ? rebalanceEntries(record) : groupEntries(record)),
    ...markEntries(record),
  ];
}

/** Over {@link consumerEntries}. */
export function consumersTitle({ pipeline }: Pick<RunRecord, 'pipeline'>): string {
  return pipeline.kind === 'own' ? 'Consumers' : 'External pipeline';
}

function waitingText({ waitingMaxEvents: most }: RunRecord): string {
  if (most === null) return 'not known: no consumer told';
  if (most === 0) return 'no event had to wait for an earlier one of its product';
  return `at most ${inWords(most, 'event')} at once for an earlier one of the same product`;
}

/** What is known without the group's own report, as in a record that was recovered. */
function rebalanceEntries({ counts: { rebalances } }: RunRecord): Entry[] {
  if (rebalances === 0) return [];
  const text = `consumers joined their group again ${inWords(rebalances, 'time')}`;
  return [{ label: 'rebalances', text }];
}

function lagText({ lag, pipeline }: RunRecord): string {
  if (lag === null) return 'not known: the broker could not be asked';
  const { maxRecords, maxAtMs, endRecords, partitions } = lag;
  const who = pipeline.kind === 'own' ? 'the consumers were' : 'the group was';
  if (maxRecords === 0) return `${who} never seen behind`;
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

function markEntries({ marks }: Pick<RunRecord, 'marks'>): Entry[] {
  const groups = markGroups(marks);
  const entries = groups.slice(0, MAX_MARKS).map((group): Entry => {
    return { label: group.kind, text: `after ${seconds(group.atMs)}: ${groupText(group)}` };
  });
  const hidden = groups.slice(MAX_MARKS).reduce((sum, { count }) => sum + count, 0);
  if (hidden > 0) entries.push({ label: '…', text: `and ${inWords(hidden, 'more mark')}` });
  return entries;
}

/** CPU per event by thread group, and the event loop that stood still longest. */
export function cpuEntries({ cpu, threads, pipeline }: RunRecord): Entry[] {
  const isOwn = pipeline.kind === 'own';
  const entries: Entry[] = [];
  if (cpu.perEventUs === null) {
    const never = isOwn ? 'no event applied' : 'no event acknowledged';
    entries.push({ label: 'all', text: `not known: ${never}` });
  } else {
    const known = cpu.groups.flatMap(({ name, perEventUs }) =>
      perEventUs === null ? [] : [`${name} ${microseconds(perEventUs)}`],
    );
    const total = `${microseconds(cpu.perEventUs)} µs`;
    entries.push({
      label: isOwn ? 'all' : 'harness',
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

/** Over {@link cpuEntries}: of a foreign pipeline only what the harness itself used is known. */
export function cpuTitle({ pipeline }: Pick<RunRecord, 'pipeline'>): string {
  return pipeline.kind === 'own' ? 'CPU per event' : 'CPU of the harness per acknowledged event';
}

/** Where it ran, what it concluded, how to see it again. */
export function runEntries(record: RunRecord): Entry[] {
  const { environment, memory, broker, replay, notes } = record;
  const machine =
    `${inWords(environment.cores, 'core')} · Node ${environment.node} · ` +
    `${whole(Math.round(memory.rssMaxBytes / 1e6))} MB used at most`;
  return [
    { label: 'digest', text: digestText(record) },
    { label: 'broker', text: brokerText(broker) },
    { label: 'machine', text: machine },
    ...notes.map((text) => ({ label: 'note', text })),
    { label: 'repeat', text: replay },
  ];
}

/** The run in a line: scenario, seed, size, what was loaded, how long it took. */
export function headline(record: RunRecord): string {
  const { scenario, seed, plan, startedAt, endedAt } = record;
  const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
  return `${scenario.name} · seed ${seed} · ${inWords(plan.events, 'event')} · ${loadedText(record)} · ${took}`;
}

function loadedText({ broker, pipeline }: RunRecord): string {
  const where = broker.kind === 'embedded' ? 'embedded broker' : brokerText(broker);
  if (pipeline.kind === 'external') return `consumer group ${pipeline.group} on ${where}`;
  return broker.kind === 'embedded' ? where : `on ${where}`;
}

/** Since the load began: `7 s`, `12.5 s`, `2 min 5 s`. */
function seconds(ms: number): string {
  return ms === 0 ? '0 s' : duration(ms);
}

function microseconds(us: number): string {
  return whole(us < 10 ? Math.round(us * 10) / 10 : Math.round(us));
}

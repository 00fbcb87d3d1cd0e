/**
 * One bench run from the first connection to the audited facts: broker, topics, pipeline, producers, load,
 * drain, audit. What can go wrong on the way either throws (the run never started) or becomes a reason in the
 * facts (it started, and its record must say what is missing).
 */
import { anchorClock, type ClockAnchor, clockFrom } from '../../pipeline/clock.ts';
import { abortSentence } from '../../reports/abort-watch.ts';
import { cpuSinceUs, processCpuUs, threadCpuUs } from '../../reports/cpu.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { JOURNAL_VERSION } from '../../reports/journal.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import { mergeSnapshots } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import { formatDuration } from '../scenario/durations.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Abortion } from './abortion.ts';
import { AuditThread } from './audit-thread.ts';
import { type BrokerWanted, type Cast, withCast } from './cast.ts';
import type { Progress, RunFacts, ThreadCpu } from './facts.ts';
import type { RunIdentity } from './identity.ts';
import type { Interruption } from './interruption.ts';
import { Recording } from './recording.ts';
import { stillAtIt } from './still-at-it.ts';
import { Trouble } from './trouble.ts';
import { untilSent } from './waits.ts';
import type { RunWatcher, WatchedRun } from './watcher.ts';

export interface ConductOptions {
  readonly scenario: Scenario;
  readonly broker: BrokerWanted;
  readonly pipeline: PipelineWanted;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly interruption: Interruption;
  readonly onProgress: (progress: Progress) => void;
  /** The run's folder: what is recorded is written there while the run goes on. */
  readonly folder: string;
  /** Which run it is, for the journal. */
  readonly identity: RunIdentity;
  readonly watcher?: RunWatcher;
}

/** Between "everybody is ready" and the first due instant: time for the message to reach every thread. */
const START_DELAY_US = 100_000;
const STARTING = {
  own: 'Starting broker, consumers and producers',
  external: 'Starting broker and producers',
} as const;
const FOLLOW_EVERY_MS = 100;
/** Who interrupts does not want to wait for every last publication. */
const INTERRUPTED_FINISH_MS = 1_000;

export async function conduct(options: ConductOptions): Promise<RunFacts> {
  const auditor = new AuditThread();
  try {
    return await conductWith(auditor, options);
  } finally {
    await auditor.close();
  }
}

async function conductWith(auditor: AuditThread, options: ConductOptions): Promise<RunFacts> {
  const { scenario, runId, topicPrefix, broker, pipeline, interruption, onProgress } = options;
  const { watcher } = options;
  await initHistograms();
  const clock = anchorClock();
  const now = clockFrom(clock);
  const trouble = new Trouble(now);
  const abortion = new Abortion(scenario, pipeline);
  // Made once everybody is ready; nobody speaks before they are asked.
  let recording: Recording | undefined;
  onProgress({ phase: 'preparing', text: STARTING[pipeline.kind] });
  const cast = {
    ...{ scenario, broker, pipeline, runId, topicPrefix, clock, interruption, trouble },
    // Of a consumer that is killed, what its intervals told is all that is left.
    intervalsByTopic:
      abortion.needsTopics ||
      scenario.faults.length > 0 ||
      watcher?.handsOn !== undefined ||
      (pipeline.kind === 'own' &&
        (pipeline.group !== undefined || pipeline.processes !== undefined)),
    onInterval: (name: string, group: string, interval: ThreadInterval) =>
      recording?.heard(name, group, interval),
    onGone: (name: string) => recording?.gone(name),
    onWaiting: (text: string) => onProgress({ phase: 'preparing', text }),
    onTold: (text: string) => onProgress({ phase: 'told', text }),
    toolVersion: options.identity.tool.version,
    onNoted: (text: string) => onProgress({ phase: 'noted', text }),
    onTrace: (trace: EventTrace) => watcher?.trace(trace),
    ...(watcher?.handsOn === undefined ? {} : { handsOn: watcher.handsOn }),
  };
  const played = await withCast(cast, async (ready) => {
    recording = new Recording({
      clock,
      folder: options.folder,
      threads: () => ready.threads,
      askThreads: (index) => ready.tick(index),
      lag: ready.pipeline.lag(),
      onClosed: (interval) => {
        abortion.intervalClosed(interval);
        watcher?.second(interval);
      },
      onTrouble: (message) => trouble.note(message),
    });
    try {
      return await play(ready, options, { clock, trouble, recording, abortion, auditor });
    } finally {
      recording.abandon();
      abortion.dispose();
    }
  });
  const { produced, consumed, ...measured } = played;
  const interaction = watcher?.handsOn?.interaction();
  const measurements = mergeSnapshots([
    ...produced.map((result) => result.measurements),
    ...consumed.measurements,
  ]);
  const audited = auditor.audit({
    scenario,
    planned: Array.from(
      { length: scenario.producers.workers },
      (_, worker) => produced.find((result) => result.worker === worker)?.planned,
    ),
    handed: produced.map((result) => result.handed),
    acknowledged: produced.map((result) => result.acknowledged),
    evidence: consumed.evidence,
    planCutShort: produced.some((result) => result.stopped),
    latencyDefects: measurements.defects(),
    ...(interaction === undefined ? {} : { interactive: true }),
  });
  const audit = await stillAtIt(audited, (forMs) => onProgress(still('auditing', forMs)));
  return {
    ...measured,
    pipeline: consumed.used(audit.results),
    measurements,
    acknowledged: measurements.counters.events_acknowledged,
    applied: consumed.applied ?? measurements.counters.events_applied,
    group: consumed.group,
    audit,
    interruptedBy: interruption.signal(),
    stoppedAtMs: trouble.marks.find(({ kind }) => kind === 'aborted' || kind === 'interrupted')
      ?.atMs,
    missing: trouble.reasons,
    notes: trouble.notes,
    marks: trouble.marks,
    aborted: abortion.crossing,
    ...(interaction === undefined ? {} : { interaction }),
  };
}

/** What a run is followed and judged with. */
interface Hands {
  readonly clock: ClockAnchor;
  readonly trouble: Trouble;
  readonly recording: Recording;
  readonly abortion: Abortion;
  readonly auditor: AuditThread;
}

/** The load and its drain, with everybody ready. */
async function play(
  cast: Cast,
  options: ConductOptions,
  { clock, trouble, recording, abortion, auditor }: Hands,
) {
  const { scenario, identity, interruption, onProgress, watcher } = options;
  const { pipeline, producers, broker } = cast;
  const now = clockFrom(clock);
  // What happened until now is of nobody's interest; the broker's answers come in order.
  cast.tick(-1);
  const before = {
    processUs: processCpuUs(),
    mainUs: threadCpuUs(),
    brokerUs: await cast.brokerCpuUs(),
  };
  onProgress({ phase: 'preparing', text: 'Everybody is ready; the load begins' });
  const loadStartedUs = now() + START_DELAY_US;
  const measuredFromUs = loadStartedUs + scenario.load.warmUpMs * 1000;
  recording.begin({
    kind: 'start',
    journalVersion: JOURNAL_VERSION,
    ...identity,
    broker,
    pipeline: pipeline.used(),
    loadStartedUs,
  });
  trouble.loadBegins(loadStartedUs, (mark) => {
    recording.mark(mark);
    watcher?.mark(mark);
  });
  const instants = { startUs: loadStartedUs, measuredFromUs };
  watcher?.begins(watchedRun(cast, options, { loadStartedUs, trouble, clock }));
  pipeline.begin(instants);
  producers.start(instants);
  interruption.onInterrupt((signal) => {
    trouble.mark('interrupted', `stopped by ${signal}`);
    producers.stop();
  });
  abortion.onCrossing((crossing) => {
    trouble.mark('aborted', abortSentence(crossing));
    producers.stop();
  });
  trouble.onHopeless(() => producers.shed());
  trouble.onRefused(() => producers.shed());

  const elapsedMs = (): number => (now() - loadStartedUs) / 1000;
  // Whoever plays the plan by hand takes as long as that lasts.
  const durationMs =
    watcher?.handsOn === undefined ? scenario.load.durationMs : Number.POSITIVE_INFINITY;
  let isSending = true;
  let rssMaxBytes = 0;
  const follow = (): void => {
    rssMaxBytes = Math.max(rssMaxBytes, process.memoryUsage.rss());
    const { planned, acknowledged } = producers.progress();
    onProgress({
      phase: isSending && elapsedMs() < durationMs ? 'load' : 'drain',
      elapsedMs: elapsedMs(),
      planned,
      acknowledged,
      ...pipeline.progress(),
    });
  };
  const ticker = setInterval(follow, FOLLOW_EVERY_MS);
  try {
    const produced = await untilSent(producers, durationMs, elapsedMs, interruption, abortion);
    isSending = false;
    watcher?.drains();
    const loadEndedUs = produced.reduce(
      (latest, { endedUs }) => Math.max(latest, endedUs),
      loadStartedUs,
    );
    await pipeline.drained(produced);
    const drainedUs = now();
    const processUs = processCpuUs() - before.processUs;
    const mainUs = cpuSinceUs(before.mainUs);
    const brokerUs = difference(await cast.brokerCpuUs(), before.brokerUs);
    clearInterval(ticker);
    follow();
    auditor.prepare();
    onProgress({ phase: 'auditing', text: 'Collecting results and auditing them' });
    const limitMs = interruption.signal() === undefined ? undefined : INTERRUPTED_FINISH_MS;
    const consumed = await stillAtIt(pipeline.finish(limitMs), (forMs) =>
      onProgress(still('collecting results', forMs)),
    );
    await recording.end();
    const threads: ThreadCpu[] = [
      ...produced.map(({ cpuUs }) => ({ group: 'producers', cpuUs })),
      ...(broker.kind === 'embedded' ? [{ group: 'broker', cpuUs: brokerUs }] : []),
      ...consumed.threads,
      { group: 'main', cpuUs: mainUs },
    ];
    return {
      broker,
      loadStartedUs,
      loadEndedUs,
      drainedUs,
      cpu: { processUs, threads },
      rssMaxBytes,
      produced,
      consumed,
    };
  } finally {
    clearInterval(ticker);
  }
}

function still(doing: string, forMs: number): Progress {
  return {
    phase: 'still',
    text: `Still ${doing}, for ${formatDuration(1000 * Math.round(forMs / 1000))}`,
  };
}

function watchedRun(
  { broker, connection, pipeline, producers }: Cast,
  { scenario, runId, topicPrefix, folder, identity }: ConductOptions,
  at: { readonly loadStartedUs: number; readonly trouble: Trouble; readonly clock: ClockAnchor },
): WatchedRun {
  const { loadStartedUs, trouble, clock } = at;
  return {
    ...{
      runId,
      scenario,
      folder,
      connection,
      topicPrefix,
      broker,
      clock,
      loadStartedUs,
      producers,
    },
    description: identity.scenario.description,
    consumers: pipeline.own,
    stop: () => producers.stop(),
    mark: (text) => trouble.mark('fault', text),
  };
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

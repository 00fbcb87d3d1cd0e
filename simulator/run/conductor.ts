/**
 * One bench run from the first connection to the audited facts: broker, topics, consumers, producers, load,
 * drain, audit. What can go wrong on the way either throws (the run never started) or becomes a reason in the
 * facts (it started, and its record must say what is missing).
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import { StreamstockError } from '../../pipeline/errors.ts';
import { commitStartOffsets, ensureTopics, withAdmin } from '../../pipeline/kafka/admin.ts';
import type { BrokerKind } from '../../pipeline/kafka/client.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { cpuSinceUs, processCpuUs, threadCpuUs } from '../../reports/cpu.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { type MergedMeasurements, mergeSnapshots } from '../../reports/recorder.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { startConsumers } from '../consumers/pool.ts';
import { startProducers } from '../producers/pool.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { AuditResult, AuditTask } from './audit-task.ts';
import type { Interruption } from './interruption.ts';
import { wereReadToTheEnd } from './read-to-end.ts';
import { Trouble } from './trouble.ts';
import { untilApplied, untilSent } from './waits.ts';

export interface ConductOptions {
  readonly scenario: Scenario;
  /** Addresses of a running cluster; undefined: start the embedded broker. */
  readonly brokers: readonly string[] | undefined;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly interruption: Interruption;
  readonly onProgress: (progress: Progress) => void;
}

export type Progress =
  | { readonly phase: 'preparing' | 'auditing'; readonly text: string }
  | {
      readonly phase: 'load' | 'drain';
      readonly elapsedMs: number;
      readonly planned: number;
      readonly acknowledged: number;
      readonly applied: number;
      readonly waiting: number;
    };

/** Everything that is known of a run when it is over. */
export interface RunFacts {
  readonly broker: { readonly kind: 'embedded' | 'kafka'; readonly address: string };
  readonly loadStartedUs: number;
  readonly loadEndedUs: number;
  readonly drainedUs: number;
  readonly measurements: MergedMeasurements;
  readonly acknowledged: number;
  readonly applied: number;
  readonly audit: AuditResult;
  /** From the start of the load until all was applied. */
  readonly cpu: { readonly processUs: number; readonly threads: readonly ThreadCpu[] };
  readonly rssMaxBytes: number;
  readonly interruptedBy: string | undefined;
  /** Why something is missing; empty when nothing is. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

export interface ThreadCpu {
  readonly group: string;
  readonly cpuUs: number | undefined;
}

/** Between "everybody is ready" and the first due instant: time for the message to reach every thread. */
const START_DELAY_US = 100_000;
const FOLLOW_EVERY_MS = 100;
/** Who interrupts does not want to wait for every last publication. */
const INTERRUPTED_FINISH_MS = 1_000;

/**
 * What consumers have passed is freed above half of a bound. Seconds of lag at full speed fit; what does not is held back,
 * and the process stays small.
 */
const BROKER_BOUNDS = { maxTotalBytes: 192 * 2 ** 20, maxPartitionBytes: 96 * 2 ** 20 } as const;

export async function conduct(options: ConductOptions): Promise<RunFacts> {
  const { scenario, runId, topicPrefix, interruption, onProgress } = options;
  await initHistograms();
  const clock = anchorClock();
  const now = clockFrom(clock);
  const trouble = new Trouble(scenario.pipeline.consumers);
  const cleanups: Array<() => Promise<void>> = [];
  let rssMaxBytes = 0;
  try {
    onProgress({ phase: 'preparing', text: 'Starting broker, consumers and producers' });
    const embedded =
      options.brokers === undefined ? await startEmbeddedBroker(BROKER_BOUNDS) : undefined;
    if (embedded !== undefined) {
      cleanups.push(() => embedded.stop());
      void embedded.died.then((error) => trouble.ofBroker(error));
    }
    const brokers = options.brokers ?? [(embedded as EmbeddedBroker).address];
    const brokerKind: BrokerKind = embedded === undefined ? 'external' : 'embedded';
    const groupId = `streamstock-inventory-group-${runId}`;
    const orInterrupted = rejectedBySignal(interruption);
    await orInterrupted(prepareTopics(brokers, brokerKind, groupId, scenario, topicPrefix));
    const shared = { scenario, brokers, brokerKind, runId, topicPrefix, clock };
    const consumers = startConsumers({
      ...shared,
      groupId,
      onEvent: (event) => trouble.ofConsumer(event),
    });
    cleanups.push(() => consumers.terminate());
    const producers = startProducers({
      ...shared,
      onEvent: (event) => trouble.ofProducer(event),
    });
    cleanups.push(() => producers.close());
    await orInterrupted(Promise.all([consumers.ready, producers.prepared]));

    const before = {
      processUs: processCpuUs(),
      mainUs: threadCpuUs(),
      brokerUs: await brokerCpuUs(embedded),
    };
    onProgress({ phase: 'preparing', text: 'Everybody is ready; the load begins' });
    const loadStartedUs = now() + START_DELAY_US;
    const measuredFromUs = loadStartedUs + scenario.load.warmUpMs * 1000;
    consumers.setMeasuredFrom(measuredFromUs);
    producers.start(loadStartedUs, measuredFromUs);
    interruption.onInterrupt(() => producers.stop());
    trouble.onHopeless(() => producers.shed());

    const elapsedMs = (): number => (now() - loadStartedUs) / 1000;
    const follow = (phase: 'load' | 'drain'): void => {
      rssMaxBytes = Math.max(rssMaxBytes, process.memoryUsage.rss());
      const { planned, acknowledged } = producers.progress();
      const { applied, deadLettered, waiting } = consumers.progress();
      onProgress({
        phase,
        elapsedMs: elapsedMs(),
        planned,
        acknowledged,
        applied: applied + deadLettered,
        waiting,
      });
    };
    const ticker = setInterval(
      () => follow(elapsedMs() < scenario.load.durationMs ? 'load' : 'drain'),
      FOLLOW_EVERY_MS,
    );
    cleanups.push(async () => clearInterval(ticker));

    const produced = await untilSent(producers, scenario.load.durationMs, elapsedMs, interruption);
    const loadEndedUs = produced.reduce(
      (latest, { endedUs }) => Math.max(latest, endedUs),
      loadStartedUs,
    );
    const drainState = await untilApplied(produced, consumers, trouble, interruption);
    const drainedUs = now();
    const processUs = processCpuUs() - before.processUs;
    const mainUs = cpuSinceUs(before.mainUs);
    const brokerUs = difference(await brokerCpuUs(embedded), before.brokerUs);
    clearInterval(ticker);
    follow('drain');

    onProgress({ phase: 'auditing', text: 'Collecting results and auditing them' });
    const consumed = await consumers.finish(
      interruption.signal() === undefined ? undefined : INTERRUPTED_FINISH_MS,
    );
    const drained =
      drainState === 'drained' ||
      (drainState === 'stalled' &&
        (await wereReadToTheEnd(
          { brokers, kind: brokerKind },
          groupId,
          topicNames(topicPrefix).events,
          consumed.flatMap(({ offsets }) => offsets),
        )));
    const measurements = mergeSnapshots([
      ...produced.map((result) => result.measurements),
      ...consumed.map((result) => result.measurements),
    ]);
    const threads: ThreadCpu[] = [
      ...produced.map(({ cpuUs }) => ({ group: 'producers', cpuUs })),
      ...(embedded === undefined ? [] : [{ group: 'broker', cpuUs: brokerUs }]),
      ...consumed.map(({ cpuUs }) => ({ group: 'consumers', cpuUs })),
      { group: 'main', cpuUs: mainUs },
    ];
    const audit = await auditInThread({
      scenario,
      planned: Array.from(
        { length: scenario.producers.workers },
        (_, worker) => produced.find((result) => result.worker === worker)?.planned,
      ),
      handed: produced.map((result) => result.handed),
      acknowledged: produced.map((result) => result.acknowledged),
      applied: consumed.map((result) => result.applied),
      deadLettered: consumed.map((result) => result.deadLettered),
      parts: consumed.map((result) => result.outcome),
      drained,
      planCutShort: produced.some((result) => result.stopped),
      latencyDefects: measurements.defects(),
    });
    return {
      broker: {
        kind: embedded === undefined ? 'kafka' : 'embedded',
        address: brokers.join(','),
      },
      loadStartedUs,
      loadEndedUs,
      drainedUs,
      measurements,
      acknowledged: measurements.counters.events_acknowledged,
      applied: measurements.counters.events_applied,
      audit,
      cpu: { processUs, threads },
      rssMaxBytes,
      interruptedBy: interruption.signal(),
      missing: trouble.reasons,
      notes: trouble.notes,
    };
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup().catch(() => {});
  }
}

/** Until the load begins there is nothing that a drain could save: whoever interrupts wants to leave. */
function rejectedBySignal(interruption: Interruption): <T>(work: Promise<T>) => Promise<T> {
  const signalled = new Promise<never>((_, reject) => {
    interruption.onInterrupt((signal) =>
      reject(new StreamstockError('INTERRUPTED', `Stopped by ${signal} before the load began.`)),
    );
  });
  signalled.catch(() => {});
  return (work) => Promise.race([work, signalled]);
}

/** Topics exist and the group starts at their present ends before anybody reads or writes. */
async function prepareTopics(
  brokers: readonly string[],
  kind: BrokerKind,
  groupId: string,
  scenario: Scenario,
  topicPrefix: string,
): Promise<void> {
  const topics = topicNames(topicPrefix);
  const { partitions } = scenario.pipeline;
  await withAdmin({ brokers, kind }, async (admin) => {
    await ensureTopics(admin, {
      topics: [...topics.events, topics.deadLetters],
      partitions,
      replicationFactor: -1,
    });
    await commitStartOffsets(admin, groupId, topics.events, { brokers, kind });
  });
}

/** undefined when the broker is not ours, or gone. */
async function brokerCpuUs(embedded: EmbeddedBroker | undefined): Promise<number | undefined> {
  const stats = await embedded?.stats().catch(() => undefined);
  return stats?.cpuUs;
}

async function auditInThread(task: AuditTask): Promise<AuditResult> {
  const piscina = new Piscina({
    filename: fileURLToPath(new URL(`./audit-task${extname(import.meta.url)}`, import.meta.url)),
    maxThreads: 1,
  });
  try {
    return await piscina.run(task);
  } finally {
    await piscina.destroy();
  }
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

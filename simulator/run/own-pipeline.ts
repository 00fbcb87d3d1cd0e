/** The project's own pipeline as one side of a run: consumers in a group of the run's own. */
import { clockFrom } from '../../pipeline/clock.ts';
import { commitStartOffsets, withAdmin } from '../../pipeline/kafka/admin.ts';
import { groupTimeouts } from '../../pipeline/kafka/group-timeouts.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { consumedTopics, topicNames } from '../../pipeline/topics.ts';
import type { PipelineUsed } from '../../reports/pipeline-used.ts';
import type { LoadInstants } from '../../reports/recorder.ts';
import { type Plant, plantText } from '../comparison/plant.ts';
import { pipelineRights } from '../consumers/member-rights.ts';
import { type ConsumerPool, startConsumers } from '../consumers/pool.ts';
import type { ConsumerEvent } from '../consumers/pool-contract.ts';
import { gatherProcesses, type Processes } from '../consumers/remote/gather.ts';
import { refuseGroupInUse } from '../consumers/remote/group-in-use.ts';
import type { OwnWanted } from '../external/wanted.ts';
import { FaultDirector } from '../faults/director.ts';
import { faultTimetable } from '../faults/timetable.ts';
import type { ProducerResult } from '../producers/messages.ts';
import { closeBooks, concludeFrom } from './closing.ts';
import { ConclusionsReader } from './conclusions.ts';
import { groupReport } from './group-report.ts';
import { ownGroupId } from './own-group.ts';
import type {
  Pipeline,
  PipelineContext,
  PipelineSide,
  SideProgress,
  SideResult,
} from './pipeline-side.ts';
import { type DrainEnd, untilApplied } from './waits.ts';
import type { OwnConsumers } from './watcher.ts';

const OWN: PipelineUsed = { kind: 'own' };
/** For the last publications, cuts and commits. */
const CLOSE_MS = 35_000;
/** Who interrupts does not want to wait for every last publication. */
const FINISH_MS = 15_000;
/** How long the cluster may be silent where nobody wants to wait, or there is little hope. */
const SHORT_SILENCE_MS = 3_000;
/** A consumer that is gone may be one that a fault brings back: that is known when it has been a moment. */
const HOPE_MS = 5_000;

export function ownPipeline(context: PipelineContext, wanted: OwnWanted): Pipeline {
  const { connection, interactive } = context;
  const groupId = wanted.group ?? ownGroupId(context.runId);
  const topics = topicNames(context.topicPrefix);
  const { deadLetters, changelog } = topics;
  let deadLettersFrom: readonly number[] = [];
  let processes: Processes | undefined;
  return {
    rights: pipelineRights(topics, groupId, { interactive }),
    check: () => refuseGroupInUse(connection, wanted.group),
    prepare: async () => {
      await withAdmin(connection, async (admin) => {
        const consumed = [...consumedTopics(topics, interactive), changelog];
        await commitStartOffsets(admin, groupId, consumed, connection);
        const ends = await admin.fetchTopicOffsets(deadLetters);
        deadLettersFrom = ends
          .sort((a, b) => a.partition - b.partition)
          .map(({ high }) => Number(high));
      });
      processes = await gatherProcesses(context, wanted, groupId);
    },
    start: () => {
      if (wanted.plant !== undefined) context.trouble.remark(plantText(wanted.plant));
      return new OwnSide(context, groupId, deadLettersFrom, processes, wanted.plant);
    },
  };
}

class OwnSide implements PipelineSide {
  readonly ready: Promise<void>;
  readonly #context: PipelineContext;
  readonly #groupId: string;
  readonly #deadLettersFrom: readonly number[];
  readonly #processes: Processes | undefined;
  readonly #consumers: ConsumerPool;
  readonly #lag: LagSampler;
  readonly #nowUs: () => number;
  #director: FaultDirector | undefined;
  #faultsUnderWay = false;
  #isDraining = false;
  #load: LoadInstants | undefined;
  #drainEnd: DrainEnd = 'given-up';

  constructor(
    context: PipelineContext,
    groupId: string,
    deadLettersFrom: readonly number[],
    processes: Processes | undefined,
    plant: Plant | undefined,
  ) {
    const { scenario, connection, clock, onInterval, interactive, onTrace } = context;
    const { runId, topicPrefix, intervalsByTopic } = context;
    this.#context = context;
    this.#groupId = groupId;
    this.#deadLettersFrom = deadLettersFrom;
    this.#processes = processes;
    this.#nowUs = clockFrom(clock);
    this.#lag = new LagSampler({ connection, groupId, topics: topicNames(topicPrefix).events });
    this.#consumers = startConsumers({
      ...{ scenario, connection, runId, topicPrefix, clock, intervalsByTopic, groupId },
      ...(interactive ? { interactive, onTrace } : {}),
      ...(processes?.initial === undefined ? {} : { processes: processes.initial }),
      ...(plant === undefined ? {} : { plant }),
      onEvent: (event) => this.#heard(event),
      onInterval: (name, interval) => onInterval(name, 'consumers', interval),
    });
    this.ready = this.#consumers.ready;
    processes?.admitTo(this.#consumers);
  }

  get threads(): number {
    return this.#consumers.size;
  }

  get own(): OwnConsumers {
    return { groupId: this.#groupId, pool: this.#consumers };
  }

  used(): PipelineUsed {
    return OWN;
  }

  lag(): LagSampler {
    return this.#lag;
  }

  begin(instants: LoadInstants): void {
    this.#load = instants;
    this.#consumers.begin(instants);
    this.#beginFaults(instants);
  }

  tick(index: number): void {
    this.#consumers.tick(index);
  }

  progress(): SideProgress {
    const { applied, waiting } = this.#consumers.progress();
    return { applied, waiting };
  }

  async drained(produced: readonly ProducerResult[]): Promise<void> {
    const { trouble, interruption } = this.#context;
    this.#director?.callOff();
    this.#isDraining = true;
    this.#despair();
    interruption.onInterrupt(() => this.#director?.end());
    do {
      this.#drainEnd = await untilApplied(
        produced,
        this.#consumers,
        () => this.#faultsUnderWay,
        trouble,
        interruption,
      );
      // Whoever dies or leaves now takes work along, and whoever comes back takes part in closing the books.
    } while (this.#drainEnd === 'drained' && (await this.#director?.allBack()) === true);
  }

  async finish(timeoutMs: number | undefined): Promise<SideResult> {
    const { trouble } = this.#context;
    this.#director?.end();
    const forecastUs = await this.#consumers.forecastCpuUs();
    await this.#lag.holdEnds();
    const isUrgent = trouble.hopeless || timeoutMs !== undefined;
    const reader = this.#conclusions(isUrgent ? { maxSilenceMs: SHORT_SILENCE_MS } : {});
    try {
      const limitMs = timeoutMs === undefined ? CLOSE_MS : 3 * timeoutMs;
      const open = await closeBooks({ consumers: this.#consumers, reader, trouble, limitMs });
      this.#processes?.endAdmission();
      const lives = await this.#consumers.finish(FINISH_MS);
      const conclusions = open === undefined ? undefined : await concludeFrom({ reader, trouble });
      const endUs = this.#nowUs();
      return {
        measurements: lives.map(({ measurements }) => measurements),
        threads: [
          ...lives.map(({ cpuUs }) => ({ group: 'consumers', cpuUs })),
          { group: 'forecast', cpuUs: forecastUs },
        ],
        evidence: {
          kind: 'own',
          applied: conclusions === undefined ? [] : [conclusions.applied],
          deadLettered: conclusions === undefined ? [] : [conclusions.deadLettered],
          parts: conclusions?.parts ?? [],
          // What was read to the end, and is not there, was lost.
          drained: this.#drainEnd === 'drained' || (this.#drainEnd === 'stalled' && open === 0),
        },
        ...(conclusions === undefined ? {} : { applied: conclusions.effective }),
        group: this.#groupReport(lives, conclusions?.turns, endUs),
        used: () => OWN,
      };
    } finally {
      await reader.close();
    }
  }

  async close(): Promise<void> {
    this.#director?.end();
    await this.#lag.close();
    await this.#consumers.terminate();
    await this.#processes?.close();
  }

  #conclusions(patience: { readonly maxSilenceMs?: number }): ConclusionsReader {
    const { scenario, connection, runId, topicPrefix, interactive } = this.#context;
    return new ConclusionsReader({
      ...{ scenario, connection, runId, topicPrefix, interactive, ...patience },
      ...{ groupId: this.#groupId, deadLettersFrom: this.#deadLettersFrom },
    });
  }

  #groupReport(
    lives: Parameters<typeof groupReport>[0]['lives'],
    turns: number | undefined,
    endUs: number,
  ) {
    const { scenario, connection } = this.#context;
    const { partitions } = scenario.pipeline;
    return groupReport({
      ...{ partitions, lives, turns, endUs, ...groupTimeouts(connection.kind, scenario.pipeline) },
      log: this.#consumers.log,
      loadStartedUs: this.#load?.startUs ?? endUs,
    });
  }

  #beginFaults({ startUs }: LoadInstants): void {
    const { scenario, trouble } = this.#context;
    const director = new FaultDirector({
      timetable: faultTimetable(scenario),
      targets: this.#consumers,
      nowMs: () => (this.#nowUs() - startUs) / 1000,
      applied: () => this.#consumers.progress().applied,
      onMark: (text) => trouble.mark('fault', text),
      onNote: (text) => trouble.note(text),
    });
    this.#director = director;
    this.#faultsUnderWay = true;
    void director.done.then(() => {
      this.#faultsUnderWay = false;
    });
    director.begin();
  }

  #heard(event: ConsumerEvent): void {
    const { scenario, trouble, onGone } = this.#context;
    if (event.type === 'handover') {
      if (!scenario.pipeline.changelog) trouble.stateLeftBehind(event);
      return;
    }
    trouble.ofConsumer(event);
    if (event.type === 'rebalance') this.#processes?.rebalanced(event.generation);
    // Who has finished told for the last time, and that counts.
    if (event.type !== 'gone' || this.#consumers.isFinishing) return;
    onGone(event.name);
    if (!this.#faultsUnderWay) this.#despair();
    else setTimeout(() => this.#despair(), HOPE_MS).unref();
  }

  /** Unless somebody is there, or comes back. */
  #despair(): void {
    const { size, isFinishing } = this.#consumers;
    // Who took the last one away by hand may bring another.
    if (this.#context.interactive && !this.#isDraining) return;
    if (this.#load === undefined || isFinishing || size > 0) return;
    if ((this.#director?.expected ?? 0) === 0) this.#context.trouble.nobodyConsumes();
  }
}

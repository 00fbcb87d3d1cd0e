/**
 * A pipeline that is not ours as one side of a run: its group is described and its offsets are read, its results topic is
 * read where one is named. Nothing of it is ever changed.
 */
import { clockFrom } from '../../pipeline/clock.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { topicRights } from '../../pipeline/kafka/rights.ts';
import { withTopics } from '../../pipeline/kafka/topic-setup.ts';
import { ALERTS_TOPIC_INDEX, topicNames } from '../../pipeline/topics.ts';
import type { ExternalPipeline, ResultsReport } from '../../reports/pipeline-used.ts';
import type { ProducerResult } from '../producers/messages.ts';
import type { Pipeline, PipelineContext, PipelineSide, SideResult } from '../run/pipeline-side.ts';
import { totalLag, whyNotDrained } from './drain-words.ts';
import { ExternalDrain, type ExternalDrainState } from './external-drain.ts';
import { GroupWatch, type Offsets } from './group-watch.ts';
import { RESULTS_THREAD, type ResultsThread, startResults } from './results-thread.ts';
import { prepareResultsTopic } from './results-topic.ts';
import type { ExternalWanted } from './wanted.ts';

/** Who interrupts wants to wait a little, not a minute. */
const INTERRUPTED_DRAIN_MS = 5_000;
const LOOK_EVERY_MS = 200;

export function externalPipeline(context: PipelineContext, wanted: ExternalWanted): Pipeline {
  const { connection, scenario, runId, topics } = context;
  const { resultsTopic } = wanted;
  const groupId = `streamstock-results-${runId}`;
  let partitions = 0;
  return {
    rights: [
      ...topicRights(topicNames(context.topicPrefix).events, ['Write']),
      ...(resultsTopic === undefined
        ? // Without them nothing at all would be known of the group.
          [{ resource: 'group' as const, name: wanted.group, operations: ['Describe' as const] }]
        : [
            ...topicRights([resultsTopic], ['Read']),
            { resource: 'group' as const, name: groupId, operations: ['Read' as const] },
          ]),
    ],
    prepare: async () => {
      if (resultsTopic === undefined) return;
      const plan = {
        topic: resultsTopic,
        partitions: scenario.pipeline.partitions,
        settings: topics,
        groupId,
      };
      partitions = await withTopics(connection, (access) =>
        prepareResultsTopic(access, connection, plan),
      );
    },
    start: () => {
      const reader =
        resultsTopic === undefined ? undefined : { topic: resultsTopic, groupId, partitions };
      return new ExternalSide(context, wanted, reader);
    },
  };
}

class ExternalSide implements PipelineSide {
  readonly ready: Promise<void>;
  readonly threads: number;
  readonly #context: PipelineContext;
  readonly #wanted: ExternalWanted;
  readonly #watch: GroupWatch;
  readonly #results: ResultsThread | undefined;
  #lag: LagSampler | undefined;
  #members: number | null = null;
  #readsNotices = true;
  #lagKnown = false;
  #resultsLost = false;
  #drainMs: number | null = null;
  #drainState: ExternalDrainState = 'going-on';

  constructor(
    context: PipelineContext,
    wanted: ExternalWanted,
    reader:
      | { readonly topic: string; readonly groupId: string; readonly partitions: number }
      | undefined,
  ) {
    this.#context = context;
    this.#wanted = wanted;
    const { connection, scenario, topicPrefix, trouble } = context;
    const topics = topicNames(topicPrefix).events.slice(0, ALERTS_TOPIC_INDEX + 1);
    this.#watch = new GroupWatch(connection, wanted.group, {
      required: topics.slice(0, ALERTS_TOPIC_INDEX),
      optional: topics.slice(ALERTS_TOPIC_INDEX),
      partitions: scenario.pipeline.partitions,
    });
    if (reader !== undefined) {
      this.#results = startResults(context, reader, (message) => {
        this.#resultsLost = true;
        trouble.add(message);
      });
    }
    this.threads = reader === undefined ? 0 : 1;
    this.ready = this.#becomeReady(topics);
  }

  used(): ExternalPipeline {
    const { group, resultsTopic } = this.#wanted;
    return {
      kind: 'external',
      group,
      members: this.#members,
      drainMs: null,
      results: resultsTopic === undefined ? null : { ...NOTHING_YET, topic: resultsTopic },
    };
  }

  lag(): LagSampler {
    if (this.#lag === undefined) throw new Error('the lag is known when the group is ready');
    return this.#lag;
  }

  begin(instants: Parameters<PipelineSide['begin']>[0]): void {
    this.#results?.begin(instants, this.#readsNotices);
  }

  tick(index: number): void {
    this.#results?.tick(index);
  }

  progress() {
    return { applied: this.#results?.events() ?? null, waiting: 0 };
  }

  async drained(produced: readonly ProducerResult[]): Promise<void> {
    const { interruption, trouble } = this.#context;
    const lastUs = produced.reduce((latest, { endedUs }) => Math.max(latest, endedUs), 0);
    const lag = this.lag();
    // What the service itself writes to the topics afterwards is not the load's.
    await lag.holdEnds();
    this.#results?.expect(produced.map(({ acknowledged }) => acknowledged));
    let allowedMs = this.#wanted.drainMs;
    const startedMs = performance.now();
    let drain = new ExternalDrain(startedMs, allowedMs);
    interruption.onInterrupt(() => {
      allowedMs = Math.min(allowedMs, INTERRUPTED_DRAIN_MS);
      drain = new ExternalDrain(performance.now(), allowedMs);
    });
    let last: Offsets | null = null;
    for (;;) {
      const sampled = await lag.sample();
      if (sampled !== null) last = sampled;
      this.#lagKnown ||= sampled !== null;
      const behind = sampled === null ? null : totalLag(sampled);
      const outstanding =
        this.#results === undefined || this.#resultsLost ? null : this.#results.outstanding();
      this.#drainState = drain.observe({ behind, outstanding }, performance.now());
      if (this.#drainState !== 'going-on' || trouble.hopeless) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (isThrough(this.#drainState) && this.#lagKnown) {
      this.#drainMs = Math.max(0, (clockFrom(this.#context.clock)() - lastUs) / 1000);
    }
    if (this.#drainState === 'stalled' || this.#drainState === 'too-late') {
      const afterMs = performance.now() - startedMs;
      const { group, resultsTopic } = this.#wanted;
      trouble.add(
        whyNotDrained({
          ...{ group, resultsTopic, afterMs, lag: last },
          state: this.#drainState,
          owed: this.#results?.outstanding() ?? 0,
          sight: await this.#watch.look(),
        }),
      );
    }
  }

  async finish(): Promise<SideResult> {
    const { group, resultsTopic } = this.#wanted;
    const found = await this.#results?.finish();
    return {
      measurements: found === undefined ? [] : [found.measurements],
      threads: found === undefined ? [] : [{ group: RESULTS_THREAD, cpuUs: found.cpuUs }],
      evidence: {
        kind: 'external',
        readsNotices: this.#readsNotices,
        results:
          found === undefined || resultsTopic === undefined
            ? null
            : { ...found.counts, topic: resultsTopic },
        drained: isThrough(this.#drainState),
      },
      group: null,
      used: (results) => ({
        kind: 'external',
        group,
        members: this.#members,
        drainMs: this.#drainMs,
        results,
      }),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#watch.close(), this.#lag?.close(), this.#results?.close()]);
  }

  /** The reader first: what the service publishes from now on belongs to the load. */
  async #becomeReady(topics: readonly string[]): Promise<void> {
    const { connection, trouble, onWaiting } = this.#context;
    const { group, groupWaitMs } = this.#wanted;
    await this.#results?.ready;
    const sight = await this.#watch.untilReady(groupWaitMs, onWaiting);
    let read = topics;
    if (sight.state === 'complete') {
      this.#members = sight.members;
      read = topics.filter((topic) => sight.topics.has(topic));
      this.#readsNotices = read.length === topics.length;
      if (!this.#readsNotices) {
        const unread = topics.filter((topic) => !sight.topics.has(topic)).join(', ');
        trouble.note(`group ${group} does not read ${unread}: nothing is expected of it there`);
      }
    } else {
      trouble.note(
        `it cannot be seen who reads what in group ${group}: ${sight.text}; it is taken to read ${topics.join(', ')}`,
      );
    }
    const { ends, behind } = await this.#watch.noteStart();
    if (behind !== undefined) trouble.note(behind);
    this.#lag = new LagSampler({ connection, groupId: group, topics: read, floor: ends });
  }
}

const NOTHING_YET: Omit<ResultsReport, 'topic'> = {
  events: 0,
  missing: 0,
  missingExamples: [],
  repeated: 0,
  foreign: 0,
  unreadable: 0,
  stock: null,
};

function isThrough(state: ExternalDrainState): boolean {
  return state === 'drained' || state === 'results-missing';
}

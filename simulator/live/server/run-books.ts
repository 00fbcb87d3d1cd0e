/** What is kept of a run: its state, its latest records, alerts and dead letters, and what was told of it. Without any connection. */
import { clockFrom, type NowUs } from '../../../pipeline/clock.ts';
import { ReadModel } from '../../../pipeline/query/read-model.ts';
import type { RunInfo } from '../../../pipeline/query/views.ts';
import { partitionOfKeys, type TopicNames, topicNames } from '../../../pipeline/topics.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { buildWorld, type World } from '../../world/world.ts';
import type { ToLiveServer } from '../contract.ts';
import { AlertList } from './alert-list.ts';
import { DeadLetterList } from './dead-letter-list.ts';
import { RecordHistory } from './history.ts';
import { RunNews } from './run-news.ts';

const DAY_MS = 86_400_000;

export type RunBegins = Extract<ToLiveServer, { readonly type: 'run-begins' }>;

export interface RunBooks {
  readonly begins: RunBegins;
  readonly topics: TopicNames;
  readonly world: World;
  readonly news: RunNews;
  readonly model: ReadModel;
  readonly history: RecordHistory;
  readonly alerts: AlertList;
  readonly deadLetters: DeadLetterList;
  readonly nowUs: NowUs;
}

export function openBooks(begins: RunBegins): RunBooks {
  const { run, scenario, clock, loadStartedUs, topicPrefix } = begins;
  const { partitions, shortage, ordering } = scenario.pipeline;
  const world = buildWorld(scenario);
  const { catalogue, history, startMs, endMs } = world;
  const ids = catalogue.products.map(({ id }) => id);
  const partitionOfProduct = partitionOfKeys(ids, partitions);
  const nowUs = clockFrom(clock);
  return {
    ...{ begins, world, nowUs, topics: topicNames(topicPrefix) },
    news: new RunNews(run, () => Math.max(0, (nowUs() - loadStartedUs) / 1000)),
    model: new ReadModel({
      ...{ catalogue, history, startMs, endMs, shortage, ordering },
      ...{ partitions, partitionOfProduct },
    }),
    history: new RecordHistory(run.runId),
    alerts: new AlertList(run.runId, catalogue.warehouses),
    deadLetters: new DeadLetterList(run.runId, loadStartedUs / 1000),
  };
}

/** What the API tells of it. */
export function runInfo({ begins, world }: Pick<RunBooks, 'begins' | 'world'>): RunInfo {
  const { runId, scenario, seed, isInteractive } = begins.run;
  const { startMs, endMs } = world;
  const leadTimeDays = longestLeadTimeDays(begins.scenario);
  return { runId, scenario, seed, startMs, endMs, leadTimeDays, isInteractive };
}

/** undefined where restocks come by themselves; without depletion a delivery comes at once. */
function longestLeadTimeDays({ replenishment, realism }: Scenario): number | undefined {
  if (replenishment.mode === 'open') return undefined;
  return realism.depletion ? replenishment.leadTimeMs.max / DAY_MS : 0;
}

/** What a classroom run begins with: the scenario as a person plays it, at which rate, and which lesson it is set for. Pure. */
import { duration, inWords } from '../../reports/numbers.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import { playedAgainst } from '../producers/playback.ts';
import type { ConsumerFault } from '../scenario/consumer-faults.ts';
import type { Load, Scenario } from '../scenario/scenario.ts';
import { rateText } from './control-words.ts';
import { LESSONS } from './lessons.ts';

export interface Stage {
  /** null: none, everything is as the scenario has it. */
  readonly lesson: string | null;
  readonly scenario: Scenario;
  /** At which it begins, or goes on when it begins paused. */
  readonly ratePerSecond: number;
  readonly isPaused: boolean;
}

/** What a lesson changes of the scenario that it is taught with. */
export interface StageSettings {
  readonly ratePerSecond: number;
  /** Default: it begins at once. */
  readonly isPaused?: boolean;
  readonly partitions: number;
  readonly consumers: number;
  readonly ordering?: Scenario['pipeline']['ordering'];
  readonly sessionTimeoutMs?: number;
  readonly openingStock?: Scenario['catalogue']['openingStock'];
  readonly load?: Load;
  readonly faults?: readonly ConsumerFault[];
}

export interface StageOverrides {
  /** Whether events take effect in their order (`on`), or as they arrive. */
  readonly sequencer?: 'on' | 'off';
}

/**
 * @param base the world of all stages
 * @param lessonId of {@link LESSONS}; null: none
 * @throws Error for an id that no lesson has
 */
export function stageOf(
  base: Scenario,
  lessonId: string | null,
  { sequencer }: StageOverrides,
): Stage {
  const settings = lessonId === null ? undefined : settingsOf(lessonId);
  const set = settings === undefined ? base : scenarioFor(base, settings);
  const ordering =
    sequencer === undefined ? set.pipeline.ordering : sequencer === 'on' ? 'sequence' : 'arrival';
  const scenario: Scenario = {
    ...set,
    // A person plays one clock; several workers would each have their own.
    producers: { ...set.producers, workers: 1 },
    pipeline: { ...set.pipeline, ordering },
    // What people do by hand crosses limits, and must not end the run.
    thresholds: set.thresholds.map((threshold) => ({ ...threshold, abortOnFail: false })),
  };
  return {
    lesson: lessonId,
    scenario,
    ratePerSecond: settings?.ratePerSecond ?? plannedRatePerSecond(scenario),
    isPaused: settings?.isPaused ?? false,
  };
}

/** What a lesson sets, as a sentence without a full stop. */
export function stageText(settings: StageSettings): string {
  const { ratePerSecond, isPaused, partitions, consumers, ordering, sessionTimeoutMs } = settings;
  return [
    `${inWords(partitions, 'partition')} a topic`,
    inWords(consumers, 'consumer'),
    `${rateText(ratePerSecond)}${isPaused === true ? ', paused' : ''}`,
    ...(ordering === 'arrival' ? ['the sequencer is off'] : []),
    ...(settings.load === undefined ? [] : ['a rush of its own']),
    ...((settings.faults ?? []).length === 0 ? [] : ['a consumer stands still now and then']),
    ...(sessionTimeoutMs === undefined ? [] : [`sessions of ${duration(sessionTimeoutMs)}`]),
  ].join(', ');
}

/** What the plan has where it begins, events a second; its average where it begins with a break. */
export function plannedRatePerSecond(scenario: Scenario): number {
  return playedAgainst(rateCurveOf(scenario), 0);
}

function settingsOf(lessonId: string): StageSettings {
  const lesson = LESSONS.find(({ view }) => view.id === lessonId);
  if (lesson === undefined) throw new Error(`there is no lesson ${lessonId}`);
  return lesson.stage;
}

function scenarioFor(base: Scenario, settings: StageSettings): Scenario {
  const { partitions, consumers, sessionTimeoutMs, ordering = 'sequence' } = settings;
  const { openingStock = base.catalogue.openingStock, load = base.load, faults = [] } = settings;
  return {
    ...base,
    ...{ load, faults },
    catalogue: { ...base.catalogue, openingStock },
    pipeline: {
      ...base.pipeline,
      ...{ partitions, consumers, ordering },
      sessionTimeoutMs: sessionTimeoutMs ?? base.pipeline.sessionTimeoutMs,
    },
    // A lesson is about what people do to the system: nothing that it must hold.
    thresholds: [],
  };
}

/** From a valid document to the scenario that everything else works with: defaults, units, frozen. */
import { consumerFaultsOf } from './consumer-fault-entries.ts';
import { DEFAULTS, MIX_PRESETS } from './defaults.ts';
import { durationMs } from './durations.ts';
import { gateOf } from './gate.ts';
import { paretoExponentThousandths } from './pareto.ts';
import type {
  Load,
  LoadStage,
  PipelineSettings,
  Popularity,
  Producers,
  Range,
  Realism,
  Replenishment,
  Scenario,
  Threshold,
} from './scenario.ts';
import type { ScenarioDocument } from './schema.ts';
import { parseCondition, parseMetric } from './thresholds.ts';

/** @throws Error for documents with faults: rules and schema come first */
export function buildScenario(document: ScenarioDocument): Scenario {
  const catalogue = document.catalogue ?? {};
  const products = catalogue.products ?? DEFAULTS.catalogue.products;
  return deepFreeze({
    name: document.name,
    description: document.description ?? '',
    seed: String(document.seed ?? DEFAULTS.seed),
    clock: {
      startMs: startMsOf(document),
      speed: document.clock?.speed ?? DEFAULTS.clock.speed,
    },
    catalogue: {
      products,
      warehouses: catalogue.warehouses ?? DEFAULTS.catalogue.warehouses,
      popularity: popularityOf(catalogue.popularity, products),
      openingStock: catalogue.openingStock ?? DEFAULTS.catalogue.openingStock,
      history: { ...DEFAULTS.catalogue.history, ...catalogue.history },
    },
    mix: mixOf(document.mix),
    quantities: {
      sale: rangeOf(document.quantities?.sale ?? DEFAULTS.quantities.sale),
      restock: rangeOf(document.quantities?.restock ?? DEFAULTS.quantities.restock),
      return: rangeOf(document.quantities?.return ?? DEFAULTS.quantities.return),
    },
    replenishment: replenishmentOf(document.replenishment),
    realism: realismOf(document.realism),
    poisonPerMillion: document.poison ?? DEFAULTS.poison,
    arrivals: document.arrivals ?? DEFAULTS.arrivals,
    shapeRate: isOn(document.shapeRate ?? 'off'),
    load: loadOf(document.load),
    producers: producersOf(document.producers ?? {}),
    pipeline: pipelineOf(document.pipeline ?? {}),
    faults: consumerFaultsOf(document.faults ?? [], loadOf(document.load).durationMs),
    thresholds: thresholdsOf(document.thresholds ?? {}),
    gate: document.gate === undefined ? null : gateOf(document.gate),
  });
}

/** Epoch milliseconds; NaN for a day that does not exist. */
export function startMsOf(document: ScenarioDocument): number {
  const text = document.clock?.start ?? DEFAULTS.clock.start;
  const startMs = Date.parse(text);
  // Date.parse takes 31 February for 3 March.
  const exists =
    !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(text.slice(0, 10));
  return exists ? startMs : Number.NaN;
}

export function loadOf(load: ScenarioDocument['load']): Load {
  const timeUnitMs = durationMs(load.timeUnit ?? DEFAULTS.timeUnit);
  const stages: LoadStage[] = [];
  if (load.executor === 'constant-arrival-rate') {
    stages.push({
      durationMs: durationMs(load.duration),
      startRate: load.rate,
      endRate: load.rate,
      timeUnitMs,
    });
  } else {
    let startRate = load.startRate ?? DEFAULTS.startRate;
    for (const { duration, target } of load.stages) {
      stages.push({ durationMs: durationMs(duration), startRate, endRate: target, timeUnitMs });
      startRate = target;
    }
  }
  return {
    executor: load.executor,
    stages,
    durationMs: stages.reduce((sum, stage) => sum + stage.durationMs, 0),
    warmUpMs: durationMs(load.warmUp ?? DEFAULTS.warmUp),
  };
}

export function mixOf(mix: ScenarioDocument['mix']): Scenario['mix'] {
  const weights = typeof mix === 'object' ? mix : MIX_PRESETS[mix ?? 'default'];
  return {
    sale: weights.sale ?? 0,
    restock: weights.restock ?? 0,
    return: weights.return ?? 0,
    alert: weights.alert ?? 0,
  };
}

export function replenishmentOf(replenishment: ScenarioDocument['replenishment']): Replenishment {
  const defaults = DEFAULTS.replenishment;
  const { mode, policy, leadTime } =
    typeof replenishment === 'object'
      ? replenishment
      : { mode: replenishment ?? defaults.mode, policy: undefined, leadTime: undefined };
  if (mode === 'open') return { mode };
  const [min, max] = leadTime ?? defaults.leadTime;
  return {
    mode,
    policy: policy ?? defaults.policy,
    leadTimeMs: { min: durationMs(min), max: durationMs(max) },
  };
}

export function isOn(value: 'on' | 'off' | boolean): boolean {
  return value === 'on' || value === true;
}

function popularityOf(
  popularity: NonNullable<ScenarioDocument['catalogue']>['popularity'],
  products: number,
): Popularity {
  const { law, exponent } =
    typeof popularity === 'object'
      ? popularity
      : { law: popularity ?? 'zipf', exponent: undefined };
  if (law === 'uniform') return { law };
  const exponentThousandths =
    exponent === undefined ? paretoExponentThousandths(products) : Math.round(exponent * 1000);
  return { law, exponentThousandths };
}

function realismOf(realism: ScenarioDocument['realism']): Realism {
  const switches = typeof realism === 'object' ? realism : {};
  const others = typeof realism === 'object' ? 'on' : (realism ?? 'on');
  return {
    businessHours: isOn(switches.businessHours ?? others),
    weekdays: isOn(switches.weekdays ?? others),
    seasons: isOn(switches.seasons ?? others),
    popularity: isOn(switches.popularity ?? others),
    depletion: isOn(switches.depletion ?? others),
    demandSizing: isOn(switches.demandSizing ?? others),
  };
}

function producersOf(producers: NonNullable<ScenarioDocument['producers']>): Producers {
  const defaults = DEFAULTS.producers;
  const acks = producers.acks ?? defaults.acks;
  return {
    workers: producers.workers ?? defaults.workers,
    acks: acks === 'all' ? -1 : acks,
    idempotent: isOn(producers.idempotent ?? defaults.idempotent),
    compression: producers.compression ?? defaults.compression,
    lingerMs: durationMs(producers.linger ?? defaults.linger),
    maxInFlight: producers.maxInFlight ?? defaults.maxInFlight,
    pacing: producers.pacing ?? defaults.pacing,
  };
}

function pipelineOf(pipeline: NonNullable<ScenarioDocument['pipeline']>): PipelineSettings {
  const defaults = DEFAULTS.pipeline;
  const { sessionTimeout, rebalanceTimeout } = pipeline;
  return {
    partitions: pipeline.partitions ?? defaults.partitions,
    consumers: pipeline.consumers ?? defaults.consumers,
    ordering: pipeline.ordering ?? defaults.ordering,
    shortage: pipeline.shortage ?? defaults.shortage,
    changelog: isOn(pipeline.changelog ?? defaults.changelog),
    sessionTimeoutMs: sessionTimeout === undefined ? null : durationMs(sessionTimeout),
    rebalanceTimeoutMs: rebalanceTimeout === undefined ? null : durationMs(rebalanceTimeout),
  };
}

function thresholdsOf(thresholds: NonNullable<ScenarioDocument['thresholds']>): Threshold[] {
  return Object.entries(thresholds).flatMap(([metricText, conditions]) => {
    const metric = parseMetric(metricText);
    if (!metric.ok) throw new Error(metric.what);
    return conditions.map((entry) => {
      const written = typeof entry === 'string' ? { threshold: entry } : entry;
      const { threshold: source, abortOnFail = 'off', delayAbortEval = '0s' } = written;
      const condition = parseCondition(source, metric.value.name);
      if (!condition.ok) throw new Error(condition.what);
      return {
        metric: metricText,
        selector: metric.value.selector,
        ...condition.value,
        abortOnFail: isOn(abortOnFail),
        delayAbortEvalMs: durationMs(delayAbortEval),
        source,
      };
    });
  });
}

function rangeOf(pair: readonly [number, number]): Range {
  return { min: pair[0], max: pair[1] };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

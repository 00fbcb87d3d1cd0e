/** Thresholds and verdict of a run that loaded a pipeline of the user's own. */
import { describe, expect, it } from 'vitest';
import { METRICS } from './metrics.ts';
import { type ExternalPipeline, unknownMetrics, whyUnknown } from './pipeline-used.ts';
import { SampleBook } from './samples.ts';
import { evaluateThresholds, type ThresholdFacts, type ThresholdRule } from './thresholds.ts';
import { type ExternalFacts, type VerdictFacts, verdictOf } from './verdict.ts';

const WITHOUT_RESULTS: ExternalPipeline = {
  kind: 'external',
  group: 'my-group',
  members: 1,
  drainMs: 1200,
  results: null,
};
const WITH_RESULTS: ExternalPipeline = {
  ...WITHOUT_RESULTS,
  results: {
    topic: 'my.results',
    events: 1000,
    missing: 0,
    missingExamples: [],
    repeated: 0,
    foreign: 0,
    unreadable: 0,
    stock: null,
  },
};
const LAG_RULE = rule('consumer_lag_end', 'value<10');
const RULES = [rule('end_to_end', 'p(99)<100'), rule('fill_rate', 'value>0.9'), LAG_RULE];

describe('thresholds of a foreign pipeline', () => {
  const unjudged = (pipeline: ExternalPipeline) =>
    evaluateThresholds(RULES, FACTS, undefined, pipeline)
      .filter(({ setAside }) => setAside !== undefined)
      .map(({ metric, holds, observed }) => [metric, holds, observed]);

  it('are set aside where the metric cannot be known, and neither hold nor are crossed', () => {
    expect(unjudged(WITHOUT_RESULTS)).toEqual([
      ['end_to_end', null, null],
      ['fill_rate', null, null],
    ]);
  });

  it('are judged where a results topic tells', () => {
    expect(unjudged(WITH_RESULTS)).toEqual([['fill_rate', null, null]]);
  });

  it('are all judged of our own pipeline', () => {
    for (const { setAside } of evaluateThresholds(RULES, FACTS)) expect(setAside).toBeUndefined();
  });

  it('are set aside for groups of threads that take no part', () => {
    const loop = (group: string) =>
      whyUnknown({ metric: `event_loop_delay{group:${group}}`, selector: { group } }, WITH_RESULTS);
    expect(loop('consumers')).toContain('no thread of the group consumers');
    expect(loop('producers')).toBeUndefined();
  });

  it('never loses a metric: each is known, or there is a reason', () => {
    for (const pipeline of [WITHOUT_RESULTS, WITH_RESULTS]) {
      const unknown = unknownMetrics(pipeline);
      for (const { name } of METRICS) {
        const why = whyUnknown({ metric: name, selector: {} }, pipeline);
        expect([name, why !== undefined]).toEqual([name, unknown.has(name)]);
      }
    }
  });
});

describe('the verdict on a foreign pipeline', () => {
  it('passes on audit and drain, and says what could not be judged', () => {
    const thresholds = evaluateThresholds(RULES, FACTS, undefined, WITHOUT_RESULTS);
    expect(verdict({ thresholds }, { drainMs: 1200 })).toEqual({
      name: 'passed',
      exitCode: 0,
      reasons: [
        'consumer lag end 3 records of 10 records allowed, 1 invariant holds, group my-group had committed everything 1.2 s after the last acknowledgement; 2 thresholds cannot be judged for a pipeline of your own: end_to_end p(99)<100, fill_rate value>0.9',
      ],
    });
  });

  it('is incomplete where nothing at all is known of it', () => {
    const { name, reasons } = verdict({}, { lagKnown: false, drainMs: null });
    expect(name).toBe('incomplete');
    expect(reasons).toEqual([
      'nothing is known of group my-group: the cluster did not tell its offsets, and no results topic was named',
    ]);
  });

  it('is incomplete where its end was not seen, even if its lag was for a while', () => {
    expect(verdict({}, { lagKnown: true, drainMs: null }).name).toBe('incomplete');
  });

  it('says once why the end was not seen', () => {
    const { reasons } = verdict({ missing: ['it was behind'] }, { drainMs: null });
    expect(reasons).toEqual(['it was behind']);
  });

  it('rests on results alone where the group cannot be seen', () => {
    const external = { lagKnown: false, drainMs: null, results: WITH_RESULTS.results };
    expect(verdict({}, external).name).toBe('passed');
  });

  it('is incomplete without a single result on the topic that was named', () => {
    const results = { topic: 'my.results', events: 0 };
    expect(verdict({}, { results })).toMatchObject({
      name: 'incomplete',
      reasons: ['no result of this run was found on my.results'],
    });
  });
});

function verdict(facts: Partial<VerdictFacts>, external: Partial<ExternalFacts>) {
  const known: ExternalFacts = { group: 'my-group', lagKnown: true, drainMs: 10, results: null };
  return verdictOf({
    invariants: [{ id: 'plan', title: 'as planned', holds: true, detail: '', examples: [] }],
    thresholds: [],
    missing: [],
    interactive: false,
    eventsPlanned: 1000,
    eventsDue: 1000,
    eventsShed: 0,
    eventsAcknowledged: 1000,
    // Nobody counts them without results.
    eventsApplied: 0,
    lateGenerator: 0,
    ...facts,
    external: { ...known, ...external },
  });
}

function rule(metric: string, source: string): ThresholdRule {
  const [, comparison = '<', limit = ''] = /([<>])(.*)$/.exec(source) ?? [];
  const percentile = source.startsWith('p(') ? { kind: 'p', percentile: 99 } : undefined;
  return {
    metric,
    selector: {},
    aggregation: (percentile ?? { kind: 'value' }) as ThresholdRule['aggregation'],
    comparison: comparison as ThresholdRule['comparison'],
    limit: Number(limit),
    source,
  };
}

const FACTS: ThresholdFacts = {
  measurements: {
    counters: {} as ThresholdFacts['measurements']['counters'],
    histogram: () => undefined,
  },
  samples: new SampleBook([]),
  figures: (metric) => (metric === 'consumer_lag_end' ? 3 : null),
  durationSeconds: 1,
};

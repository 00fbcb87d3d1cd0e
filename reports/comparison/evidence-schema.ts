/** The shape of evidence in a file; what a schema cannot say is checked beside it. */
import Type from 'typebox';
import { STAGES } from '../../pipeline/observer.ts';
import { VERDICTS } from '../verdict.ts';

/** Longer texts are no names, and no digests. */
const Text = Type.String({ maxLength: 100_000 });
const Amount = Type.Number({ minimum: 0 });
const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Figure = Type.Union([Type.Number(), Type.Null()]);
const Column = Type.Array(Figure, { maxItems: 100_000 });

const words = (values: readonly string[]) => Type.String({ enum: [...values] });

const Environment = Type.Object({
  node: Text,
  platform: Text,
  arch: Text,
  cpuModel: Text,
  cores: Count,
  memoryBytes: Amount,
  ci: Type.Boolean(),
});

const Histogram = Type.Object({
  count: Count,
  minUs: Amount,
  maxUs: Amount,
  sumUs: Amount,
  defects: Count,
  encoded: Type.String({ maxLength: 4_000_000 }),
});

const Outcome = Type.Object({
  totals: Type.Record(Type.String(), Figure),
  alertsByType: Type.Array(
    Type.Object({
      type: Text,
      raised: Type.Number(),
      byEscalation: Type.Number(),
      resolved: Type.Number(),
      activeAtEnd: Type.Number(),
    }),
  ),
});

const Series = Type.Object({
  intervalMs: Type.Number({ exclusiveMinimum: 0 }),
  appliedPerSecond: Column,
  endToEndP50Us: Column,
  endToEndP99Us: Column,
  cpuCores: Column,
});

const Probe = Type.Object({
  probeVersion: Count,
  speedPerSecond: Type.Number({ exclusiveMinimum: 0 }),
  speedSpread: Amount,
  stolenShare: Share,
  timerLateP99Ms: Amount,
});

const Run = Type.Object({
  runId: Type.String({ minLength: 1, maxLength: 400 }),
  startedAt: Text,
  toolVersion: Text,
  scenario: Text,
  seed: Text,
  configuration: Type.Unknown(),
  setup: Type.Object({
    broker: words(['embedded', 'kafka']),
    brokers: Count,
    pipeline: words(['own', 'external']),
  }),
  environment: Environment,
  verdict: Type.Object({ name: words(VERDICTS), reasons: Type.Array(Text) }),
  digest: Type.Object({
    pipeline: Type.Union([Text, Type.Null()]),
    comparable: Type.Boolean(),
  }),
  outcome: Type.Union([Outcome, Type.Null()]),
  eventsPlanned: Count,
  eventsApplied: Count,
  throughputPerSecond: Type.Union([Amount, Type.Null()]),
  cpu: Type.Object({
    processUs: Amount,
    events: Count,
    groupsUs: Type.Record(Type.String(), Type.Union([Amount, Type.Null()])),
  }),
  rssMaxBytes: Amount,
  latency: Type.Array(Type.Object({ stage: words(STAGES), topic: Text, histogram: Histogram })),
  series: Type.Union([Series, Type.Null()]),
  machine: Type.Union([Probe, Type.Null()]),
});

export const EVIDENCE_SET_SCHEMA = Type.Object({
  label: Text,
  revision: Type.Union([Text, Type.Null()]),
  runs: Type.Array(Run, { minItems: 1 }),
});

/** The keys of a scenario that decide how events are sent and processed, what must hold, and what comparisons judge. */
import Type from 'typebox';
import { MAX_GATED_METRICS } from '../../reports/comparison/gate.ts';
import { DEFAULTS } from './defaults.ts';
import { choice, closed, duration, onOff, wholeNumber } from './schema-parts.ts';

export const producers = Type.Object(
  {
    workers: Type.Optional(
      wholeNumber(1, 64, 'Producer threads; they share the products.', DEFAULTS.producers.workers),
    ),
    acks: Type.Optional(
      Type.Enum(['all', -1, 1, 0], {
        title: 'all, 1 or 0',
        description: 'Replicas that must have a record before it counts as sent.',
        default: DEFAULTS.producers.acks,
      }),
    ),
    idempotent: Type.Optional(
      onOff('The broker drops repeated batches; needs `acks: all`.', 'off'),
    ),
    compression: Type.Optional(
      choice(['none', 'gzip'], 'Of record batches.', DEFAULTS.producers.compression),
    ),
    linger: Type.Optional(
      duration('How long a due event may wait for company.', DEFAULTS.producers.linger),
    ),
    maxInFlight: Type.Optional(
      wholeNumber(
        1,
        1_000_000,
        'Messages of a worker between being queued and being acknowledged.',
        DEFAULTS.producers.maxInFlight,
      ),
    ),
    pacing: Type.Optional(
      choice(
        ['timer', 'precise'],
        '`precise` sleeps in short slices and costs more CPU.',
        DEFAULTS.producers.pacing,
      ),
    ),
  },
  { ...closed, title: 'a mapping of producer settings', description: 'How events are sent.' },
);

export const pipeline = Type.Object(
  {
    partitions: Type.Optional(
      wholeNumber(1, 1000, 'Of every topic.', DEFAULTS.pipeline.partitions),
    ),
    consumers: Type.Optional(
      wholeNumber(1, 64, 'Consumer threads of the group.', DEFAULTS.pipeline.consumers),
    ),
    ordering: Type.Optional(
      choice(
        ['sequence', 'arrival'],
        '`arrival` takes records as they come, to show what goes wrong.',
        DEFAULTS.pipeline.ordering,
      ),
    ),
    shortage: Type.Optional(
      choice(
        ['reject', 'partial', 'backorder'],
        'What happens to a sale larger than the stock.',
        DEFAULTS.pipeline.shortage,
      ),
    ),
    changelog: Type.Optional(
      onOff(
        'The state of every partition is kept beside the events. Off: one that changes hands begins anew, to show what goes wrong.',
        DEFAULTS.pipeline.changelog,
      ),
    ),
    sessionTimeout: Type.Optional(
      duration(
        'Without a heartbeat for so long a consumer is out of the group; from 6s to 30m. Default: 6s embedded, 30s elsewhere.',
      ),
    ),
    rebalanceTimeout: Type.Optional(
      duration(
        'How long the group waits for its consumers to join again; from 1s to 30m. Default: 10s embedded, 60s elsewhere.',
      ),
    ),
  },
  {
    ...closed,
    title: 'a mapping of pipeline settings',
    description: 'The system under test.',
  },
);

export const thresholds = Type.Record(
  Type.String(),
  Type.Array(
    Type.Union(
      [
        Type.String({ maxLength: 100, title: 'a threshold such as "p(99)<100"' }),
        Type.Object(
          {
            threshold: Type.String({
              maxLength: 100,
              title: 'a threshold such as "p(99)<100"',
              description: 'The condition that must hold.',
            }),
            abortOnFail: Type.Optional(onOff('Stop the run as soon as it does not hold.', 'off')),
            delayAbortEval: Type.Optional(
              duration('How long after the start of the load it cannot stop the run yet.', '0s'),
            ),
          },
          { ...closed, title: 'a mapping with threshold, abortOnFail and delayAbortEval' },
        ),
      ],
      {
        title:
          'a threshold such as "p(99)<100", or a mapping with threshold, abortOnFail and delayAbortEval',
      },
    ),
    { minItems: 1, maxItems: 100, title: 'a list of thresholds such as ["p(99)<100"]' },
  ),
  {
    title: 'a mapping from metrics to lists of thresholds',
    description: 'What must hold for the run to pass, by metric. Latencies are in milliseconds.',
  },
);

export const gate = Type.Record(
  Type.String(),
  Type.Array(Type.String({ maxLength: 100, title: 'a gated figure such as "p(99) 25%"' }), {
    minItems: 1,
    maxItems: MAX_GATED_METRICS,
    title: 'a list such as ["p(50) 10%", "p(99) 25%"]',
  }),
  {
    title: 'a mapping from metrics to lists such as ["p(99) 25%"]',
    description:
      'What `compare` and `ab` judge, by metric: a figure, and the smallest change of it that is worth a word. At most eight.',
  },
);

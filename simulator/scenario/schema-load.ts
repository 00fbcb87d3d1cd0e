/** When events are due: k6's executors. */
import Type from 'typebox';
import { DEFAULTS } from './defaults.ts';
import { closed, duration } from './schema-parts.ts';

const rate = (description: string, value?: number) =>
  Type.Number({
    minimum: 0,
    maximum: 1_000_000_000,
    title: 'a number of events per timeUnit, 0 or more',
    description,
    ...(value === undefined ? {} : { default: value }),
  });

const timeUnit = duration(
  'What rates are counted per: `rate: 10` with `timeUnit: 1m` is ten events a minute.',
  DEFAULTS.timeUnit,
);
const warmUp = duration(
  'Latencies of events due before this offset are kept apart; the outcome covers everything.',
  DEFAULTS.warmUp,
);

const constantRate = Type.Object(
  {
    executor: Type.Literal('constant-arrival-rate', { title: 'constant-arrival-rate' }),
    rate: rate('Events per timeUnit, whatever the system does (open loop).'),
    timeUnit: Type.Optional(timeUnit),
    duration: duration('How long events are due.'),
    warmUp: Type.Optional(warmUp),
  },
  {
    ...closed,
    title: 'a mapping with executor, rate and duration',
    description: 'The same rate all the time.',
  },
);

const rampingRate = Type.Object(
  {
    executor: Type.Literal('ramping-arrival-rate', { title: 'ramping-arrival-rate' }),
    startRate: Type.Optional(rate('The rate at the start, per timeUnit.', DEFAULTS.startRate)),
    timeUnit: Type.Optional(timeUnit),
    warmUp: Type.Optional(warmUp),
    stages: Type.Array(
      Type.Object(
        {
          duration: duration('How long the rate takes to reach the target; `0s` is a jump.'),
          target: rate('The rate at the end of the stage, per timeUnit.'),
        },
        { ...closed, title: 'a mapping with duration and target' },
      ),
      {
        minItems: 1,
        maxItems: 1000,
        title: 'a list of 1 to 1,000 stages',
        description: 'The rate moves linearly from stage to stage.',
      },
    ),
  },
  {
    ...closed,
    title: 'a mapping with executor and stages',
    description: 'A rate that changes linearly in stages.',
  },
);

export const load = Type.Union([constantRate, rampingRate], {
  title: 'a mapping with an executor: constant-arrival-rate or ramping-arrival-rate',
  description: 'When events are due.',
});

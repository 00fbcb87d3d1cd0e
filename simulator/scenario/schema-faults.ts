/**
 * What is done to consumers on purpose. One closed mapping for all actions, so that a misspelt key is found as such; which
 * keys belong to which action is a matter of rules.
 */
import Type from 'typebox';
import { CRASH_STEPS } from './consumer-faults.ts';
import { choice, closed, duration, wholeNumber } from './schema-parts.ts';

const whom = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      title: 'the name of a consumer such as consumer-2, or any',
      description,
    }),
  );

const fault = Type.Object(
  {
    kill: whom('Who ends as by `kill -9`. `any`: drawn from the seed among those who are there.'),
    stall: whom('Of whom nothing moves for a while, heartbeats included.'),
    throttle: whom('Who takes only so many events a second for a while, without heartbeats.'),
    join: whom('Who joins, for good or for a while; `any`: under the next free name.'),
    leave: whom('Who leaves in order, with everything committed.'),
    at: Type.Optional(duration('Since the load began.')),
    atEvent: Type.Optional(
      wholeNumber(1, 2 ** 31, 'When so many events of the run have been applied.'),
    ),
    every: Type.Optional(
      Type.Tuple([duration('The shortest distance.'), duration('The longest distance.')], {
        additionalItems: false,
        minItems: 2,
        title: 'a pair [min, max] of durations',
        description: 'Again and again, at distances drawn from the seed; the first after `from`.',
      }),
    ),
    from: Type.Optional(duration('With `every`: not before. Default: 0s.')),
    until: Type.Optional(duration('With `every`: not from then on. Default: the end of the load.')),
    for: Type.Optional(
      duration('How long a stall or a throttle lasts, or a newcomer stays. Up to 10m.'),
    ),
    to: Type.Optional(wholeNumber(1, 1_000_000, 'Of a throttle: events a second at most.')),
    between: Type.Optional(
      choice(
        CRASH_STEPS,
        'Of a kill: the last step of a checkpoint that is done. `effects`: events are applied; `published`: alerts are out; `changelog`: the state is kept; `commit`: offsets are committed.',
      ),
    ),
    restart: Type.Optional(
      duration('After a kill or a leave: when the consumer is started again. Up to 10m.'),
    ),
  },
  { ...closed, title: 'a mapping such as { kill: consumer-1, at: 10s, restart: 2s }' },
);

export const faults = Type.Array(fault, {
  maxItems: 100,
  title: 'a list of up to 100 faults',
  description: 'What is done to the consumers on purpose; the outcome must not notice.',
});

export type FaultEntry = Type.Static<typeof fault>;

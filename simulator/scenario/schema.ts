/**
 * The shape of a scenario file. The loader validates with it, editors complete with its JSON form
 * (`scenarios/scenario.schema.json`), and `docs/scenarios.md` explains it.
 */
import Type from 'typebox';
import { DEFAULTS } from './defaults.ts';
import { faults } from './schema-faults.ts';
import { load } from './schema-load.ts';
import { choice, closed, onOff, wholeNumber } from './schema-parts.ts';
import { gate, pipeline, producers, thresholds } from './schema-run.ts';
import { catalogue, clock, mix, quantities, realism, replenishment, seed } from './schema-world.ts';

export const SCENARIO_SCHEMA = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      title: 'a name of lower-case letters, digits and hyphens',
      description: 'What the run is called in reports and folders.',
    }),
    description: Type.Optional(
      Type.String({
        maxLength: 500,
        title: 'a text of at most 500 characters',
        description: 'What the scenario shows, in a sentence.',
        default: '',
      }),
    ),
    seed: Type.Optional(seed),
    clock: Type.Optional(clock),
    catalogue: Type.Optional(catalogue),
    mix: Type.Optional(mix),
    quantities: Type.Optional(quantities),
    replenishment: Type.Optional(replenishment),
    realism: Type.Optional(realism),
    poison: Type.Optional(
      wholeNumber(
        0,
        1_000_000,
        'Of a million events, how many are records that no consumer can process.',
        DEFAULTS.poison,
      ),
    ),
    arrivals: Type.Optional(
      choice(
        ['even', 'poisson'],
        'Evenly spaced, or at random with the same rate.',
        DEFAULTS.arrivals,
      ),
    ),
    shapeRate: Type.Optional(
      onOff('Business hours and weekdays also multiply the arrival rate.', 'off'),
    ),
    load,
    producers: Type.Optional(producers),
    pipeline: Type.Optional(pipeline),
    faults: Type.Optional(faults),
    thresholds: Type.Optional(thresholds),
    gate: Type.Optional(gate),
  },
  {
    ...closed,
    title: 'a mapping with name and load',
    description: 'A scenario of streamstock-bench.',
  },
);

/** A scenario file after validation, before defaults. */
export type ScenarioDocument = Type.Static<typeof SCENARIO_SCHEMA>;

/** Flags that the commands of the regression gate share. */
import type { InferredOptionTypes, Options } from 'yargs';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import { noiseThresholdOf, parseGate } from '../../reports/comparison/gated-metrics.ts';
import { jsonOption, overrideOptions, runsDirOption } from './options.ts';
import { targetOptions } from './target.ts';

const { 'dry-run': _, ...loadTargetOptions } = targetOptions;

/** What `bench` takes, handed on to every run. */
export const benchOptions = { ...overrideOptions, ...loadTargetOptions } as const;
export type BenchFlags = InferredOptionTypes<typeof benchOptions>;

export const gateOptions = {
  gate: text(
    "What to judge, and from which change on: 'end_to_end p(99) 25%'; repeat it, or put commas between",
  ),
  'noise-threshold': text('Changes below this many percent are not worth a word; for all metrics'),
  'accept-outcomes': {
    type: 'boolean',
    default: false,
    describe: 'The head is meant to come to other outcomes: say which, and judge its speed',
  },
  out: text('Folder for the comparison; default: a new one in runs/comparisons'),
} as const satisfies Record<string, Options>;

export const comparisonOptions = { ...gateOptions, ...jsonOption, ...runsDirOption } as const;
export type ComparisonFlags = InferredOptionTypes<typeof comparisonOptions>;

/** Flags that may be given several times; `repeated-flags.ts` joins them. */
export function gateWanted({ gate }: Pick<ComparisonFlags, 'gate'>): readonly GatedMetric[] | null {
  if (gate === undefined) return null;
  const texts = gate.split(/[,\n]/).map((one) => one.trim());
  return parseGate(texts.filter((one) => one !== ''));
}

/** A share; undefined when none was given. */
export function noiseThresholdWanted(flags: Pick<ComparisonFlags, 'noise-threshold'>) {
  const given = flags['noise-threshold'];
  return given === undefined ? undefined : noiseThresholdOf(given.trim().replace(/\s*%$/, ''));
}

/** What was typed, as words of a command line. */
export function benchWords(flags: BenchFlags): string[] {
  const given: Readonly<Record<string, unknown>> = flags;
  return Object.keys(benchOptions).flatMap((name) => {
    const value = given[name];
    if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
    return typeof value === 'string' ? [`--${name}=${value}`] : [];
  });
}

/** The same, of the flags of the gate. */
export function gateWords(flags: ComparisonFlags): string[] {
  const gate = gateWanted(flags) === null ? [] : (flags.gate ?? '').split('\n');
  const noise = flags['noise-threshold'];
  return [
    ...gate.map((one) => `--gate=${one.trim()}`),
    ...(noise === undefined ? [] : [`--noise-threshold=${noise}`]),
    ...(flags['accept-outcomes'] ? ['--accept-outcomes'] : []),
  ];
}

/** @throws StreamstockError USAGE */
export function countOf(flag: string, typed: string | undefined, fallback: number): number {
  if (typed === undefined) return fallback;
  const count = /^[0-9]{1,4}$/.test(typed) ? Number(typed) : 0;
  if (count >= 1 && count <= MOST) return count;
  throw new StreamstockError('USAGE', `${flag} is no whole number from 1 to ${MOST}`, {
    hint: 'Ten pairs, or six runs, are what the default gate can decide with.',
  });
}

/** Nobody waits for more, and the asymptotics change nothing any more. */
export const MOST = 200;

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const satisfies Options;
}

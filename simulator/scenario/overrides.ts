/**
 * Values from the command line and the environment that take the place of the file's. They are put into
 * the data before it is validated, so that every rule holds for them too; faults name the flag or variable.
 */
import { DEFAULTS } from './defaults.ts';
import { formatDuration, parseDurationMs } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import { type FaultMapping, scaleCounts, scaleTimes } from './scale-faults.ts';

export type OverrideField = 'seed' | 'workers' | 'consumers' | 'partitions' | 'duration' | 'rate';

export interface Override {
  readonly field: OverrideField;
  readonly text: string;
  /** `--seed` or `STREAMSTOCK_SEED`. */
  readonly from: string;
}

export type OverrideTexts = Readonly<Partial<Record<OverrideField, string | undefined>>>;
export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES: readonly (readonly [string, OverrideField])[] = [
  ['STREAMSTOCK_SEED', 'seed'],
  ['STREAMSTOCK_WORKERS', 'workers'],
  ['STREAMSTOCK_CONSUMERS', 'consumers'],
  ['STREAMSTOCK_PARTITIONS', 'partitions'],
  ['STREAMSTOCK_DURATION', 'duration'],
  ['STREAMSTOCK_RATE', 'rate'],
];
/** What many inventory demos are configured with; it counts per minute. */
const EVENTS_PER_MINUTE = 'EVENTS_PER_MINUTE';

const SIMPLE_PATHS: Readonly<Partial<Record<OverrideField, readonly string[]>>> = {
  seed: ['seed'],
  workers: ['producers', 'workers'],
  consumers: ['pipeline', 'consumers'],
  partitions: ['pipeline', 'partitions'],
};

/** Flags win over variables; empty variables count as unset. */
export function collectOverrides(flags: OverrideTexts, environment: Environment): Override[] {
  const overrides = new Map<OverrideField, Override>();
  const perMinute = environment[EVENTS_PER_MINUTE];
  if (perMinute !== undefined && perMinute !== '') {
    overrides.set('rate', { field: 'rate', text: `${perMinute}/1m`, from: EVENTS_PER_MINUTE });
  }
  for (const [variable, field] of VARIABLES) {
    const text = environment[variable];
    if (text !== undefined && text !== '') overrides.set(field, { field, text, from: variable });
  }
  for (const [field, text] of Object.entries(flags) as [OverrideField, string | undefined][]) {
    if (text !== undefined) overrides.set(field, { field, text, from: `--${field}` });
  }
  return [...overrides.values()];
}

export interface Overridden {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** The flag or variable that set the value at a path, if one did. */
  readonly sourceOf: (path: Path) => string | undefined;
}

/** @param value data of the file, of any shape; it is not changed */
export function applyOverrides(value: unknown, overrides: readonly Override[]): Overridden {
  if (!isMapping(value) || overrides.length === 0) {
    return { value, faults: [], sourceOf: () => undefined };
  }
  const document = structuredClone(value);
  const sources = new Map<string, string>();
  const faults: Fault[] = [];
  for (const override of overrides) {
    const outcome = applyOne(document, override);
    for (const path of outcome.paths) sources.set(JSON.stringify(path), override.from);
    if (outcome.fault !== undefined) faults.push(outcome.fault);
  }
  return { value: document, faults, sourceOf: (path) => sources.get(JSON.stringify(path)) };
}

interface Outcome {
  readonly paths: readonly Path[];
  readonly fault?: Fault;
}

type Mapping = Record<string, unknown>;

/** The keys of a load that overrides touch, whatever is in them. */
interface LoadMapping {
  executor?: unknown;
  rate?: unknown;
  timeUnit?: unknown;
  duration?: unknown;
  warmUp?: unknown;
  stages?: unknown;
}

function applyOne(document: Mapping, override: Override): Outcome {
  const path = SIMPLE_PATHS[override.field];
  if (path !== undefined) {
    setAt(document, path, override.field === 'seed' ? override.text : numberOrText(override.text));
    return { paths: [path] };
  }
  const { load } = document;
  // A load of another shape is a fault of the file already.
  if (!isMapping(load)) return { paths: [] };
  const { faults } = document;
  const entries = Array.isArray(faults) ? faults.filter(isMapping) : [];
  return override.field === 'duration'
    ? applyDuration(load, entries, override)
    : applyRate(load, entries, override);
}

/** The whole load is stretched or squeezed: the warm-up, what is done to consumers and, on ramps, every stage in proportion. */
function applyDuration(
  load: LoadMapping,
  faults: readonly FaultMapping[],
  override: Override,
): Outcome {
  const isRamp = Array.isArray(load.stages);
  const path: Path = isRamp ? ['load', 'stages'] : ['load', 'duration'];
  const targetMs = parseDurationMs(override.text);
  if (targetMs === undefined || targetMs === 0) {
    const what = `must be a duration above 0, such as 20s or 1m30s, is ${JSON.stringify(override.text)}`;
    return { paths: [path], fault: { path, what } };
  }
  const slots: { duration?: unknown }[] = Array.isArray(load.stages)
    ? load.stages.filter(isMapping)
    : [load];
  const lengthsMs = slots.map((slot) => millisecondsOf(slot.duration));
  const currentMs = lengthsMs.reduce((sum, lengthMs) => sum + lengthMs, 0);
  if (isRamp && !(currentMs > 0)) return { paths: [] };
  let endMs = 0;
  let scaledEndMs = 0;
  slots.forEach((slot, at) => {
    endMs += lengthsMs[at] ?? 0;
    // Ends are rounded, not lengths, so that the whole has exactly the length asked for.
    const nextMs = isRamp ? Math.round((endMs * targetMs) / currentMs) : targetMs;
    slot.duration = formatDuration(nextMs - scaledEndMs);
    scaledEndMs = nextMs;
  });
  const warmUpMs = millisecondsOf(load.warmUp);
  if (warmUpMs > 0 && currentMs > 0) {
    load.warmUp = formatDuration(Math.floor((warmUpMs * targetMs) / currentMs));
  }
  if (currentMs > 0) {
    scaleTimes(faults, targetMs / currentMs);
    scaleCounts(faults, targetMs / currentMs);
  }
  return { paths: [path] };
}

/** `1000` a second, or `10/1m`. */
function applyRate(
  load: LoadMapping,
  faults: readonly FaultMapping[],
  override: Override,
): Outcome {
  const path: Path = ['load', 'rate'];
  if (load.executor !== 'constant-arrival-rate') {
    const what = 'a rate can be set for constant-arrival-rate scenarios only';
    return {
      paths: [path],
      fault: { path, what, suggestion: 'ramps keep their shape; --duration scales them' },
    };
  }
  const [, amount, unit = '1s'] =
    /^([0-9]+(?:\.[0-9]+)?)(?:\/([0-9]*[a-z]+))?$/.exec(override.text) ?? [];
  const timeUnit = /^[0-9]/.test(unit) ? unit : `1${unit}`;
  const timeUnitMs = parseDurationMs(timeUnit);
  if (amount === undefined || timeUnitMs === undefined || timeUnitMs === 0) {
    const what = `must be a rate such as 1000 (a second) or 10/1m, is ${JSON.stringify(override.text)}`;
    return { paths: [path], fault: { path, what } };
  }
  const perMs = ratePerMs(load);
  load.rate = Number(amount);
  load.timeUnit = timeUnit;
  if (perMs > 0) scaleCounts(faults, ratePerMs(load) / perMs);
  return { paths: [path, ['load', 'timeUnit']] };
}

/** NaN for what is no rate: validation will say so. */
function ratePerMs({ rate, timeUnit = DEFAULTS.timeUnit }: LoadMapping): number {
  return Number(rate) / millisecondsOf(timeUnit);
}

function setAt(document: Mapping, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    document[key] = value;
    return;
  }
  const child = document[key] ?? {};
  document[key] = child;
  if (isMapping(child)) setAt(child, rest, value);
}

function numberOrText(text: string): number | string {
  return /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : text;
}

/** 0 for anything that is no duration: validation will say so. */
function millisecondsOf(value: unknown): number {
  return typeof value === 'string' ? (parseDurationMs(value) ?? 0) : 0;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

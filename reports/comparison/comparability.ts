/** Whether runs may be held against each other at all: everything that decides what a run does must be the same. */
import { inertText } from '../inert-text.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';

export interface Comparability {
  /** What stands in the way, a clause each, such as `seed: 7 and 42`. */
  readonly differences: readonly string[];
  /** Keys that only one version has. */
  readonly warnings: readonly string[];
}

/** Every run is held against the first of the base, so that the runs of a side agree among themselves as well. */
export function comparability(base: EvidenceSet, head: EvidenceSet): Comparability {
  const [first] = base.runs;
  if (first === undefined) return { differences: [], warnings: [] };
  const differences = new Set<string>();
  const warnings = new Set<string>();
  const others = [
    ...base.runs.slice(1).map((run) => ({ run, side: base })),
    ...head.runs.map((run) => ({ run, side: head })),
  ];
  for (const { run, side } of others) {
    const areVersions = areOtherVersions(first, run) || side.revision !== base.revision;
    for (const difference of differencesOf(first, run)) {
      if (difference.isAbsence && areVersions) warnings.add(difference.text);
      else differences.add(difference.text);
    }
  }
  return { differences: [...differences], warnings: [...warnings] };
}

function areOtherVersions(one: RunEvidence, other: RunEvidence): boolean {
  return one.toolVersion !== other.toolVersion;
}

interface Difference {
  readonly text: string;
  /** One of the two does not have the key. */
  readonly isAbsence: boolean;
}

function differencesOf(one: RunEvidence, other: RunEvidence): Difference[] {
  return [
    ...deepDifferences(one.scenario, other.scenario, 'scenario'),
    ...deepDifferences(one.seed, other.seed, 'seed'),
    ...deepDifferences(one.setup, other.setup, ''),
    ...deepDifferences(one.configuration, other.configuration, ''),
  ];
}

function deepDifferences(one: unknown, other: unknown, path: string): Difference[] {
  if (Object.is(one, other)) return [];
  if (Array.isArray(one) && Array.isArray(other)) return listDifferences(one, other, path);
  if (isMapping(one) && isMapping(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(one, key) && Object.hasOwn(other, key)) {
        return deepDifferences(one[key], other[key], at);
      }
      return absence(at, Object.hasOwn(one, key) ? one[key] : other[key], Object.hasOwn(one, key));
    });
  }
  return [{ text: `${shown(path)}: ${valueText(one)} and ${valueText(other)}`, isAbsence: false }];
}

/** A longer list is another list, whatever versions there are. */
function listDifferences(
  one: readonly unknown[],
  other: readonly unknown[],
  path: string,
): Difference[] {
  if (one.length !== other.length) {
    const text = `${shown(path)}: ${one.length} and ${other.length} entries`;
    return [{ text, isAbsence: false }];
  }
  return one.flatMap((entry, index) => deepDifferences(entry, other[index], `${path}[${index}]`));
}

/** What JSON leaves out is not there on either side. */
function absence(path: string, value: unknown, isOfBase: boolean): Difference[] {
  if (value === undefined) return [];
  const side = isOfBase ? 'base' : 'head';
  return [{ text: `${shown(path)}: ${valueText(value)}, only of the ${side}`, isAbsence: true }];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(path: string): string {
  return inertText(path === '' ? 'configuration' : path, 80);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isMapping(value)) return 'a mapping';
  return value === undefined ? 'nothing' : inertText(JSON.stringify(value), 60);
}

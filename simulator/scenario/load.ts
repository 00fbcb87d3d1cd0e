/** From a scenario file to a validated, resolved, frozen scenario: every fault at once, each located. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { buildScenario } from './build.ts';
import { type Locate, wordFaults } from './faults.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { type Purpose, ruleFaults } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIO_SCHEMA } from './schema.ts';
import { parseScenarioText, readScenarioText } from './source.ts';
import { asDocument, shapeFaults } from './validate.ts';

/** More do not help anybody. */
const MAX_FAULTS_SHOWN = 30;

export interface LoadOptions {
  readonly overrides?: readonly Override[];
  /** Default: `bench`. */
  readonly purpose?: Purpose;
}

/**
 * @throws StreamstockError SCENARIO_UNREADABLE when the file cannot be read as text, SCENARIO_INVALID with
 *   one line per fault: `file:line:col: what (where) — suggestion`
 */
export function loadScenarioFile(path: string, options: LoadOptions = {}): Scenario {
  return parseScenario(readScenarioText(path), path, options);
}

/**
 * @param fileName as messages shall name it
 * @throws StreamstockError SCENARIO_INVALID
 */
export function parseScenario(text: string, fileName: string, options: LoadOptions = {}): Scenario {
  const parsed = parseScenarioText(text, fileName);
  if (!parsed.ok) throw invalid(parsed.faults.map(({ label, what }) => `${label}: ${what}`));
  const { source } = parsed;
  if (!hasKnownKey(source.value)) {
    // Someone's other file, perhaps with secrets in it: do not recite its keys.
    throw invalid([`${fileName}:1:1: is not a scenario: none of its keys is known`]);
  }
  const { value, faults, sourceOf } = applyOverrides(source.value, options.overrides ?? []);
  const shape = shapeFaults(value);
  const unsound = new Set(shape.map(({ path }) => String(path[0])));
  const rules = ruleFaults(asDocument(value), unsound, options.purpose ?? 'bench');
  const locate: Locate = (path, atKey) => {
    const from = sourceOf(path);
    return from === undefined ? source.locate(path, atKey) : { label: from, offset: 0 };
  };
  const lines = wordFaults([...faults, ...shape, ...rules], locate, source.keyFaults);
  if (lines.length > 0) throw invalid(lines);
  return buildScenario(asDocument(value));
}

function hasKnownKey(value: unknown): boolean {
  const known = Object.keys(SCENARIO_SCHEMA.properties);
  return typeof value === 'object' && Object.keys(value ?? {}).some((key) => known.includes(key));
}

function invalid(lines: readonly string[]): StreamstockError {
  const shown = lines.slice(0, MAX_FAULTS_SHOWN);
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more faults`);
  return new StreamstockError('SCENARIO_INVALID', shown.join('\n'), {
    hint: 'docs/scenarios.md lists every key, its values and its default.',
  });
}

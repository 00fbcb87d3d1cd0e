/** Checks data against the schema and words every fault, with a suggestion where one is near. */
import { Ajv, type ErrorObject } from 'ajv';
import { nearest } from '../../pipeline/nearest.ts';
import type { Fault, Path } from './faults.ts';
import { valueText } from './faults.ts';
import { SCENARIO_SCHEMA, type ScenarioDocument } from './schema.ts';

/** What Ajv reports about: with `verbose` it hands over the schema around the failed keyword. */
interface SchemaPart {
  readonly title?: string;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
}

const validateDocument = new Ajv({ allErrors: true, verbose: true }).compile<ScenarioDocument>(
  JSON.parse(JSON.stringify(SCENARIO_SCHEMA)),
);

/** @returns faults in no particular order; none when the value is a {@link ScenarioDocument} */
export function shapeFaults(value: unknown): Fault[] {
  if (validateDocument(value)) return [];
  const errors = relevantErrors(validateDocument.errors ?? []);
  const faults = new Map<string, Fault>();
  for (const error of errors) {
    const fault = faultOf(error, value);
    const key = JSON.stringify([fault.path, fault.what]);
    faults.set(key, fault);
  }
  return [...faults.values()];
}

/** Only meaningful when {@link shapeFaults} found nothing. */
export function asDocument(value: unknown): ScenarioDocument {
  return value as ScenarioDocument;
}

/**
 * A failed `anyOf` reports the faults of every branch. One branch is what the author meant: the one whose
 * type fits, or whose `executor` does. Its faults stand; where there is none, only the anyOf's own does.
 */
function relevantErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  let remaining = [...errors];
  for (const union of errors.filter((error) => error.keyword === 'anyOf')) {
    const prefix = `${union.schemaPath}/`;
    const branches = branchesOf(
      remaining.filter((error) => error.schemaPath.startsWith(prefix)),
      prefix,
    );
    const meant = branches.filter((branch) => fits(branch, union));
    const [only] = meant;
    const rest = remaining.filter(
      (error) => !error.schemaPath.startsWith(prefix) && error !== union,
    );
    const isClear = meant.length === 1 && only !== undefined && !only.every(isWord(union));
    remaining = isClear ? [...rest, ...only] : [...rest, union];
  }
  return remaining;
}

/** A misspelt word: the union's own title tells more than the branch of words does. */
function isWord(union: ErrorObject): (error: ErrorObject) => boolean {
  return (error) => error.keyword === 'enum' && error.instancePath === union.instancePath;
}

/** Errors by the branch of the union they are about. */
function branchesOf(errors: readonly ErrorObject[], prefix: string): ErrorObject[][] {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const branch = error.schemaPath.slice(prefix.length).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  return [...branches.values()];
}

function fits(branch: readonly ErrorObject[], union: ErrorObject): boolean {
  return !branch.some(
    (error) =>
      (error.instancePath === union.instancePath &&
        (error.keyword === 'type' || isScalarMismatch(error))) ||
      error.instancePath === `${union.instancePath}/executor`,
  );
}

/** A mapping is not a misspelt word. */
function isScalarMismatch(error: ErrorObject): boolean {
  return error.keyword === 'enum' && typeof error.data === 'object';
}

function faultOf(error: ErrorObject, root: unknown): Fault {
  const path = pathOf(error.instancePath, root);
  const schema = error.parentSchema as SchemaPart;
  if (error.keyword === 'additionalProperties') {
    const { additionalProperty } = error.params;
    const key = String(additionalProperty);
    const known = Object.keys(schema.properties ?? {});
    return {
      path: [...path, key],
      atKey: true,
      what: 'unknown key',
      suggestion: didYouMean(key, known) ?? `known keys: ${known.join(', ')}`,
    };
  }
  if (error.keyword === 'required') {
    const { missingProperty } = error.params;
    const key = String(missingProperty);
    const title = schema.properties?.[key]?.title;
    return {
      path: [...path, key],
      what: 'is missing',
      suggestion: title === undefined ? undefined : `add ${title}`,
    };
  }
  if (error.keyword === 'anyOf' && hasExecutors(schema) && isMapping(error.data)) {
    const { executor } = error.data;
    return executorFault(path, executor);
  }
  const words = wordsOf(schema);
  return {
    path,
    what: `must be ${schema.title ?? 'something else'}, is ${valueText(error.data)}`,
    suggestion: typeof error.data === 'string' ? didYouMean(error.data, words) : undefined,
  };
}

function executorFault(path: Path, executor: unknown): Fault {
  const known = ['constant-arrival-rate', 'ramping-arrival-rate'];
  const choices = known.join(' or ');
  return executor === undefined
    ? { path: [...path, 'executor'], what: 'is missing', suggestion: `add ${choices}` }
    : {
        path: [...path, 'executor'],
        what: `must be ${choices}, is ${valueText(executor)}`,
        suggestion: typeof executor === 'string' ? didYouMean(executor, known) : undefined,
      };
}

function hasExecutors(schema: SchemaPart): boolean {
  return schema.title?.includes('executor') ?? false;
}

function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const close = nearest(word, candidates);
  return close === undefined ? undefined : `did you mean ${JSON.stringify(close)}?`;
}

/** The words a schema accepts, in its own enum or in a branch's. */
function wordsOf(schema: SchemaPart & { readonly anyOf?: readonly SchemaPart[] }): string[] {
  return [schema, ...(schema.anyOf ?? [])]
    .flatMap((part) => part.enum ?? [])
    .filter((word) => typeof word === 'string');
}

/** A JSON pointer as a path; numbers where the data has lists. */
function pathOf(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const part = Array.isArray(value) ? Number(key) : key;
      value = isMapping(value) || Array.isArray(value) ? Reflect.get(value, part) : undefined;
      return part;
    });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

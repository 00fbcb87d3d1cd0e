/** The tables of `docs/scenarios.md` and `docs/metrics.md`, made from the schema and the list of metrics themselves. */
import { aggregationsOf, METRICS, type MetricSource } from '../../reports/metrics.ts';
import { SCENARIO_SCHEMA } from './schema.ts';

/** What the tables need of a part of the schema. */
interface SchemaPart {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly required?: readonly string[];
  readonly items?: SchemaPart | readonly SchemaPart[];
  readonly anyOf?: readonly SchemaPart[];
}

/** One row a key: path, value, default, meaning. */
export function keyTable(): string {
  const rows = new Map<string, string>();
  collect(JSON.parse(JSON.stringify(SCENARIO_SCHEMA)) as SchemaPart, '', rows);
  return [
    '| key | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.values(),
    '',
  ].join('\n');
}

/** One row a metric: name, aggregations, unit of the limit, selectors, meaning. */
export function metricTable(source: MetricSource): string {
  const rows = METRICS.filter((metric) => metric.source === source).map((metric) => {
    const { name, kind, unit, selectors, description } = metric;
    const aggregations = aggregationsOf(metric).map((word) => (word === 'p' ? 'p(N)' : word));
    return `| \`${name}\` | ${kind} | ${coded(aggregations)} | ${unit} | ${coded(selectors)} | ${escaped(description)} |`;
  });
  return [
    '| metric | kind | aggregations | limit in | selectors | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function coded(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(' ');
}

function collect(part: SchemaPart, path: string, rows: Map<string, string>): void {
  for (const [key, child] of Object.entries(part.properties ?? {})) {
    const childPath = path === '' ? key : `${path}.${key}`;
    const isRequired = part.required?.includes(key) ?? false;
    const value = child.const === undefined ? (child.title ?? '') : executors(childPath);
    const row = `| \`${childPath}\` | ${escaped(value)} | ${isRequired ? 'required' : defaultText(child)} | ${escaped(meaning(child, childPath))} |`;
    if (!rows.has(childPath)) rows.set(childPath, row);
    collect(child, childPath, rows);
  }
  for (const branch of part.anyOf ?? []) collect(branch, path, rows);
  const { items } = part;
  if (items !== undefined && !Array.isArray(items)) collect(items as SchemaPart, `${path}[]`, rows);
}

function executors(path: string): string {
  return path === 'load.executor' ? 'constant-arrival-rate or ramping-arrival-rate' : '';
}

/** Keys of one executor say so. */
function meaning(part: SchemaPart, path: string): string {
  if (path === 'load.executor')
    return 'The same rate all the time, or a rate that changes linearly in stages.';
  const text = part.description ?? '';
  if (path === 'load.rate' || path === 'load.duration') return `${text} (constant-arrival-rate)`;
  if (path === 'load.startRate' || path === 'load.stages') return `${text} (ramping-arrival-rate)`;
  return text;
}

function defaultText(part: SchemaPart): string {
  if (part.default === undefined || part.default === '') return '';
  return `\`${typeof part.default === 'string' ? part.default : JSON.stringify(part.default)}\``;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/**
 * Writes what follows from the schema: the JSON Schema that editors complete scenario files with, and the
 * tables of `docs/scenarios.md` and `docs/metrics.md`. A test holds the committed files against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIO_SCHEMA } from './schema.ts';
import { keyTable, metricTable } from './schema-table.ts';

export const SCHEMA_FILE = new URL('../../scenarios/scenario.schema.json', import.meta.url);
export const DOCUMENT_FILE = new URL('../../docs/scenarios.md', import.meta.url);
export const METRICS_FILE = new URL('../../docs/metrics.md', import.meta.url);

/** The text of `scenarios/scenario.schema.json`. */
export function schemaText(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...SCENARIO_SCHEMA,
    title: 'Scenario of streamstock-bench',
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** @param text of `docs/scenarios.md`, whose table may be out of date */
export function withTables(text: string): string {
  return replaced(text, 'keys', keyTable());
}

/** @param text of `docs/metrics.md`, whose tables may be out of date */
export function withMetricTables(text: string): string {
  const sources = ['latency', 'sample', 'figure', 'counter'] as const;
  return sources.reduce((page, source) => replaced(page, source, metricTable(source)), text);
}

function replaced(text: string, name: string, table: string): string {
  const [before, rest] = split(text, `<!-- table: ${name} -->\n`);
  const [, after] = split(rest, `<!-- end: ${name} -->`);
  return `${before}<!-- table: ${name} -->\n\n${table}\n<!-- end: ${name} -->${after}`;
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the document has no ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(SCHEMA_FILE, schemaText());
  writeFileSync(DOCUMENT_FILE, withTables(readFileSync(DOCUMENT_FILE, 'utf8')));
  writeFileSync(METRICS_FILE, withMetricTables(readFileSync(METRICS_FILE, 'utf8')));
}

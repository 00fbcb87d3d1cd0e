/** The OpenAPI document as a page: no scripts, nothing from elsewhere, so that it works offline and under the strictest policy. */
import type { ApiDocument, ApiOperation, ApiSchema } from './document.ts';

export function docsPage(document: ApiDocument): string {
  const { title, version, description } = document.info;
  const sections = document.tags.map(({ name }) => section(document, name)).join('');
  const schemas = Object.entries(document.components.schemas);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<header>
<h1>${escaped(title)} <small>${escaped(version)}</small></h1>
<p>${escaped(description)}</p>
<p>For programs: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI ${escaped(document.openapi)}).</p>
</header>
<main>
${sections}
<section><h2>What the answers are made of</h2>
${schemas.map(([name, schema]) => component(name, schema)).join('')}
</section>
</main>
</body>
</html>
`;
}

function section({ paths }: ApiDocument, tag: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => operationOf(method, path, operation)),
  );
  return `<section><h2>${escaped(tag)}</h2>${operations.join('')}</section>\n`;
}

function operationOf(method: string, path: string, operation: ApiOperation): string {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const body = requestBody?.content['application/json']?.schema;
  return `
<article id="${escaped(operationId)}">
<h3><span class="method">${escaped(method.toUpperCase())}</span> <code>${escaped(path)}</code></h3>
<p>${escaped(summary)}.${description === undefined ? '' : ` ${marked(description)}`}</p>
${fieldTable(
  'Parameters',
  operationId,
  parameters.map((each) => ({ ...each, isNeeded: each.required === true, where: each.in })),
)}
${body === undefined ? '' : fieldTable('Body', operationId, bodyFields(body))}
${responseTable(operation)}
</article>`;
}

interface Field {
  readonly name: string;
  readonly where: string;
  readonly isNeeded: boolean;
  readonly description?: string;
  readonly schema: ApiSchema;
}

function bodyFields({ properties = {}, required = [] }: ApiSchema): Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, schema, where: 'body', isNeeded: required.includes(name) },
  }));
}

/** @param of whose they are, for who hears the page */
function fieldTable(title: string, of: string, fields: readonly Field[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(({ name, where, isNeeded, description, schema }) => {
    const words = description ?? schema.description ?? '';
    return `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(where)}${isNeeded ? ', needed' : ''}</td><td>${kindOf(schema)}</td><td>${marked(words)}</td></tr>`;
  });
  return `<div class="wide" tabindex="0" role="region" aria-label="${escaped(`${title} of ${of}`)}"><table>
<caption>${escaped(title)}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">What</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function responseTable({ operationId, responses }: ApiOperation): string {
  const rows = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = content?.['application/json']?.schema;
    const data = schema?.properties?.['data'] ?? schema;
    const kind = data === undefined ? '' : kindOf(data);
    return `<tr><th scope="row">${escaped(status)}</th><td>${kind}</td><td>${marked(description)}</td></tr>`;
  });
  return `<div class="wide" tabindex="0" role="region" aria-label="Answers of ${escaped(operationId)}"><table>
<caption>Answers</caption>
<thead><tr><th scope="col">Status</th><th scope="col">data</th><th scope="col">When</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function component(name: string, { properties = {}, required = [] }: ApiSchema): string {
  const fields = Object.entries(properties).map(([field, schema]) => ({
    ...{ name: field, schema, isNeeded: false },
    where: required.includes(field) ? 'always' : 'sometimes',
  }));
  return `<article id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${fieldTable('Fields', name, fields)}</article>`;
}

function kindOf(schema: ApiSchema): string {
  if (schema.$ref !== undefined) {
    const name = escaped(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((each) => code(each)).join(', ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.items !== undefined) return `list of ${kindOf(schema.items)}`;
  const data = schema.properties?.['data'];
  if (data !== undefined) return kindOf(data);
  return `${escaped([schema.type ?? 'anything'].flat().join(' or '))}${escaped(limitsOf(schema))}`;
}

function limitsOf({ format, minimum, maximum, exclusiveMinimum, maxLength, ...rest }: ApiSchema) {
  const limits = [
    format,
    minimum === undefined ? undefined : `from ${minimum}`,
    exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`,
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : `to ${maximum}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    rest.default === undefined ? undefined : `${JSON.stringify(rest.default)} when left out`,
    rest.deprecated === true ? 'deprecated' : undefined,
  ].filter((each) => each !== undefined);
  return limits.length === 0 ? '' : `, ${limits.join(', ')}`;
}

function code(value: unknown): string {
  return `<code>${escaped(String(value))}</code>`;
}

/** Text with `code` in it. */
function marked(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export const DOCS_STYLE = `:root { color-scheme: light dark; --line: #d5d9de; --soft: #f3f5f7; --ink: #1b2127; --link: #0b57a4; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4149; --soft: #20262c; --ink: #e6eaee; --link: #8cc2ff; --paper: #14181c; } }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
small { font-weight: normal; font-size: 60%; }
article { margin: 1.5rem 0; padding-top: .5rem; border-top: 1px solid var(--line); }
h3 { overflow-wrap: anywhere; }
.method { font-size: 80%; letter-spacing: .05em; }
.wide { overflow-x: auto; }
table { width: 100%; margin: .5rem 0; border-collapse: collapse; font-size: 90%; }
caption { text-align: left; font-weight: 600; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
code { padding: 0 .2em; background: var(--soft); border-radius: .2em; }
`;

import { readFile } from 'node:fs/promises';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { apiFixture } from '../../pipeline/query/api/api.fixture.ts';
import { REFUSAL_STATUS } from '../../pipeline/query/api/refusal.ts';
import { liveHello, POINT } from '../../reports/live/hello.fixture.ts';
import { metricFamilies } from '../../reports/live/metric-families.ts';
import { CONTROL_ACTIONS } from './server/control-body.ts';

const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
const { server } = await apiFixture();

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Example {
  readonly request: InjectOptions & { readonly url: string };
  /** What the page shows as its answer. */
  readonly answer: unknown;
}

/** Requests of the page, each with the JSON that stands right behind it, if any. */
function examples(): Example[] {
  const fences = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.flatMap(([, kind, content = ''], at) => {
    if (kind !== 'sh') return [];
    const [, nextKind, nextContent = ''] = fences[at + 1] ?? [];
    const lines = content.replaceAll('\\\n', ' ').trim().split('\n');
    return lines.map((line, index) => ({
      request: requestOf(line),
      answer: index === 0 && nextKind === 'json' ? JSON.parse(nextContent) : undefined,
    }));
  });
}

function requestOf(line: string): Example['request'] {
  const url = /http:\/\/127\.0\.0\.1:3001(\/[^\s']*)/.exec(line)?.[1];
  if (url === undefined) throw new Error(`no address in ${line}`);
  const method = /-X (POST|PUT)/.exec(line)?.[1] ?? 'GET';
  const payload = /-d '([^']*)'/.exec(line)?.[1];
  const [, name = '', value = ''] = /-H '([^:']+): ([^']+)'/.exec(line) ?? [];
  return {
    ...{ method: method as 'GET', url },
    ...(name === '' ? {} : { headers: { [name]: value } }),
    ...(payload === undefined ? {} : { payload }),
  };
}

/** The same for answers that have the same fields: of lists the first entry, of values none. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  );
}

describe('docs/api.md', () => {
  it('names every path of the OpenAPI document, and every parameter beside its path', async () => {
    const { paths } = (await server.inject('/api/openapi.json')).json<OpenApi>();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        address: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        names: (operation.parameters ?? []).map(({ name }) => name),
      })),
    );
    expect(operations.length).toBeGreaterThan(10);
    for (const { address, names } of operations) {
      expect(text).toContain(`\`${address}\``);
      const section = text.split(`### \`${address}\``)[1]?.split(/^##/m)[0];
      for (const name of names.filter((each) => each !== 'id')) {
        expect(section, `${address} and ${name}`).toContain(`\`${name}\``);
      }
    }
  });

  it('shows requests that are answered, by what it shows', async () => {
    const shown = examples();
    expect(shown.length).toBeGreaterThan(10);
    for (const { request, answer } of shown) {
      const response = await server.inject(request);
      expect(response.statusCode, `${request.url}: ${response.body}`).toBeLessThan(300);
      if (answer !== undefined) {
        expect(shapeOf(answer), request.url).toEqual(shapeOf(response.json()));
      }
    }
  });

  it('shows an error as it is answered', async () => {
    const shown = JSON.parse(/### Errors\n\n```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    const { timestamp, ...error } = (await server.inject('/api/products?pagesize=5')).json();
    expect(timestamp).toEqual(expect.any(String));
    expect(shown).toMatchObject(error);
  });

  it('says the status of every code of an error, and no others', () => {
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \|/gm)];
    expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(
      REFUSAL_STATUS,
    );
  });

  it('has every metric with its type, labels and meaning', () => {
    const hello = liveHello({ series: [{ ...POINT, alertP99Us: 5_000 }] });
    const rows = metricFamilies(hello, {
      ...{ toolVersion: '0', isReady: true, startedAtSeconds: 1, cpuSeconds: 1 },
      ...{ residentBytes: 1, eventsApplied: 1 },
    }).map(({ name, type, help, samples }) => {
      const labels = Object.keys(samples[0]?.labels ?? {}).map((label) => `\`${label}\``);
      return `| \`${name}\` | ${type} | ${labels.join(' ')} | ${help} |`;
    });
    const table = /<!-- table: metrics -->\n\n.*\n.*\n([\s\S]*?)\n\n<!-- end/.exec(text)?.[1];
    expect(table?.split('\n')).toEqual(rows);
  });

  it('names every control and what else the live server answers', () => {
    const controls = /`POST \/live\/controls` \|.*/.exec(text)?.[0] ?? '';
    for (const action of CONTROL_ACTIONS) expect(controls).toContain(`\`${action}\``);
    const others = ['/live/stream', '/live/state', '/live/records/:topic/:partition/:offset'];
    for (const path of [...others, '/healthz', '/readyz', '/metrics']) {
      expect(text).toContain(`\`GET ${path}\``);
    }
    for (const path of ['/api/openapi.json', '/api/docs']) expect(text).toContain(`\`${path}\``);
  });
});

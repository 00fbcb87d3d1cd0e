import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoMs } from '../../stages/iso-time.ts';
import type { ErrorAnswer } from '../wire.ts';
import { type ApiFixture, apiFixture } from './api.fixture.ts';
import type { ApiDocument } from './document.ts';
import {
  type Operation,
  operationsOf,
  rightRequest,
  rightValue,
  type Sent,
  wrongRequests,
} from './openapi-cases.fixture.ts';

const SEED = 20260105;

let api: ApiFixture;
let document: ApiDocument;
let operations: Operation[];
let isAsDescribed: (operation: Operation, status: number, body: unknown) => string | undefined;

beforeAll(async () => {
  api = await apiFixture();
  document = (await api.server.inject('/api/openapi.json')).json<ApiDocument>();
  operations = operationsOf(document);
  isAsDescribed = describedBy(document);
});
afterAll(() => api.server.close());

/** @returns undefined, or what is wrong with the answer */
function describedBy(described: ApiDocument): typeof isAsDescribed {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('date-time', (text: string) => Number.isFinite(isoMs(text)));
  ajv.addSchema(described, 'api');
  return ({ method, path, operation }, status, body) => {
    if (operation.responses[status] === undefined) return `${status} is not in the document`;
    const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content']
      .concat('application/json', 'schema')
      .map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
      .join('/');
    const validate = ajv.getSchema(`api#/${place}`);
    if (validate === undefined) return `${place} is not in the document`;
    return validate(body) === true ? undefined : ajv.errorsText(validate.errors);
  };
}

async function send({ method, url, payload, contentType }: Sent) {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const answer = await api.server.inject({
    ...{ method, url, headers },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

describe('the OpenAPI document', () => {
  it('has every path of the mission', () => {
    const all = operations.map(({ method, path }) => `${method} ${path}`).sort();
    expect(all).toEqual([
      'GET /api/alerts',
      'GET /api/events',
      'GET /api/forecast',
      'GET /api/metrics',
      'GET /api/products',
      'GET /api/products/{id}',
      'GET /api/recommendations',
      'GET /api/warehouses',
      'POST /api/alerts/{id}/dismiss',
      'POST /api/alerts/{id}/resolve',
      'POST /api/events',
      'PUT /api/products/{id}',
    ]);
  });

  it('is of version 3.1, names every operation once, and leads nowhere else', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ''] of references) {
      const name = reference.replace('#/components/schemas/', '');
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('says of every write that its body may be wrong, and that the token may be asked for', () => {
    for (const { method, operation } of operations.filter((each) => each.method !== 'GET')) {
      expect(Object.keys(operation.responses), method).toEqual(
        expect.arrayContaining(['202', '400', '401', '404', '409', '413', '415', '503']),
      );
    }
  });
});

describe('what the document says is right', () => {
  it('is answered as described, parameter by parameter', async () => {
    for (const operation of operations) {
      expect(await answerTo(rightRequest(operation, {}), operation)).toBeUndefined();
      for (const { name, schema } of operation.query) {
        for (const value of fc.sample(rightValue(schema), { numRuns: 4, seed: SEED })) {
          const sent = rightRequest(operation, { [name]: value });
          expect(await answerTo(sent, operation), sent.url).toBeUndefined();
        }
      }
    }
  });

  it('is answered as described in any combination', async () => {
    for (const operation of operations.filter(({ query }) => query.length > 1)) {
      const query = fc.record(
        Object.fromEntries(operation.query.map(({ name, schema }) => [name, rightValue(schema)])),
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(query, async (wanted) => {
          const { status, body } = await send(rightRequest(operation, wanted));
          expect(isAsDescribed(operation, status, body)).toBeUndefined();
          // The one rule between two parameters.
          if (status !== 200) expect((body as ErrorAnswer).error.field).toBe('query.to');
        }),
        { seed: SEED, numRuns: 30 },
      );
    }
  });

  it('is taken in bodies, field by field, unless it contradicts what the product is now', async () => {
    for (const operation of operations) {
      for (const [name, schema] of Object.entries(operation.body?.properties ?? {})) {
        const taken: unknown[] = [];
        for (const value of fc.sample(rightValue(schema), { numRuns: 15, seed: SEED })) {
          const before = api.sink.sent.length;
          const required = { productId: 'PROD-001', quantity: 1 };
          const content = { ...(operation.body?.required ? required : {}), [name]: value };
          const { status, body } = await send(rightRequest(operation, {}, content));
          expect(isAsDescribed(operation, status, body)).toBeUndefined();
          if (status === 202) taken.push(value);
          else expect((body as ErrorAnswer).error.field).toBe(`body.${name}`);
          expect(api.sink.sent.length - before).toBe(status === 202 ? 1 : 0);
        }
        expect(taken.length, `${operation.path} ${name}`).toBeGreaterThan(0);
      }
    }
  });
});

describe('what the document says is wrong', () => {
  it('is refused by name, with nothing changed', async () => {
    const before = { version: api.store.version(), sent: api.sink.sent.length };
    let refused = 0;
    for (const operation of operations) {
      for (const { what, sent, field } of wrongRequests(operation)) {
        const { status, body } = await send(sent);
        const name = `${operation.method} ${operation.path}: ${what}`;
        expect(status, name).toBeGreaterThanOrEqual(400);
        expect(status, name).toBeLessThan(500);
        expect(isAsDescribed(operation, status, body), name).toBeUndefined();
        expect((body as ErrorAnswer).error.field, name).toBe(field);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect({ version: api.store.version(), sent: api.sink.sent.length }).toEqual(before);
  });

  it('is refused whatever is thrown at it', async () => {
    const before = api.sink.sent.length;
    const anything = fc.record({
      operation: fc.constantFrom(...operations),
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((name) => `${name}?`),
      value: fc.string({ unit: 'grapheme', maxLength: 2_000 }),
      json: fc.json({ maxDepth: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(anything, async ({ operation, id, name, value, json }) => {
        const { url } = rightRequest(operation, { [name]: value }, undefined, id);
        const sent = { method: operation.method, url };
        const { status, body } = await send(
          operation.body === undefined
            ? sent
            : { ...sent, payload: `[${json}]`, contentType: 'application/json' },
        );
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(isAsDescribed(operation, status, body)).toBeUndefined();
      }),
      { seed: SEED, numRuns: 150 },
    );
    expect(api.sink.sent).toHaveLength(before);
  });
});

async function answerTo(sent: Sent, operation: Operation): Promise<string | undefined> {
  const { status, body } = await send(sent);
  if (status >= 300) return `${status}: ${JSON.stringify(body)}`;
  return isAsDescribed(operation, status, body);
}

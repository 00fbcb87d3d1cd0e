/** The OpenAPI document: made from the schemas that requests are held against, so that it cannot say anything else. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { ALERT } from './schemas/alerts.ts';
import { COMMAND_ACCEPTED, ERROR } from './schemas/answers.ts';
import { EVENT } from './schemas/events.ts';
import { FORECAST } from './schemas/forecast.ts';
import { PRODUCT, PRODUCT_DETAIL } from './schemas/products.ts';
import { METRICS, RECOMMENDATION, WAREHOUSE } from './schemas/totals.ts';

const COMPONENTS = [
  ...[PRODUCT, PRODUCT_DETAIL, ALERT, EVENT, FORECAST, RECOMMENDATION, WAREHOUSE],
  ...[METRICS, COMMAND_ACCEPTED, ERROR],
];

const DESCRIPTION = `The inventory of a running simulation. Reads come from memory and are as new as the last changes that were \
read from Kafka; writes are commands on inventory.commands, answered when the broker has them and seen a moment later. \
A run that is measured takes no writes (409 READ_ONLY). A run that is shared on the network takes them with its token only.`;

/** To be called before the routes of the scope are made. */
export async function describeRoutes(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'streamstock inventory API', version, description: DESCRIPTION },
      servers: [{ url: '/' }],
      tags: ['Products', 'Events', 'Alerts', 'Analytics'].map((name) => ({ name })),
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token of the run, where it is shared on the network.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, at) =>
        typeof $id === 'string' ? $id : `schema-${at}`,
    },
  });
  for (const component of COMPONENTS) server.addSchema(component);
}

/** The parts of the document that its page shows. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, ApiSchema>> };
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: ApiSchema }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema: ApiSchema }>>;
      }
    >
  >;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema: ApiSchema;
}

export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minProperties?: number;
  readonly deprecated?: boolean;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: ApiSchema;
  readonly anyOf?: readonly ApiSchema[];
}

/** `/api/products` */
import type { FastifyInstance } from 'fastify';
import { productDetailJson, productJson } from '../../answers/products.ts';
import { sendCommand } from '../commanding.ts';
import { categoryOf, productOf, warehouseOf } from '../lookup.ts';
import { pageOfEntries } from '../paging.ts';
import { productChanges } from '../product-changes.ts';
import {
  COMMAND_ACCEPTED,
  oneOf,
  pageOf,
  READ_REFUSALS,
  responses,
  WRITE_REFUSALS,
  WRITE_SECURITY,
} from '../schemas/answers.ts';
import {
  PRODUCT,
  PRODUCT_CHANGES,
  PRODUCT_DETAIL,
  PRODUCT_PARAMS,
  PRODUCTS_QUERY,
  type ProductChangesJson,
  type ProductsQuery,
} from '../schemas/products.ts';
import { selectProducts } from '../select-products.ts';
import type { RouteContext } from './context.ts';

interface Named {
  Params: { id: string };
}

export function productRoutes(server: FastifyInstance, context: RouteContext): void {
  const { store, commands, send } = context;

  server.get<{ Querystring: ProductsQuery }>(
    '/api/products',
    { schema: LIST },
    async (request, reply) => {
      const { category, warehouse, ...query } = request.query;
      const selected = selectProducts(store.products(), {
        ...query,
        category: category && categoryOf(store, category, 'query.category'),
        warehouseIndex:
          warehouse === undefined
            ? undefined
            : warehouseOf(store, warehouse, 'query.warehouse').index,
      });
      const warehouses = store.warehouses();
      const page = pageOfEntries(selected, query, (product) => productJson(product, warehouses));
      return send(request, reply, page);
    },
  );

  server.get<Named>('/api/products/:id', { schema: ONE }, async (request, reply) => {
    const product = productOf(store, request.params.id, 'params.id');
    return send(request, reply, { data: productDetailJson(product, store), count: 1 });
  });

  server.put<Named & { Body: ProductChangesJson }>(
    '/api/products/:id',
    { schema: CHANGE },
    async ({ params, body }, reply) => {
      const product = productOf(store, params.id, 'params.id');
      const changes = productChanges(body, product);
      const command = { kind: 'update-product', productId: product.id, changes } as const;
      return sendCommand(commands, command, reply);
    },
  );
}

const LIST = {
  operationId: 'listProducts',
  tags: ['Products'],
  summary: 'Products with their stock',
  querystring: PRODUCTS_QUERY,
  response: responses(200, 'A page of products.', pageOf(PRODUCT), READ_REFUSALS),
};

const ONE = {
  operationId: 'getProduct',
  tags: ['Products'],
  summary: 'One product, with its alerts and its forecast',
  params: PRODUCT_PARAMS,
  response: responses(200, 'The product.', oneOf(PRODUCT_DETAIL), READ_REFUSALS),
};

const CHANGE = {
  operationId: 'updateProduct',
  tags: ['Products'],
  summary: 'Change settings of a product',
  description: 'A command on inventory.commands; the product shows it a moment later.',
  params: PRODUCT_PARAMS,
  body: PRODUCT_CHANGES,
  security: WRITE_SECURITY,
  response: responses(202, 'The command is in the log.', oneOf(COMMAND_ACCEPTED), WRITE_REFUSALS),
};

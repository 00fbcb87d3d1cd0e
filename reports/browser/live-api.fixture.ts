/** The answers of a made-up inventory, in the forms that `pipeline/query/wire.ts` says. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type {
  ForecastJson,
  ProductDetailJson,
  RecommendationJson,
  WarehouseJson,
} from '../../pipeline/query/wire.ts';
import type { MadeProduct, MadeWorld } from './live-world.fixture.ts';

export interface ApiPower {
  /** Writes are refused with 409 where not. */
  readonly mayAct: () => boolean;
  /** Every answer is a fault. */
  readonly isBroken: () => boolean;
}

type Query = Readonly<Record<string, string | undefined>>;

export function madeApi(server: FastifyInstance, world: MadeWorld, power: ApiPower): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return undefined;
    if (power.isBroken()) return fault(reply, 503, 'BROKER_UNREACHABLE', 'the broker is away');
    if (request.method === 'GET' || power.mayAct()) return undefined;
    return fault(reply, 409, 'READ_ONLY', 'this run takes no writes by hand');
  });
  products(server, world);
  alerts(server, world);
  derived(server, world);
}

function products(server: FastifyInstance, world: MadeWorld): void {
  server.get('/api/products', (request) => {
    const {
      search = '',
      category,
      warehouse,
      status,
      sort,
      order,
      ...rest
    } = request.query as Query;
    const wanted = search.toLowerCase();
    const found = world.products
      .map(({ json }) => json)
      .filter(({ id, sku, name }) => `${id} ${sku} ${name}`.toLowerCase().includes(wanted))
      .filter((product) => category === undefined || product.category === category)
      .filter((product) => warehouse === undefined || product.warehouseId === warehouse)
      .filter((product) => status === undefined || isLike(product.status, status))
      .toSorted((a, b) => {
        const [one, other] = [
          SORT_KEYS[sort ?? '']?.(a) ?? a.id,
          SORT_KEYS[sort ?? '']?.(b) ?? b.id,
        ];
        const rank = one < other ? -1 : one > other ? 1 : 0;
        return order === 'desc' ? -rank : rank;
      });
    return paged(found, rest);
  });
  server.get('/api/products/:id', (request, reply) => {
    const product = productOf(world, request.params);
    if (product === undefined)
      return fault(reply, 404, 'NOT_FOUND', 'no such product', 'params.id');
    return answer(detail(world, product));
  });
  server.put('/api/products/:id', (request, reply) => {
    const product = productOf(world, request.params);
    if (product === undefined)
      return fault(reply, 404, 'NOT_FOUND', 'no such product', 'params.id');
    const changes = request.body as Partial<MadeProduct['json']>;
    const capacity = changes.maxCapacity ?? product.json.maxCapacity;
    if (capacity < product.json.quantity) {
      const message = `must not be below the ${product.json.quantity} units on hand`;
      return fault(reply, 400, 'VALIDATION', message, 'body.maxCapacity');
    }
    later(() => {
      product.json = { ...product.json, ...changes, touchedByHand: true };
      world.version += 1;
    });
    return accepted(reply, product);
  });
  server.post('/api/events', (request, reply) => {
    const { productId, quantity } = request.body as { productId: string; quantity: number };
    const product = productOf(world, { id: productId });
    if (product === undefined) {
      return fault(reply, 404, 'NOT_FOUND', 'no such product', 'body.productId');
    }
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000_000) {
      const message = 'must be a whole number from 1 to 1,000,000';
      return fault(reply, 400, 'VALIDATION', message, 'body.quantity');
    }
    later(() => world.restock(productId, quantity));
    return accepted(reply, product);
  });
}

const SORT_KEYS: Readonly<Record<string, (product: MadeProduct['json']) => string | number>> = {
  name: ({ name }) => name,
  category: ({ category }) => category,
  warehouse: ({ warehouseId }) => warehouseId,
  quantity: ({ quantity }) => quantity,
  price: ({ price }) => price,
  value: ({ price, quantity }) => price * quantity,
  sold: ({ soldUnits }) => soldUnits,
  lost: ({ lostUnits }) => lostUnits,
  predicted: ({ predictedStock7d }) => predictedStock7d ?? -1,
  updated: ({ lastUpdated }) => lastUpdated,
};

function alerts(server: FastifyInstance, world: MadeWorld): void {
  server.get('/api/alerts', (request) => {
    const { severity, productId, active, status, ...rest } = request.query as Query;
    const wanted = active === 'true' ? 'active' : status;
    const found = world.alerts
      .filter((alert) => severity === undefined || alert.severity === severity)
      .filter((alert) => productId === undefined || alert.productId === productId)
      .filter((alert) => wanted === undefined || alert.status === wanted)
      .toSorted((a, b) => Number(a.resolved) - Number(b.resolved));
    return paged(found, rest);
  });
  for (const [verb, status] of [
    ['resolve', 'resolved'],
    ['dismiss', 'dismissed'],
  ] as const) {
    server.post(`/api/alerts/:id/${verb}`, (request, reply) => {
      const { id } = request.params as { id: string };
      const alert = world.alerts.find((one) => one.id === id);
      const product = productOf(world, { id: alert?.productId ?? '' });
      if (product === undefined)
        return fault(reply, 404, 'NOT_FOUND', 'no such alert', 'params.id');
      later(() => world.settleAlert(id, status));
      return accepted(reply, product);
    });
  }
}

function derived(server: FastifyInstance, world: MadeWorld): void {
  server.get('/api/events', (request) => {
    const { type, productId, warehouse, from, to, limit = '100' } = request.query as Query;
    const found = world.events
      .filter((event) => type === undefined || event.type === type)
      .filter((event) => productId === undefined || event.productId === productId)
      .filter((event) => warehouse === undefined || event.warehouseId === warehouse)
      .filter(({ timestamp }) => from === undefined || (timestamp ?? '') >= from)
      .filter(({ timestamp }) => to === undefined || (timestamp ?? '') <= to)
      .slice(-Number(limit))
      .toReversed();
    const total = world.eventsSeen;
    return { ...answer(found, found.length), total, dropped: total - world.events.length };
  });
  server.get('/api/warehouses', () => {
    const found = world.warehouses().map((id) => warehouseJson(world, id));
    return answer(found, found.length);
  });
  server.get('/api/forecast', (request) => {
    const { productId, days = '7', ...rest } = request.query as Query;
    const named = productOf(world, { id: productId ?? '' });
    if (named !== undefined) return answer(forecast(named, Number(days)));
    const found = world.products
      .map((product) => forecast(product, Number(days)))
      .toSorted((a, b) => (a.daysUntilStockOut ?? 999) - (b.daysUntilStockOut ?? 999));
    return paged(found, rest);
  });
  server.get('/api/recommendations', (request) => {
    return paged(recommendations(world), request.query as Query);
  });
  server.get('/api/metrics', () => answer(world.metrics('demo-7')));
}

function detail(world: MadeWorld, product: MadeProduct): ProductDetailJson {
  const { json, openingStock, restockedUnits, returnedUnits, dailySold } = product;
  return {
    ...json,
    openingStock,
    restockedUnits,
    returnedUnits,
    clippedUnits: 0,
    dailySold,
    alerts: world.alerts.filter(({ productId }) => productId === json.id).slice(0, 20),
    forecast: forecast(product, 7),
  };
}

function forecast({ json, dailySold }: MadeProduct, days: number): ForecastJson {
  const perDay = dailySold.reduce((sum, day) => sum + day, 0) / 7;
  const stockAfter = (day: number) => Math.max(0, Math.round(json.quantity - perDay * day));
  const seventh = stockAfter(7);
  return {
    productId: json.id,
    productName: json.name,
    model: 'sma-7',
    quantity: json.quantity,
    dailyDemand: Array.from({ length: days }, () => Math.round(perDay * 10) / 10),
    dailyStock: Array.from({ length: days }, (_, day) => stockAfter(day + 1)),
    predictedStock7d: seventh,
    confidence: 0.7,
    interval: { lower: Math.max(0, seventh - 40), upper: seventh + 40 },
    history: dailySold,
    daysUntilStockOut: perDay === 0 ? null : Math.round((json.quantity / perDay) * 10) / 10,
  };
}

function warehouseJson(world: MadeWorld, id: string): WarehouseJson {
  const stored = world.products.map(({ json }) => json).filter((json) => json.warehouseId === id);
  const onHandUnits = stored.reduce((sum, { quantity }) => sum + quantity, 0);
  const capacityUnits = 5_000;
  return {
    id,
    capacityUnits,
    onHandUnits,
    utilisation: onHandUnits / capacityUnits,
    products: stored.length,
    lowStock: stored.filter(({ status }) => isLike(status, 'low')).length,
    valueDollars: stored.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
    categories: [...new Set(stored.map(({ category }) => category))],
    stock: [...new Set(stored.map(({ category }) => category))].map((category) => {
      const own = stored.filter((json) => json.category === category);
      return {
        category,
        products: own.length,
        onHandUnits: own.reduce((sum, { quantity }) => sum + quantity, 0),
        lowStock: own.filter(({ status }) => isLike(status, 'low')).length,
        valueDollars: own.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
      };
    }),
  };
}

function recommendations(world: MadeWorld): readonly RecommendationJson[] {
  return world.products
    .map(({ json }) => json)
    .filter(({ status }) => status !== 'ok')
    .map(({ id, name, warehouseId, status, quantity }) => ({
      id: `REC-${id}`,
      kind: status === 'overstock' ? 'hold-orders' : 'reorder',
      priority: status === 'critical' ? 'critical' : status === 'low' ? 'high' : 'low',
      productId: id,
      productName: name,
      warehouseId,
      action: world.named(status === 'overstock' ? 'Hold further orders.' : 'Order 200 units now.'),
      reason: world.named(`${quantity} units are left, and 14 a day are sold.`),
      units: status === 'overstock' ? null : 200,
      daysUntilStockOut: status === 'overstock' ? null : Math.round(quantity / 1.4) / 10,
    }));
}

function isLike(status: string, wanted: string): boolean {
  return status === wanted || (wanted === 'low' && status === 'critical');
}

function productOf(world: MadeWorld, params: unknown): MadeProduct | undefined {
  const { id } = params as { id: string };
  return world.products.find(({ json }) => json.id === id);
}

/** As through Kafka: not at once. */
function later(effect: () => unknown): void {
  setTimeout(effect, 400);
}

function accepted(reply: FastifyReply, { json }: MadeProduct): FastifyReply {
  const written = { commandId: 'CMD-1', topic: 'inventory.commands', partition: json.partition };
  return reply.code(202).send(answer(written));
}

function answer<T>(data: T, count = 1) {
  return { success: true, data, count, timestamp: new Date().toISOString() };
}

function paged<T>(found: readonly T[], { page = '1', pageSize = '20' }: Query) {
  const at = (Number(page) - 1) * Number(pageSize);
  const data = found.slice(at, at + Number(pageSize));
  const place = { page: Number(page), pageSize: Number(pageSize), total: found.length };
  return { ...answer(data, data.length), ...place };
}

export function fault(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  field?: string,
): FastifyReply {
  const error = { code, message, ...(field === undefined ? {} : { field }) };
  return reply.code(status).send({ success: false, error, timestamp: new Date().toISOString() });
}

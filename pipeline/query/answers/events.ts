/** Records of the event topics, as the API tells of them. */
import type { EventView } from '../views.ts';
import type { EventJson } from '../wire.ts';
import { isoTime } from './units.ts';

export function eventJson(view: EventView): EventJson {
  return {
    number: view.number,
    id: view.id ?? null,
    type: view.type ?? null,
    source: view.source,
    productId: view.productId ?? null,
    warehouseId: view.warehouseId ?? null,
    quantity: view.quantity ?? null,
    timestamp: view.virtualMs === undefined ? null : isoTime(view.virtualMs),
    seq: view.productSeq ?? null,
    message: view.message ?? null,
    topic: view.topic,
    partition: view.partition,
    offset: view.offset,
  };
}

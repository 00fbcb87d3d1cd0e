/** Which events of the history are asked for. */
import type { EventView } from '../views.ts';

export interface EventSelection {
  readonly type?: string | undefined;
  readonly productId?: string | undefined;
  readonly warehouseId?: string | undefined;
  /** Virtual epoch milliseconds; from inclusive, to exclusive. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Numbers, exclusive. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * Newest first. With `after` they are the oldest of those that match, so that who goes on from the highest number seen misses none;
 * otherwise the newest.
 * @param events ascending by number
 */
export function selectEvents(events: readonly EventView[], wanted: EventSelection): EventView[] {
  const { limit, after, before } = wanted;
  const from = after === undefined ? 0 : firstBehind(events, after);
  const until = before === undefined ? events.length : firstBehind(events, before - 1);
  const matches = matcher(wanted);
  const found: EventView[] = [];
  const isUpwards = after !== undefined;
  for (let step = 0; step < until - from && found.length < limit; step += 1) {
    const event = events[isUpwards ? from + step : until - 1 - step];
    if (event !== undefined && matches(event)) found.push(event);
  }
  return isUpwards ? found.reverse() : found;
}

/** Position of the first event with a higher number. */
function firstBehind(events: readonly EventView[], number: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.number ?? 0) > number) high = middle;
    else low = middle + 1;
  }
  return low;
}

function matcher(wanted: EventSelection): (event: EventView) => boolean {
  const { type, productId, warehouseId, fromMs, toMs } = wanted;
  return (event) =>
    (type === undefined || event.type === type) &&
    (productId === undefined || event.productId === productId) &&
    (warehouseId === undefined || event.warehouseId === warehouseId) &&
    (fromMs === undefined || (event.virtualMs !== undefined && event.virtualMs >= fromMs)) &&
    (toMs === undefined || (event.virtualMs !== undefined && event.virtualMs < toMs));
}

/** Deliveries under way, earliest first: a binary heap ordered by (instant, order in which they were placed). */

export interface Delivery {
  readonly virtualMs: number;
  readonly productIndex: number;
  readonly quantityUnits: number;
  /** Position among all orders of this timeline: breaks ties, so that equal instants keep their order. */
  readonly orderNumber: number;
}

export class Deliveries {
  readonly #heap: Delivery[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Instant of the earliest delivery; infinite when none is under way. */
  get nextMs(): number {
    return this.#heap[0]?.virtualMs ?? Number.POSITIVE_INFINITY;
  }

  add(delivery: Delivery): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(delivery);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Delivery;
      if (!earlier(delivery, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = delivery;
  }

  take(): Delivery | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && earlier(heap[right] as Delivery, heap[child] as Delivery))
        child = right;
      if (!earlier(heap[child] as Delivery, last)) break;
      heap[at] = heap[child] as Delivery;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function earlier(a: Delivery, b: Delivery): boolean {
  return (
    a.virtualMs < b.virtualMs || (a.virtualMs === b.virtualMs && a.orderNumber < b.orderNumber)
  );
}

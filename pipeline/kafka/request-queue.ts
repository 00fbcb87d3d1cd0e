/**
 * Repairs kafkajs's request queue in this thread. `scheduleCheckPendingRequests` sets a timer even when
 * nothing is pending, which then sets the next: some 900 wake-ups a second for every idle connection, and
 * a warning about a negative timeout on newer versions of Node.
 */
import { createRequire } from 'node:module';

interface RequestQueuePrototype {
  scheduleCheckPendingRequests: (this: { readonly pending: readonly unknown[] }) => void;
}

let repaired = false;

/** Idempotent. To be called in every thread that uses kafkajs, before the first connection. */
export function repairRequestQueue(): void {
  if (repaired) return;
  repaired = true;
  const load = createRequire(import.meta.url);
  const { prototype } = load('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueuePrototype;
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleOnlyIfPending(): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}

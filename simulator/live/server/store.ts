/** What the API and the page answer from: one run, as it is known by now. */

import type { Warehouse } from '../../../pipeline/product.ts';
import type { ReadModel } from '../../../pipeline/query/read-model.ts';
import type {
  AlertView,
  EventHistory,
  ProductView,
  QueryStore,
  RunInfo,
} from '../../../pipeline/query/views.ts';
import type { AlertList } from './alert-list.ts';
import type { RecordHistory } from './history.ts';

export interface LiveStoreOptions {
  readonly run: RunInfo;
  readonly warehouses: readonly Warehouse[];
  readonly model: Pick<ReadModel, 'products' | 'product' | 'version'>;
  readonly alerts: AlertList;
  readonly history: RecordHistory;
  /** Records of the event topics that no history has seen. */
  readonly passedOver: () => number;
}

export class LiveStore implements QueryStore {
  readonly #options: LiveStoreOptions;
  #alerts: { readonly version: number; readonly list: readonly AlertView[] } | undefined;
  #alertsById: ReadonlyMap<string, AlertView> | undefined;
  #now: { readonly version: number; readonly ms: number } | undefined;

  constructor(options: LiveStoreOptions) {
    this.#options = options;
  }

  run(): RunInfo {
    return this.#options.run;
  }

  version(): number {
    return this.stateVersion() + this.#options.history.newest;
  }

  virtualNowMs(): number {
    const version = this.stateVersion();
    if (this.#now?.version !== version) {
      let ms = this.#options.run.startMs;
      for (const { lastMovementMs } of this.products()) ms = Math.max(ms, lastMovementMs);
      this.#now = { version, ms };
    }
    return this.#now.ms;
  }

  warehouses(): readonly Warehouse[] {
    return this.#options.warehouses;
  }

  products(): readonly ProductView[] {
    return this.#options.model.products();
  }

  product(id: string): ProductView | undefined {
    return this.#options.model.product(id);
  }

  alerts(): readonly AlertView[] {
    const version = this.stateVersion();
    if (this.#alerts?.version !== version) {
      this.#alerts = { version, list: this.#options.alerts.alerts(this.products()) };
      this.#alertsById = undefined;
    }
    return this.#alerts.list;
  }

  alert(id: string): AlertView | undefined {
    const list = this.alerts();
    this.#alertsById ??= new Map(list.map((alert) => [alert.id, alert]));
    return this.#alertsById.get(id);
  }

  alertsDropped(): number {
    return this.#options.alerts.dropped;
  }

  events(): EventHistory {
    return this.#options.history.history(this.#options.passedOver());
  }

  /** Of everything but the event history; it only counts up. */
  stateVersion(): number {
    return this.#options.model.version + this.#options.alerts.version;
  }
}

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
  readonly model: Pick<ReadModel, 'products' | 'version' | 'virtualNowMs'>;
  readonly alerts: AlertList;
  readonly history: RecordHistory;
  /** Records of the event topics that no history has seen. */
  readonly passedOver: () => number;
}

export class LiveStore implements QueryStore {
  readonly #options: LiveStoreOptions;
  #stateVersion = 0;
  #snapshot: Snapshot | undefined;

  constructor(options: LiveStoreOptions) {
    this.#options = options;
  }

  /** From now on answers are of now. Between two calls they stay as they are, however much changes. */
  renew(): void {
    const { model, alerts } = this.#options;
    const version = model.version + alerts.version;
    if (version === this.#stateVersion) return;
    this.#stateVersion = version;
    this.#snapshot = undefined;
  }

  run(): RunInfo {
    return this.#options.run;
  }

  version(): number {
    return this.#stateVersion + this.#options.history.newest;
  }

  /** Of everything but the event history; it only counts up. */
  stateVersion(): number {
    return this.#stateVersion;
  }

  virtualNowMs(): number {
    return this.#look().virtualNowMs;
  }

  warehouses(): readonly Warehouse[] {
    return this.#options.warehouses;
  }

  products(): readonly ProductView[] {
    return this.#look().products;
  }

  product(id: string): ProductView | undefined {
    return this.#look().byId.get(id);
  }

  alerts(): readonly AlertView[] {
    return this.#look().alerts;
  }

  alert(id: string): AlertView | undefined {
    return this.#look().alertsById.get(id);
  }

  activeAlertCount(): number {
    return this.#options.alerts.activeCount(this.products());
  }

  alertsDropped(): number {
    return this.#look().alertsDropped;
  }

  events(): EventHistory {
    return this.#options.history.history(this.#options.passedOver());
  }

  #look(): Snapshot {
    const { model, alerts } = this.#options;
    this.#snapshot ??= new Snapshot(model.products(), alerts, model.virtualNowMs);
    return this.#snapshot;
  }
}

/** Everything but the event history, of one instant. Most of those who look want one thing of it. */
class Snapshot {
  readonly products: readonly ProductView[];
  readonly virtualNowMs: number;
  readonly #list: AlertList;
  #byId: ReadonlyMap<string, ProductView> | undefined;
  #alerts: readonly AlertView[] | undefined;
  #alertsById: ReadonlyMap<string, AlertView> | undefined;

  constructor(products: readonly ProductView[], list: AlertList, virtualNowMs: number) {
    this.products = products;
    this.virtualNowMs = virtualNowMs;
    this.#list = list;
  }

  get byId(): ReadonlyMap<string, ProductView> {
    this.#byId ??= new Map(this.products.map((product) => [product.id, product]));
    return this.#byId;
  }

  get alerts(): readonly AlertView[] {
    this.#alerts ??= this.#list.alerts(this.products);
    return this.#alerts;
  }

  get alertsById(): ReadonlyMap<string, AlertView> {
    this.#alertsById ??= new Map(this.alerts.map((alert) => [alert.id, alert]));
    return this.#alertsById;
  }

  get alertsDropped(): number {
    return this.#list.dropped;
  }
}

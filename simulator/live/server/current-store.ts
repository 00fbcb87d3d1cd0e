/** The store of the run that goes on, or of the last one; nothing before the first. */
import type { Warehouse } from '../../../pipeline/product.ts';
import type {
  AlertView,
  EventHistory,
  ProductView,
  QueryStore,
  RunInfo,
} from '../../../pipeline/query/views.ts';

const NOTHING: EventHistory = { events: [], total: 0, dropped: 0 };
/** Versions of one run stay below it: at a million records a second it lasts a century. */
const VERSIONS_A_RUN = 2 ** 40;

export class CurrentStore implements QueryStore {
  #store: QueryStore | undefined;
  #runs = 0;

  /** @param store undefined: between two runs */
  show(store: QueryStore | undefined): void {
    this.#runs += 1;
    this.#store = store;
  }

  run(): RunInfo | undefined {
    return this.#store?.run();
  }

  version(): number {
    return this.#runs * VERSIONS_A_RUN + (this.#store?.version() ?? 0);
  }

  virtualNowMs(): number {
    return this.#store?.virtualNowMs() ?? 0;
  }

  warehouses(): readonly Warehouse[] {
    return this.#store?.warehouses() ?? [];
  }

  products(): readonly ProductView[] {
    return this.#store?.products() ?? [];
  }

  product(id: string): ProductView | undefined {
    return this.#store?.product(id);
  }

  alerts(): readonly AlertView[] {
    return this.#store?.alerts() ?? [];
  }

  alert(id: string): AlertView | undefined {
    return this.#store?.alert(id);
  }

  activeAlertCount(): number {
    return this.#store?.activeAlertCount() ?? 0;
  }

  alertsDropped(): number {
    return this.#store?.alertsDropped() ?? 0;
  }

  events(): EventHistory {
    return this.#store?.events() ?? NOTHING;
  }
}

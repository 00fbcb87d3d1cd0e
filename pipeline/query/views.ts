/** What the query side answers from: the state of a run as it is known by now, put together by whoever follows its topics. */
import type { EventType } from '../event.ts';
import type { Warehouse } from '../product.ts';
import type { AlertFamily, AlertType } from '../stages/effects.ts';
import type { Forecast } from '../stages/forecast/sma.ts';

/** A product as the changelog and the commands have it. */
export interface ProductView {
  readonly productIndex: number;
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly warehouseIndex: number;
  readonly priceCents: number;
  readonly reorderPointUnits: number;
  readonly maxCapacityUnits: number;
  readonly openingStockUnits: number;
  /** Number of its partition on every topic. */
  readonly partition: number;
  /** Highest productSeq such that it and all before it took their turn. */
  readonly appliedSeq: number;
  /** productSeqs that wait for an earlier one, ascending. */
  readonly waitingSeqs: readonly number[];
  readonly onHandUnits: number;
  readonly backlogUnits: number;
  readonly saleLines: number;
  readonly shortLines: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  /** Virtual epoch milliseconds of its latest movement; the scenario's start before the first. */
  readonly lastMovementMs: number;
  /** Units sold by complete virtual day, at most seven, oldest first; the open day apart. */
  readonly dailySoldUnits: readonly number[];
  readonly openDaySoldUnits: number;
  /** undefined where none was computed yet. */
  readonly forecast: Forecast | undefined;
  readonly activeAlerts: readonly ActiveAlert[];
  /** Its stock or its settings were changed by hand. */
  readonly touchedByHand: boolean;
}

export interface ActiveAlert {
  readonly id: string;
  readonly family: AlertFamily;
  readonly type: AlertType;
  readonly raisedBySeq: number;
  /** Which change by hand to the product raised it, from 1; absent: a movement of the plan. Part of its id. */
  readonly raisedByHand?: number;
  /** Virtual epoch milliseconds. */
  readonly raisedAtMs: number;
}

/** `resolved`: its condition ended, or a person says so; `dismissed`: a person does not want to see it. */
export type AlertStatus = 'active' | 'resolved' | 'dismissed';

export interface AlertView extends ActiveAlert {
  readonly productId: string;
  readonly status: AlertStatus;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly severity3: 'critical' | 'warning' | 'info';
  readonly message: string;
  readonly recommendation: string;
  /** Virtual epoch milliseconds; undefined while it is active, and where a person ended it. */
  readonly resolvedAtMs: number | undefined;
  readonly settledByHand: boolean;
}

/** A record of an event topic, as it was read there. */
export interface EventView {
  /** Counts all records seen, from 1; ascending in a history. */
  readonly number: number;
  /** `EVT-…` or `ALT-…`; undefined where the value has none. */
  readonly id: string | undefined;
  readonly type: EventType | undefined;
  readonly source: 'plan' | 'engine' | 'hand';
  readonly productId: string | undefined;
  readonly warehouseId: string | undefined;
  readonly quantity: number | undefined;
  /** Business time, virtual epoch milliseconds. */
  readonly virtualMs: number | undefined;
  readonly productSeq: number | undefined;
  /** Of an engine's alert: what it says. */
  readonly message: string | undefined;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The latest records; what came before is counted, and nothing more. */
export interface EventHistory {
  /** Ascending by number. */
  readonly events: readonly EventView[];
  /** Records that were seen on the topics, or passed over unread. */
  readonly total: number;
  /** Of these, how many are not among `events`. */
  readonly dropped: number;
}

export interface RunInfo {
  readonly runId: string;
  readonly scenario: string;
  readonly seed: string;
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  /** The longest that a delivery takes; undefined: nobody knows. */
  readonly leadTimeDays?: number | undefined;
  /** People may write. */
  readonly isInteractive: boolean;
}

/** A consistent look: everything in it is of the same instant, and it is cheap to ask for. */
export interface QueryStore {
  /** undefined between two runs. */
  run(): RunInfo | undefined;
  /** Changes whenever an answer may have changed. */
  version(): number;
  /** Latest virtual instant that any product has reached, epoch milliseconds. */
  virtualNowMs(): number;
  warehouses(): readonly Warehouse[];
  /** In the order of the catalogue. */
  products(): readonly ProductView[];
  product(id: string): ProductView | undefined;
  /** Active ones first, then ended ones; newest first. Ended ones are bounded. */
  alerts(): readonly AlertView[];
  alert(id: string): AlertView | undefined;
  /** How many of {@link alerts} are active, without making the list. */
  activeAlertCount(): number;
  /** Ended alerts that are not kept any more. */
  alertsDropped(): number;
  events(): EventHistory;
}

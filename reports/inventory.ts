/**
 * What happened to the stock in business time. It comes from the replay of the plan in virtual time that every
 * run is audited against: where the digests agree it is also what the pipeline concluded.
 */
import type { AlertTransition, AlertType } from '../pipeline/stages/effects.ts';

/** No chart of days needs more points. */
export const MAX_DAY_ENTRIES = 400;

export interface InventoryReport {
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  /** The whole world by virtual day, complete days and the last, open one. */
  readonly days: WorldDays;
  readonly stockOuts: StockOutSummary;
  /** null when no complete day follows a forecast. */
  readonly forecast: ForecastAccuracy | null;
  /** The most interesting products, most interesting first. */
  readonly products: readonly ProductStory[];
}

/**
 * Entry k of every column is of the scenario's virtual days from k × daysPerEntry on. What happens at the very end
 * belongs to the last entry.
 */
export interface WorldDays {
  /** 1, or more in a scenario of more than {@link MAX_DAY_ENTRIES} days. */
  readonly daysPerEntry: number;
  readonly demandedUnits: readonly number[];
  readonly soldUnits: readonly number[];
  readonly lostUnits: readonly number[];
  readonly restockedUnits: readonly number[];
  /** On all shelves at the close of the entry's last day; the last one as of the scenario's end. */
  readonly closingUnits: readonly number[];
  readonly alertsRaised: readonly number[];
  readonly alertsResolved: readonly number[];
}

/** An episode begins when a shelf becomes empty and ends when something stands on it again. */
export interface StockOutSummary {
  readonly episodes: number;
  readonly products: number;
  /** Episodes that the end of the scenario cut off; they count with their length until then. */
  readonly unfinished: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
  /** How many episodes were shorter than each limit and not shorter than the one before. */
  readonly byDuration: readonly { readonly belowMs: number | null; readonly episodes: number }[];
}

/**
 * Forecasts of the next day's demand, made at the close of each day (the first at the scenario's start, from the history)
 * from observed sales, against the true demand of that day once it is complete (lost sales included). WAPE = Σ|error| ÷ Σ demand; MASE scales each product's MAE by the mean absolute day-to-day difference of its
 * history before the start (Hyndman & Koehler, 2006) and averages over products.
 */
export interface ForecastAccuracy {
  /** The most popular ones of a large catalogue, all of a small one. */
  readonly products: number;
  readonly productDays: number;
  readonly maeUnits: number;
  /** null without demand. */
  readonly wape: number | null;
  /** null when no product's history varies. */
  readonly mase: number | null;
  /** Mean of forecast − demand. */
  readonly biasUnits: number;
  /** Share of days whose demand lay within the 90 % interval; null where there was none. */
  readonly coverage: number | null;
}

export interface ProductStory {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** Why it was chosen, in words: `longest empty, most units lost`. */
  readonly why: string;
  readonly reorderPointUnits: number;
  readonly maxCapacityUnits: number;
  /**
   * Steps: `units[i]` stood on the shelf from `atMs[i]` on; the first is the opening stock. At most some 400;
   * `thinned` when there were more: extremes and empty times are kept.
   */
  readonly stock: {
    readonly atMs: readonly number[];
    readonly units: readonly number[];
    readonly thinned: boolean;
  };
  readonly alerts: readonly {
    readonly atMs: number;
    readonly type: AlertType;
    readonly transition: AlertTransition;
  }[];
  /** Older changes that are not listed. */
  readonly alertsOmitted: number;
  /** As the pipeline of the run concluded it; null when the run has no outcome. */
  readonly closingUnits: number | null;
  readonly lostUnits: number;
  readonly outOfStockMs: number;
  /** Of the newest days; the last entry may be a day that was still open at the end. */
  readonly demand: {
    /** Virtual day of the first entry; negative days are history before the start. */
    readonly firstDay: number;
    readonly trueUnits: readonly number[];
    readonly soldUnits: readonly number[];
    /** Made at the close of the day before, for this day, in thousandths of a unit; null where there was none. */
    readonly forecastMilliunits: readonly (number | null)[];
    readonly halfWidthMilliunits: readonly (number | null)[];
  };
  /** As of the scenario's end, for the seven days after it. */
  readonly nextDays: {
    readonly meanMilliunits: number;
    readonly halfWidthMilliunits: number | null;
    readonly predictedStock7dMilliunits: number;
  };
}

/** The world by business day, as the page shows it. */
import type { InventoryReport, WorldDays } from '../inventory.ts';
import { DAY_MS, dayText, longDayText } from './plot-dates.ts';

export interface WorldEntry {
  readonly fromMs: number;
  /** The end of its last day, or of the scenario. */
  readonly toMs: number;
  /** `Mon 5 Jan 2026`, or `5 Jan to 11 Jan` for several days. */
  readonly label: string;
  readonly demandedUnits: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  /** Sold ÷ demanded, never above 1: what was owed from days before is sold on top. null without demand. */
  readonly fillRate: number | null;
  readonly restockedUnits: number;
  readonly closingUnits: number;
  readonly alertsRaised: number;
  readonly alertsResolved: number;
}

export function worldEntries({
  startMs,
  endMs,
  days,
}: Pick<InventoryReport, 'startMs' | 'endMs' | 'days'>): readonly WorldEntry[] {
  const lengthMs = days.daysPerEntry * DAY_MS;
  return days.demandedUnits.map((demandedUnits, index): WorldEntry => {
    const of = (column: Exclude<keyof WorldDays, 'daysPerEntry'>) => days[column][index] ?? 0;
    const fromMs = startMs + index * lengthMs;
    const toMs = Math.max(fromMs, Math.min(fromMs + lengthMs, endMs));
    return {
      fromMs,
      toMs,
      label: entryLabel(fromMs, toMs, days.daysPerEntry),
      demandedUnits,
      soldUnits: of('soldUnits'),
      lostUnits: of('lostUnits'),
      fillRate: demandedUnits > 0 ? Math.min(1, of('soldUnits') / demandedUnits) : null,
      restockedUnits: of('restockedUnits'),
      closingUnits: of('closingUnits'),
      alertsRaised: of('alertsRaised'),
      alertsResolved: of('alertsResolved'),
    };
  });
}

function entryLabel(fromMs: number, toMs: number, daysPerEntry: number): string {
  if (daysPerEntry === 1) return longDayText(fromMs);
  // The end belongs to the day after.
  return `${dayText(fromMs)} to ${dayText(Math.max(fromMs, toMs - 1))}`;
}

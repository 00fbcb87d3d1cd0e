/** What the figures of an outcome are called, for people. */
import type { AlertTally, OutcomeTotals } from '../outcome.ts';

export const TOTAL_LABELS: Readonly<Record<keyof OutcomeTotals, string>> = {
  products: 'products',
  fillRate: 'fill rate',
  demandedUnits: 'units asked for',
  servedUnits: 'units served from stock',
  soldUnits: 'units sold',
  lostUnits: 'units lost',
  lostRevenueCents: 'lost revenue, cents',
  backlogUnits: 'units still owed',
  saleLines: 'sales',
  shortLines: 'oversells prevented',
  restockedUnits: 'units restocked',
  returnedUnits: 'units returned',
  clippedUnits: 'units that did not fit',
  stockUnits: 'units in stock at the end',
  stockValueCents: 'value of the stock at the end, cents',
  stockOutProducts: 'products that ran out of stock',
  emptyProducts: 'products without stock at the end',
  outOfStockMs: 'time with empty shelves, ms of business time over all products',
  poisonCount: 'records that no consumer can process',
  noticeCount: 'alert events',
  alertsRaised: 'alerts raised',
  alertsEscalated: 'alerts escalated',
  alertsResolved: 'alerts resolved',
};

export const TALLY_LABELS: Readonly<Record<Exclude<keyof AlertTally, 'type'>, string>> = {
  raised: 'raised',
  byEscalation: 'by escalation',
  resolved: 'resolved',
  activeAtEnd: 'active at the end',
};

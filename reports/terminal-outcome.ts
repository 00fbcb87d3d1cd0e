/** The parts of the summary that speak of stock and of CPU. */
import { dollars, duration, inWords, percent, whole } from './numbers.ts';
import type { OutcomeTotals, RunOutcome } from './outcome.ts';
import type { RunRecord } from './record.ts';
import { paint, type Style, wrapped } from './terminal-text.ts';

export function inventoryLines({ outcome }: RunRecord, style: Style): string[] {
  if (outcome === null) return [];
  const { totals } = outcome;
  const entries: [label: string, text: string][] = [
    ['fill rate', fillRateText(totals)],
    ['sales', salesText(totals)],
    ['stock', stockText(totals)],
    ['alerts', alertsText(outcome)],
  ];
  if (totals.outOfStockMs > 0) {
    const average = duration(totals.outOfStockMs / totals.products);
    entries.push(['empty', `${average} of business time per product on average`]);
  }
  return entries.map(([label, text]) => {
    return `  ${paint(label.padEnd(11), ['dim'], style)}${wrapped(text, 13, style)}`;
  });
}

function fillRateText({ fillRate, lostUnits, backlogUnits }: OutcomeTotals): string {
  if (fillRate === null) return 'nobody asked for anything';
  const owed = backlogUnits > 0 ? `, ${inWords(backlogUnits, 'unit')} still owed` : '';
  return `${percent(fillRate)} of the units asked for were on the shelf, ${inWords(lostUnits, 'unit')} lost${owed}`;
}

function salesText({ soldUnits, saleLines, shortLines }: OutcomeTotals): string {
  const short = `${inWords(shortLines, 'oversell')} prevented`;
  return `${inWords(soldUnits, 'unit')} sold in ${inWords(saleLines, 'sale')}, ${short}`;
}

function stockText(totals: OutcomeTotals): string {
  const { stockUnits, stockValueCents, restockedUnits, returnedUnits, clippedUnits } = totals;
  const closing = `${inWords(stockUnits, 'unit')} worth ${dollars(stockValueCents)} at the end`;
  const moved = `${whole(restockedUnits)} restocked, ${whole(returnedUnits)} returned`;
  return `${closing}; ${moved}, ${whole(clippedUnits)} did not fit`;
}

function alertsText({ totals, alertsByType }: RunOutcome): string {
  const { alertsRaised, alertsEscalated, alertsResolved } = totals;
  const all = `${whole(alertsRaised)} raised, ${whole(alertsEscalated)} escalated, ${whole(alertsResolved)} resolved`;
  const active = alertsByType
    .filter(({ activeAtEnd }) => activeAtEnd > 0)
    .map(({ type, activeAtEnd }) => `${whole(activeAtEnd)} ${type}`);
  return active.length === 0 ? all : `${all}; active at the end: ${active.join(' · ')}`;
}

export function cpuLines({ cpu }: RunRecord, style: Style): string[] {
  if (cpu.perEventUs === null) return [];
  const known = cpu.groups.filter(({ perEventUs }) => perEventUs !== null);
  const groups = known.map(({ name, perEventUs }) => `${name} ${microseconds(perEventUs ?? 0)}`);
  const total = `${microseconds(cpu.perEventUs)} µs`;
  const parts = groups.length === 0 ? '' : `: ${groups.join(' · ')}`;
  const text = wrapped(`${total}${parts}`, 4, style);
  return [`  ${paint(total, ['bold'], style)}${text.slice(total.length)}`];
}

function microseconds(us: number): string {
  return whole(us < 10 ? Math.round(us * 10) / 10 : Math.round(us));
}

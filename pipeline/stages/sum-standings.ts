/** How several pipelines that own different products stand together. */
import type { LedgerSums } from './ledger.ts';
import type { AlertTallies, AlertTally, Standing } from './standing.ts';

export function sumStandings(standings: readonly Standing[]): Standing {
  return {
    waitingEvents: standings.reduce((sum, { waitingEvents }) => sum + waitingEvents, 0),
    stock: sumStock(standings.map(({ stock }) => stock)),
    alerts: sumAlerts(standings.map(({ alerts }) => alerts)),
  };
}

function sumStock(all: readonly LedgerSums[]): LedgerSums {
  const sum = (number: keyof LedgerSums) => all.reduce((total, one) => total + one[number], 0);
  return {
    onHandUnits: sum('onHandUnits'),
    soldUnits: sum('soldUnits'),
    lostUnits: sum('lostUnits'),
    restockedUnits: sum('restockedUnits'),
    emptyProducts: sum('emptyProducts'),
  };
}

function sumAlerts(all: readonly AlertTallies[]): AlertTallies {
  const sum = (type: keyof AlertTallies): AlertTally => ({
    raised: all.reduce((total, one) => total + one[type].raised, 0),
    resolved: all.reduce((total, one) => total + one[type].resolved, 0),
    active: all.reduce((total, one) => total + one[type].active, 0),
  });
  return {
    CRITICAL_LOW_STOCK: sum('CRITICAL_LOW_STOCK'),
    LOW_STOCK: sum('LOW_STOCK'),
    OVERSTOCK: sum('OVERSTOCK'),
    RAPID_DEPLETION: sum('RAPID_DEPLETION'),
  };
}

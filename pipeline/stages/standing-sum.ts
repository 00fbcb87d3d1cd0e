/** Standings of pipelines with different products, added up. */
import type { AlertType } from './effects.ts';
import type { AlertTally, Standing } from './standing.ts';

/** None: a standing of nothing. */
export function sumStandings(standings: readonly Standing[]): Standing {
  const sum = (pick: (standing: Standing) => number): number =>
    standings.reduce((total, standing) => total + pick(standing), 0);
  const tally = (type: AlertType): AlertTally => ({
    raised: sum(({ alerts }) => alerts[type].raised),
    resolved: sum(({ alerts }) => alerts[type].resolved),
    active: sum(({ alerts }) => alerts[type].active),
  });
  return {
    waitingEvents: sum(({ waitingEvents }) => waitingEvents),
    stock: {
      onHandUnits: sum(({ stock }) => stock.onHandUnits),
      soldUnits: sum(({ stock }) => stock.soldUnits),
      lostUnits: sum(({ stock }) => stock.lostUnits),
      restockedUnits: sum(({ stock }) => stock.restockedUnits),
      emptyProducts: sum(({ stock }) => stock.emptyProducts),
    },
    alerts: {
      CRITICAL_LOW_STOCK: tally('CRITICAL_LOW_STOCK'),
      LOW_STOCK: tally('LOW_STOCK'),
      OVERSTOCK: tally('OVERSTOCK'),
      RAPID_DEPLETION: tally('RAPID_DEPLETION'),
    },
  };
}

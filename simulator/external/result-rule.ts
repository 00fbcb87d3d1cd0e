/** Which events of the plan a foreign service need not publish a result of. */
import { ALERT, type StockEvent } from '../../pipeline/event.ts';

/**
 * Poison cannot be processed, and its id may be unreadable. Notices never change stock: a service that does not read
 * their topic owes nothing for them.
 */
export function resultRule(
  readsNotices: boolean,
): (event: Pick<StockEvent, 'poison' | 'type'>) => boolean {
  return ({ poison, type }) => poison || (!readsNotices && type === ALERT);
}

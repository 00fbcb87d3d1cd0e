/** What the event log shows: the filters, in the address and as the API asks for them. Pure. */
import { EVENT_TYPES, type EventType } from '../../../pipeline/event.ts';
import { addressed, chosenOf, idOf, instantOf, minuteOf } from './filter-values.ts';

export interface EventFilters {
  readonly type: EventType | '';
  readonly product: string;
  readonly warehouse: string;
  /** Minutes of business time, UTC, as their fields have them. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTERS: EventFilters = { type: '', product: '', warehouse: '', from: '', to: '' };

/** As many as somebody looks at; the API has more. */
export const SHOWN_EVENTS = 50;

export function filtersOf(query: URLSearchParams): EventFilters {
  return {
    type: chosenOf(query, 'type', EVENT_TYPES),
    product: idOf(query, 'product'),
    warehouse: idOf(query, 'warehouse'),
    from: minuteOf(query, 'from'),
    to: minuteOf(query, 'to'),
  };
}

export function queryOf(filters: EventFilters): Record<string, string> {
  return addressed({ ...filters });
}

/** Of `GET /api/events`. */
export function eventsQuery(filters: EventFilters): Record<string, string | number | undefined> {
  return {
    type: filters.type === '' ? undefined : filters.type,
    productId: filters.product === '' ? undefined : filters.product,
    warehouse: filters.warehouse === '' ? undefined : filters.warehouse,
    from: instantOf(filters.from),
    to: instantOf(filters.to),
    limit: SHOWN_EVENTS,
  };
}

/** undefined: nothing is wrong. */
export function filterFault({ from, to }: EventFilters): string | undefined {
  if (from === '' || to === '' || from <= to) return undefined;
  return 'The time ends before it begins: nothing can match.';
}

export function isFiltered(filters: EventFilters): boolean {
  return Object.values(filters).some((value) => value !== '');
}

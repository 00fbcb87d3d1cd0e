/** Event Log: the latest records of the run's topics, as they come, or held so that somebody can read them. */
import { EVENT_TYPES } from '../../../pipeline/event.ts';
import type {
  Answer,
  EventJson,
  EventsAnswer,
  WarehouseJson,
} from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { csvOf } from '../data-table.ts';
import { html } from '../dom.ts';
import { download } from '../figure.ts';
import {
  type EventFilters,
  eventsQuery,
  filterFault,
  filtersOf,
  isFiltered,
  NO_FILTERS,
  queryOf,
} from './events-filters.ts';
import { createEventsTable } from './events-table.ts';
import { eventsTable, heldText, keptText, TYPE_WORDS } from './events-words.ts';
import { setHidden, setText } from './in-place.ts';
import { Inquiry } from './inquiry.ts';
import { isBeingRead } from './keyed-list.ts';
import { createProductPicker } from './product-picker.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';
import { faultPlace, selectField } from './view-parts.ts';

export const eventsView: LiveView = { id: 'events', title: 'Event Log', create };

function create(context: ViewContext): MountedView {
  const inquiry = new Inquiry();
  const table = createEventsTable();
  const fault = faultPlace();
  const kept = html('p', { class: 'quiet' });
  const empty = html('p', { class: 'quiet empty', hidden: true });
  const held = createHold({
    isReading: () => isBeingRead(table.rows),
    resume: () => askEvents(),
  });
  let filters = NO_FILTERS;
  let shown: readonly EventJson[] = [];

  const askEvents = inquiry.add<EventsAnswer>({
    ask: () => context.api.get('/api/events', eventsQuery(filters)),
    show({ data, total, dropped }) {
      fault.clear();
      shown = data.toSorted((one, other) => other.number - one.number);
      table.show(shown);
      setText(
        kept,
        keptText({ shown: shown.length, isFiltered: isFiltered(filters), total, dropped }),
      );
      setText(empty, emptyText(filters));
      setHidden(empty, shown.length > 0);
      setHidden(table.node, shown.length === 0);
      held.shownUpTo(total);
    },
    failed: (cause) => fault.show('The records', cause),
    isHeld: () => held.isHeld(),
  });
  const fields = createFilterFields(context, inquiry, (changes) => {
    filters = { ...filters, ...changes };
    context.replaceQuery(queryOf(filters));
    fields.show(filters);
    askEvents();
  });
  const csv = html('button', { type: 'button' }, 'Download as CSV');
  csv.addEventListener('click', () => download('events.csv', csvOf(eventsTable(shown))));
  const node = html(
    'div',
    { class: 'events-view' },
    fields.node,
    html('div', { class: 'log-tools' }, held.button, csv, held.said),
    fault.node,
    kept,
    html('div', { class: 'card flush' }, table.node, empty),
  );
  return {
    node,
    hello({ frame }) {
      inquiry.forget();
      inquiry.changed(frame.storeVersion);
    },
    frame({ storeVersion, eventsSeen }) {
      held.seen(eventsSeen);
      inquiry.changed(storeVersion);
    },
    shown(query) {
      const asked = filtersOf(query);
      if (JSON.stringify(asked) !== JSON.stringify(filters)) {
        filters = asked;
        askEvents();
      }
      fields.show(filters);
      inquiry.show();
    },
    hidden: () => inquiry.hide(),
  };
}

function emptyText(filters: EventFilters): string {
  return isFiltered(filters)
    ? 'No record that is kept matches these filters.'
    : 'No record has been read yet: they appear here as soon as the load begins.';
}

interface HoldSpec {
  readonly isReading: () => boolean;
  readonly resume: () => void;
}

/** The flow stands still while a person has stopped it, or reads a row: what is shown stays, and what comes is counted. */
function createHold({ isReading, resume }: HoldSpec) {
  const button = html('button', { type: 'button' }, 'Hold');
  const said = html('span', { class: 'quiet', role: 'status' });
  let isPressed = false;
  let shownUpTo = 0;
  let lastSeen = 0;
  const isHeld = () => isPressed || isReading();
  const show = () => setText(said, isHeld() ? heldText(lastSeen - shownUpTo) : '');
  button.addEventListener('click', () => {
    isPressed = !isPressed;
    button.classList.toggle('primary', isPressed);
    setText(button, isPressed ? 'Resume' : 'Hold');
    show();
    if (!isPressed) resume();
  });
  return {
    button,
    said,
    isHeld,
    shownUpTo(total: number): void {
      shownUpTo = total;
      show();
    },
    seen(total: number): void {
      lastSeen = total;
      show();
    },
  };
}

interface FilterFields {
  readonly node: HTMLElement;
  show(filters: EventFilters): void;
}

function createFilterFields(
  context: ViewContext,
  inquiry: Inquiry,
  change: (changes: Partial<EventFilters>) => void,
): FilterFields {
  const type = selectField(
    'events-type',
    'Type',
    [
      { value: '', text: 'All types' },
      ...EVENT_TYPES.map((value) => ({ value, text: TYPE_WORDS[value] })),
    ],
    (value) => change({ type: value }),
  );
  const product = createProductPicker({
    id: 'events-product',
    label: 'Product',
    allText: 'All products',
    inquiry,
    api: context.api,
    choose: (value) => change({ product: value }),
  });
  const warehouse = warehouseField(context, inquiry, (value) => change({ warehouse: value }));
  const from = minuteField('events-from', 'From (UTC)', (value) => change({ from: value }));
  const to = minuteField('events-to', 'To (UTC)', (value) => change({ to: value }));
  const wrong = html('p', { class: 'field-error', role: 'status' });
  const clear = html('button', { type: 'button' }, 'Clear filters');
  clear.addEventListener('click', () => change(NO_FILTERS));
  const row = html('div', { class: 'filters', role: 'group', 'aria-label': 'Filters' });
  row.append(type.node, product.node, warehouse.node, from.node, to.node, clear);
  return {
    node: html('div', {}, row, wrong),
    show(filters) {
      type.set(filters.type);
      product.set(filters.product);
      warehouse.set(filters.warehouse);
      from.set(filters.from);
      to.set(filters.to);
      setText(wrong, filterFault(filters) ?? '');
      // It keeps its place, so that nothing jumps.
      clear.disabled = !isFiltered(filters);
    },
  };
}

/** Business time by the minute. */
function minuteField(id: string, label: string, change: (minute: string) => void) {
  const input = html('input', { id, type: 'datetime-local', max: '9999-12-31T23:59' });
  input.addEventListener('change', () => change(input.value.slice(0, 16)));
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, label), input),
    set(value: string): void {
      if (input.value.slice(0, 16) !== value && document.activeElement !== input)
        input.value = value;
      else if (value === '') input.value = '';
    },
  };
}

/** The warehouses of the run are asked for when somebody wants to choose among them. */
function warehouseField(
  context: ViewContext,
  inquiry: Inquiry,
  change: (warehouse: string) => void,
) {
  const id = 'events-warehouse';
  const select = html('select', { id }, html('option', { value: '' }, 'All warehouses'));
  let isKnown = false;
  const add = (warehouse: string) => {
    const isThere = [...select.options].some(({ value }) => value === warehouse);
    if (!isThere) select.append(html('option', { value: warehouse }, inertText(warehouse, 64)));
  };
  const ask = inquiry.add<Answer<readonly WarehouseJson[]>>({
    onDemand: true,
    ask: () => context.api.get('/api/warehouses'),
    show({ data }) {
      isKnown = true;
      for (const warehouse of data) add(warehouse.id);
    },
    failed: () => {},
  });
  const askOnce = () => {
    if (!isKnown) ask();
  };
  select.addEventListener('focus', askOnce);
  select.addEventListener('pointerenter', askOnce);
  select.addEventListener('change', () => change(select.value));
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, 'Warehouse'), select),
    set(value: string): void {
      if (value !== '') add(value);
      if (select.value !== value) select.value = value;
    },
  };
}

/** Inventory: every product with its stock, found by filters, and the details of one beside them. */
import type {
  Answer,
  EventsAnswer,
  PagedAnswer,
  ProductDetailJson,
  ProductJson,
  WarehouseJson,
} from '../../../pipeline/query/wire.ts';
import { inWords } from '../../numbers.ts';
import { html } from '../dom.ts';
import { setText } from './in-place.ts';
import { Inquiry } from './inquiry.ts';
import { inventoryFields } from './inventory-fields.ts';
import {
  addressQuery,
  apiQuery,
  filtersOf,
  type InventoryFilters,
  isFiltered,
  NO_FILTERS,
  PAGE_SIZE,
  sortedBy,
} from './inventory-filters.ts';
import { createInventoryTable } from './inventory-table.ts';
import { productDetail } from './product-detail.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';
import { createPager, faultPlace } from './view-parts.ts';

export const inventoryView: LiveView = { id: 'inventory', title: 'Inventory', create };

const SHOWN_EVENTS = 8;
/** Enough to have met every category: they are dealt out in turn. */
const PRODUCTS_FOR_CATEGORIES = 200;

function create(context: ViewContext): MountedView {
  const { api } = context;
  const inquiry = new Inquiry();
  let filters = NO_FILTERS;
  const found = html('p', { class: 'quiet', role: 'status' });
  const fault = faultPlace();
  const detailFault = faultPlace();
  const fields = inventoryFields((changes) => narrow({ ...filters, ...changes }));
  const table = createInventoryTable({
    sort: (by) => narrow(sortedBy(filters, by)),
    choose: (product) => context.go('inventory', addressQuery({ ...filters, product })),
  });
  const pager = createPager('products', (page) => narrow({ ...filters, page }));
  const detail = productDetail(context, () => {
    context.go('inventory', addressQuery({ ...filters, product: '' }));
  });
  const side = html(
    'div',
    { class: 'inventory-side', hidden: true },
    detailFault.node,
    detail.node,
  );
  const main = html(
    'div',
    { class: 'inventory-main' },
    fields.node,
    fault.node,
    found,
    html('div', { class: 'card flush' }, table.node),
    pager.node,
  );
  const node = html('div', { class: 'inventory' }, main, side);

  const narrow = (next: InventoryFilters) => {
    filters = next;
    context.replaceQuery(addressQuery(next));
    fields.show(next);
    table.mark(next);
    askProducts();
  };
  const askProducts = inquiry.add<PagedAnswer<ProductJson>>({
    ask: () => api.get('/api/products', apiQuery(filters)),
    show({ data, total, page }) {
      fault.clear();
      // Fewer products match than when the page was chosen.
      if (data.length === 0 && total > 0 && page > 1) {
        narrow({ ...filters, page: Math.ceil(total / PAGE_SIZE) });
        return;
      }
      table.show(data);
      table.node.hidden = data.length === 0;
      setText(found, foundText(total, filters));
      pager.show({ page, pageSize: PAGE_SIZE, total });
    },
    failed: (cause) => fault.show('The products', cause),
  });
  const askDetail = inquiry.add<Answer<ProductDetailJson> | null>({
    ask: async () => {
      const { product } = filters;
      return product === '' ? null : await api.get(`/api/products/${encodeURIComponent(product)}`);
    },
    show(answer) {
      if (answer === null) return;
      detailFault.clear();
      detail.show(answer.data);
    },
    failed: (cause) => detailFault.show('The product', cause),
  });
  const askEvents = inquiry.add<EventsAnswer | null>({
    ask: async () => {
      const { product } = filters;
      if (product === '') return null;
      return await api.get('/api/events', { productId: product, limit: SHOWN_EVENTS });
    },
    show(answer) {
      if (answer !== null) {
        detail.showEvents(answer.data.toSorted((one, other) => other.number - one.number));
      }
    },
    failed: (cause) => detailFault.show('The events', cause),
  });
  const askChoices = choices(inquiry, context, fields);

  return {
    node,
    hello({ run, frame }) {
      detail.hello(run.isInteractive);
      inquiry.forget();
      askChoices();
      inquiry.changed(frame.storeVersion);
    },
    frame: ({ storeVersion }) => inquiry.changed(storeVersion),
    shown(query) {
      const before = filters;
      filters = filtersOf(query);
      fields.show(filters);
      table.mark(filters);
      side.hidden = filters.product === '';
      node.classList.toggle('with-detail', filters.product !== '');
      inquiry.show();
      if (JSON.stringify(apiQuery(before)) !== JSON.stringify(apiQuery(filters))) askProducts();
      if (before.product === filters.product) return;
      if (filters.product === '') {
        table.focus(before.product);
        return;
      }
      detailFault.clear();
      detail.waitFor(filters.product);
      askDetail();
      askEvents();
      detail.title.focus({ preventScroll: false });
    },
    hidden: () => inquiry.hide(),
  };
}

function foundText(total: number, filters: InventoryFilters): string {
  if (!isFiltered(filters)) return inWords(total, 'product');
  return total === 0 ? 'No product is like that.' : `${inWords(total, 'product')} like that`;
}

/** What there is to choose from. @returns asks for it: when a run is new, and not with every change */
function choices(
  inquiry: Inquiry,
  { api }: ViewContext,
  fields: ReturnType<typeof inventoryFields>,
): () => void {
  const warehouses = inquiry.add<Answer<readonly WarehouseJson[]>>({
    ask: () => api.get('/api/warehouses'),
    show: ({ data }) => {
      fields.offer(
        'warehouse',
        data.map(({ id }) => id),
      );
    },
    failed: () => {},
    onDemand: true,
  });
  const categories = inquiry.add<PagedAnswer<ProductJson>>({
    ask: () => api.get('/api/products', { pageSize: PRODUCTS_FOR_CATEGORIES }),
    show: ({ data }) => {
      fields.offer('category', [...new Set(data.map(({ category }) => category))].toSorted());
    },
    failed: () => {},
    onDemand: true,
  });
  return () => {
    warehouses();
    categories();
  };
}

/**
 * What people do to a product: a delivery, other settings. Nothing changes here when a form is sent: the request travels through
 * Kafka, and the state that comes back says when it has been carried out.
 */
import type { Answer, CommandAccepted, ProductDetailJson } from '../../../pipeline/query/wire.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { createFieldForm, type FieldForm } from './field-form.ts';
import { setText } from './in-place.ts';
import { Pending } from './pending.ts';
import { type Changes, changesOf, restockOf } from './product-changes.ts';
import type { ViewContext } from './view.ts';
import { lookingOnText } from './view-parts.ts';

export interface ProductForms {
  /** A delivery by hand; or why nobody may send one here. */
  readonly restock: HTMLElement;
  /** Other settings. */
  readonly edit: HTMLElement;
  /** The state came back. */
  show(product: ProductDetailJson): void;
  /** Another run, or other rights. */
  hello(isInteractive: boolean): void;
}

export function productForms(context: ViewContext): ProductForms {
  let product: ProductDetailJson | undefined;
  const restock = restockForm(context, () => product);
  const edit = editForm(context, () => product);
  const why = html('p', { class: 'quiet' });
  return {
    restock: html('div', { class: 'product-form' }, restock.form.node, why),
    edit: html('div', { class: 'product-form' }, edit.form.node),
    show(next) {
      const isOther = product?.id !== next.id;
      product = next;
      if (isOther) {
        restock.forget();
        edit.forget();
        edit.form.fill(settingsOf(next));
      } else if (!edit.form.isTouched()) {
        edit.form.fill(settingsOf(next));
      }
      restock.seen(next);
      edit.seen(next);
    },
    hello(isInteractive) {
      const mayAct = context.mayAct();
      restock.form.node.hidden = !mayAct;
      edit.form.node.hidden = !mayAct;
      why.hidden = mayAct;
      setText(why, lookingOnText(isInteractive));
      restock.forget();
      edit.forget();
    },
  };
}

function restockForm(context: ViewContext, product: () => ProductDetailJson | undefined) {
  const form: FieldForm = createFieldForm({
    id: 'restock',
    title: 'Restock by hand',
    fields: [
      {
        name: 'quantity',
        label: 'Units',
        type: 'number',
        hint: 'What has no room is clipped and counted.',
      },
    ],
    button: 'Send a delivery',
    async send(values) {
      const shown = product();
      if (shown === undefined) return;
      const { quantity } = restockOf(values);
      const body = { type: 'RESTOCK', productId: shown.id, quantity };
      const { data } = await context.api.send<Answer<CommandAccepted>>('POST', '/api/events', body);
      follow.begin(shown, `${whole(quantity)} units`, data);
      form.fill({ quantity: '' });
    },
  });
  // A delivery that is clipped to nothing still counts as one that was carried out.
  const follow = follower(form, (before, now) => {
    return (
      now.restockedUnits + now.clippedUnits > before.restockedUnits + before.clippedUnits &&
      `Applied: ${whole(now.quantity)} units are on hand now.`
    );
  });
  return { form, seen: follow.seen, forget: follow.forget };
}

function editForm(context: ViewContext, product: () => ProductDetailJson | undefined) {
  let wanted: Changes = {};
  const form: FieldForm = createFieldForm({
    id: 'edit',
    title: 'Change the product',
    fields: [
      { name: 'name', label: 'Name', type: 'text' },
      { name: 'category', label: 'Category', type: 'text' },
      { name: 'price', label: 'Price in dollars', type: 'number', step: '0.01' },
      { name: 'reorderPoint', label: 'Reorder below, units', type: 'number' },
      { name: 'maxCapacity', label: 'Capacity, units', type: 'number' },
    ],
    button: 'Save the changes',
    async send(values) {
      const shown = product();
      if (shown === undefined) return;
      wanted = changesOf(values, settingsOf(shown));
      const path = `/api/products/${encodeURIComponent(shown.id)}`;
      const { data } = await context.api.send<Answer<CommandAccepted>>('PUT', path, wanted);
      follow.begin(shown, Object.keys(wanted).join(', '), data);
    },
  });
  const follow = follower(form, (_, now) => {
    const isThere = Object.entries(wanted).every(([name, value]) => {
      return now[name as keyof Changes] === value;
    });
    return isThere && 'Applied: the product is as you wanted it.';
  });
  return { form, seen: follow.seen, forget: follow.forget };
}

/** From the request to its effect. @param effect what to say of it once it is seen, `false` until then */
function follower(
  form: FieldForm,
  effect: (before: ProductDetailJson, now: ProductDetailJson) => string | false,
) {
  const pending = new Pending();
  let before: ProductDetailJson | undefined;
  return {
    begin: (product: ProductDetailJson, what: string, { topic, partition }: CommandAccepted) => {
      before = product;
      pending.sent(product.id);
      form.say(`Sent through Kafka to ${topic}, partition ${partition}: ${what}. Not applied yet…`);
    },
    seen: (now: ProductDetailJson) => {
      if (before === undefined || before.id !== now.id) return;
      const said = effect(before, now);
      if (said !== false) {
        form.say(said);
        form.settled();
        before = undefined;
      } else if (!pending.has(now.id)) {
        form.say('It was sent and has not been applied so far: the Kafka view shows where it is.');
      }
    },
    forget: () => {
      before = undefined;
      pending.forget();
      form.say('');
      form.settled();
    },
  };
}

/** What can be changed, as its fields have it. */
function settingsOf(product: ProductDetailJson): Readonly<Record<keyof Changes, string>> {
  const { name, category, price, reorderPoint, maxCapacity } = product;
  return {
    name,
    category,
    price: String(price),
    reorderPoint: String(reorderPoint),
    maxCapacity: String(maxCapacity),
  };
}

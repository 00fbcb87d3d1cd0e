/** What each topic of a run is to whoever watches it, and what becomes of its records. */
import { decodeCommand, type IssuedCommand } from '../../../pipeline/command-codec.ts';
import type { Warehouse } from '../../../pipeline/product.ts';
import type { ReadModel } from '../../../pipeline/query/read-model.ts';
import type { EventView } from '../../../pipeline/query/views.ts';
import { ALERTS_TOPIC_INDEX, type TopicNames } from '../../../pipeline/topics.ts';
import type { DeadLetterRow } from '../../../reports/live/frames.ts';
import type { AlertList } from './alert-list.ts';
import type { DeadLetterList } from './dead-letter-list.ts';
import type { RecordHistory } from './history.ts';
import type { TappedRecord } from './log-cursor.ts';
import type { TapOptions } from './tap.ts';

export function tappedTopics(
  { events, deadLetters, changelog, commands }: TopicNames,
  isInteractive: boolean,
): TapOptions['topics'] {
  return new Map([
    ...events.map(
      (topic, index) => [topic, index === ALERTS_TOPIC_INDEX ? 'whole' : 'sampled'] as const,
    ),
    [deadLetters, 'whole'],
    [changelog, 'ends'],
    ...(isInteractive ? [[commands, 'whole'] as const] : []),
  ]);
}

export interface Takers {
  readonly runId: string;
  readonly topics: TopicNames;
  readonly history: RecordHistory;
  readonly alerts: AlertList;
  readonly deadLetters: DeadLetterList;
  readonly warehouses: readonly Warehouse[];
  readonly model: Pick<ReadModel, 'applyCommand' | 'product'>;
  readonly onDeadLetter: (row: DeadLetterRow) => void;
}

export function takeRecord(record: TappedRecord, takers: Takers): void {
  const { topics, history, alerts, deadLetters } = takers;
  if (record.topic === topics.deadLetters) {
    const row = deadLetters.take(record);
    if (row !== undefined) takers.onDeadLetter(row);
  } else if (record.topic === topics.commands) {
    takeCommand(record, takers);
  } else {
    if (record.topic === topics.events[ALERTS_TOPIC_INDEX]) alerts.take(record.value);
    history.add(record);
  }
}

/** Names, prices and the fate of alerts are the read side's alone; a restock is an event that people look for. */
function takeCommand(record: TappedRecord, takers: Takers): void {
  const { runId, alerts, model, history } = takers;
  const command = decodeCommand(record.value, runId);
  switch (command.kind) {
    case 'resolve-alert':
      alerts.settle(command.alertId, 'resolved');
      return;
    case 'dismiss-alert':
      alerts.settle(command.alertId, 'dismissed');
      return;
    case 'update-product':
      model.applyCommand(command);
      return;
    case 'restock':
      history.add(record, restockView(record, command, takers));
      return;
    default:
  }
}

/** It takes effect on arrival: at the instant that its product has reached. */
function restockView(
  { topic, partition, offset }: TappedRecord,
  { id, productId, units }: Extract<IssuedCommand, { readonly kind: 'restock' }>,
  { model, warehouses }: Takers,
): Omit<EventView, 'number'> {
  const product = model.product(productId);
  return {
    ...{ id, type: 'RESTOCK', source: 'hand', productId, quantity: units },
    ...{ topic, partition, offset, productSeq: undefined, message: undefined },
    warehouseId: product === undefined ? undefined : warehouses[product.warehouseIndex]?.id,
    virtualMs: product?.lastMovementMs,
  };
}

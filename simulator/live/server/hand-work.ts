/** What people do to a run by writing to its topics: commands, poison, duplicates. Everything is told to the run, which logs it. */
import type { Command } from '../../../pipeline/command.ts';
import type { Catalogue } from '../../../pipeline/product.ts';
import { ApiRefusal } from '../../../pipeline/query/api/refusal.ts';
import type { CommandAccepted } from '../../../pipeline/query/wire.ts';
import type { Poison } from '../../../reports/live/controls.ts';
import type { RecordHistory } from './history.ts';
import { poisonRecord } from './poison.ts';
import type { HandWriter, WrittenRecord } from './writer.ts';

export interface HandWorkOptions {
  readonly writer: HandWriter;
  readonly catalogue: Catalogue;
  readonly history: RecordHistory;
  /** Of an event topic. */
  readonly poisonTopic: string;
  readonly onActed: (text: string, detail: Readonly<Record<string, string | number>>) => void;
}

/** What was written where, for whoever puts it into words. */
export interface HandMade extends WrittenRecord {
  readonly productId: string;
}

export class HandWork {
  readonly #options: HandWorkOptions;
  #poisons = 0;

  constructor(options: HandWorkOptions) {
    this.#options = options;
  }

  /** @throws StreamstockError BROKER_UNREACHABLE */
  async send(command: Command): Promise<CommandAccepted> {
    const accepted = await this.#options.writer.send(command);
    const { commandId, partition } = accepted;
    const { productId } = command;
    this.#options.onActed(inWords(command), {
      ...{ kind: command.kind, commandId, productId, partition },
      ...(command.kind === 'restock' ? { units: command.units } : {}),
      ...('alertId' in command ? { alertId: command.alertId } : {}),
    });
    return accepted;
  }

  /** Of one product after the other, so that every partition gets its share. @throws as {@link send} */
  async poison(kind: Poison): Promise<HandMade> {
    const { catalogue, writer, poisonTopic, onActed } = this.#options;
    const { products, warehouses } = catalogue;
    const product = products[this.#poisons % products.length];
    const warehouse = warehouses[product?.warehouseIndex ?? 0];
    if (product === undefined || warehouse === undefined) {
      throw new ApiRefusal('CONFLICT', 'The catalogue is empty');
    }
    this.#poisons += 1;
    const record = poisonRecord(kind, product, warehouse);
    const written = await writer.write(poisonTopic, writer.partitionOf(record.key), record);
    const { partition, offset } = written;
    onActed(`Poison record (${kind}) in ${poisonTopic}/${partition}`, {
      ...{ kind, productId: product.id, partition, offset },
    });
    return { ...written, productId: product.id };
  }

  /**
   * The latest record of a product, or of any, once more as it is.
   * @throws ApiRefusal CONFLICT when none of it was seen yet; else as {@link send}
   */
  async duplicate(productId: string | undefined): Promise<HandMade> {
    const { history, writer, onActed } = this.#options;
    const found = history.find(
      (view) =>
        view.source === 'plan' &&
        view.productSeq !== undefined &&
        (productId === undefined || view.productId === productId),
    );
    if (found === undefined) {
      const whose = productId === undefined ? 'No event' : `No event of ${productId.slice(0, 60)}`;
      throw new ApiRefusal('CONFLICT', `${whose} was seen yet`, {
        ...(productId === undefined ? {} : { field: 'body.productId' }),
        hint: 'Let the run go on a little.',
      });
    }
    const { topic, partition, key, value, headers } = found;
    const written = await writer.write(topic, partition, {
      ...{ key, value },
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    });
    const id = key?.toString() ?? '';
    onActed(`The record at offset ${found.offset} of ${topic}/${partition} was written again`, {
      ...{ kind: 'duplicate', productId: id, partition, offset: written.offset },
    });
    return { ...written, productId: id };
  }

  close(): Promise<void> {
    return this.#options.writer.close();
  }
}

function inWords(command: Command): string {
  const { productId } = command;
  switch (command.kind) {
    case 'restock':
      return `Restock of ${command.units} units of ${productId}`;
    case 'update-product':
      return `Change of ${productId}: ${Object.keys(command.changes).join(', ')}`;
    case 'resolve-alert':
      return `Alert ${command.alertId} resolved`;
    case 'dismiss-alert':
      return `Alert ${command.alertId} dismissed`;
  }
}

/**
 * Cuts as records of the changelog, and back. Pure.
 *
 *     key     <run>|<product id>   <run>|#days-<block>   <run>|#head-<generation>   <run>|#claim-<generation>
 *     value   int8 format | uint32 generation | uint32 cut | the state, or the head
 *
 * The run in the key keeps runs that share a topic apart, also under compaction; the stamp in the value keeps the writers of
 * a run apart, so that parts of their cuts never mix. When the log is compacted, a head must not take the place of another
 * writer's, nor of the claim that its own are built upon: hence the names of heads. All numbers are big-endian.
 */
import { StateCorrupt, StateReader } from '../../stages/state-bytes.ts';
import type { Cut, CutHead, Stamp } from './cut.ts';
import { type CutSize, headBytes, readHead } from './head-bytes.ts';

export interface ChangelogRecord {
  readonly key: string;
  readonly value: Buffer;
}

/** What a record of the changelog is to somebody who restores one run. */
export type ChangelogPart =
  | { readonly kind: 'foreign' }
  | {
      readonly kind: 'product';
      readonly stamp: Stamp;
      readonly productId: string;
      readonly state: Buffer;
    }
  | { readonly kind: 'days'; readonly stamp: Stamp; readonly block: number; readonly state: Buffer }
  | {
      readonly kind: 'head';
      readonly stamp: Stamp;
      readonly head: CutHead;
      readonly size: CutSize;
    };

const FORMAT = 1;
const STAMP_BYTES = 9;
const DAYS = '#days-';
const FOREIGN: ChangelogPart = { kind: 'foreign' };

/** @returns its head last: what comes before it counts for nothing without it */
export function cutRecords({ head, products, dayBlocks }: Cut): ChangelogRecord[] {
  const { run } = head;
  const stamp = stampBytes(head);
  const record = (name: string, body: Buffer): ChangelogRecord => ({
    key: `${run}|${name}`,
    value: Buffer.concat([stamp, body]),
  });
  const records: ChangelogRecord[] = [];
  for (const [productId, state] of products) {
    if (productId.startsWith('#')) throw new Error(`a product called ${productId}`);
    records.push(record(productId, state));
  }
  for (const [block, state] of dayBlocks) records.push(record(`${DAYS}${block}`, state));
  const size = { products: products.size, dayBlocks: dayBlocks.size };
  records.push(record(headName(head), headBytes(head, size)));
  return records;
}

/** Reads records of one run. */
export class PartReader {
  readonly #run: string;
  readonly #prefix: Buffer;

  constructor(run: string) {
    this.#run = run;
    this.#prefix = Buffer.from(`${run}|`);
  }

  /** @throws StateCorrupt when a record of the run is none that {@link cutRecords} makes */
  read(key: Buffer | null, value: Buffer | null): ChangelogPart {
    const prefix = this.#prefix;
    if (key === null || key.length <= prefix.length) return FOREIGN;
    if (prefix.compare(key, 0, prefix.length) !== 0) return FOREIGN;
    const name = key.toString('utf8', prefix.length);
    if (value === null) throw new StateCorrupt(`${name} has no value`);
    if (value.length < STAMP_BYTES) throw new StateCorrupt(`${name} has ${value.length} bytes`);
    const format = value.readUInt8(0);
    if (format !== FORMAT)
      throw new StateCorrupt(`${name} has the format ${format}, not ${FORMAT}`);
    const stamp = { generation: value.readUInt32BE(1), cut: value.readUInt32BE(5) };
    const state = value.subarray(STAMP_BYTES);
    if (!name.startsWith('#')) return { kind: 'product', stamp, productId: name, state };
    if (name.startsWith(DAYS)) return { kind: 'days', stamp, block: blockOf(name), state };
    const part = readHead(new StateReader(state), this.#run, stamp);
    if (name !== headName(part.head)) throw new StateCorrupt(`a record called ${name}`);
    return { kind: 'head', stamp, ...part };
  }
}

function stampBytes({ generation, cut }: Stamp): Buffer {
  const stamp = Buffer.allocUnsafe(STAMP_BYTES);
  stamp.writeUInt8(FORMAT, 0);
  stamp.writeUInt32BE(generation, 1);
  stamp.writeUInt32BE(cut, 5);
  return stamp;
}

function headName({ kind, generation }: CutHead): string {
  return `#${kind === 'claim' ? 'claim' : 'head'}-${generation}`;
}

function blockOf(name: string): number {
  const digits = name.slice(DAYS.length);
  if (!/^\d{1,9}$/.test(digits)) throw new StateCorrupt(`a record called ${name}`);
  return Number(digits);
}

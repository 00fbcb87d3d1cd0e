/**
 * Puts the records of one changelog partition together to the cuts of one run that count. Pure and total: other runs' records,
 * cuts of former owners, parts without a head and repeated records are passed over; what is wrong with records of the run is
 * an error that names the record.
 */
import { StreamstockError } from '../../errors.ts';
import { StateCorrupt } from '../../stages/state-bytes.ts';
import type { Cut, CutHead, Stamp } from './cut.ts';
import type { CutSize } from './head-bytes.ts';
import { type ChangelogPart, PartReader } from './records.ts';
import { isSame, placeOf } from './succession.ts';

export interface AssemblerOptions {
  readonly topic: string;
  readonly partition: number;
  readonly run: string;
  /** The latest cut that counts before the first record, for who reads on. */
  readonly last?: CutHead | undefined;
}

interface Gathered {
  readonly stamp: Stamp;
  readonly products: Map<string, Buffer>;
  readonly dayBlocks: Map<number, Buffer>;
}

export class CutAssembler {
  readonly #options: AssemblerOptions;
  readonly #parts: PartReader;
  /** Parts whose head has not come yet; of several writers at a time at most. */
  #gathered: Gathered[] = [];
  #last: CutHead | undefined;
  #gap: string | undefined;
  #records = 0;
  #bytes = 0;
  #staleCuts = 0;

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#parts = new PartReader(options.run);
    this.#last = options.last;
  }

  /** Of the latest cut that counts. */
  get head(): CutHead | undefined {
    return this.#last;
  }

  /** Read so far, of whatever run. */
  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get staleCuts(): number {
    return this.#staleCuts;
  }

  /**
   * Takes the next record.
   * @returns the cut that it completes, if it counts: to be applied upon those before; a snapshot replaces them
   * @throws StreamstockError CHANGELOG_CORRUPT
   */
  feed(key: Buffer | null, value: Buffer | null, offset: number): Cut | undefined {
    this.#records += 1;
    this.#bytes += (key?.length ?? 0) + (value?.length ?? 0);
    const part = this.#read(key, value, offset);
    if (part.kind === 'foreign') return undefined;
    if (part.kind === 'head') return this.#conclude(part.head, part.size, offset);
    if (this.#isOver(part.stamp)) return undefined;
    const gathered = this.#gatheredFor(part.stamp);
    if (part.kind === 'product') gathered.products.set(part.productId, part.state);
    else gathered.dayBlocks.set(part.block, part.state);
    return undefined;
  }

  /**
   * To be asked where the log ends.
   * @throws StreamstockError CHANGELOG_CORRUPT when cuts are missing, and no snapshot came after them
   */
  assertWhole(): void {
    if (this.#gap !== undefined) throw this.#corrupt(this.#gap);
  }

  #read(key: Buffer | null, value: Buffer | null, offset: number): ChangelogPart {
    try {
      return this.#parts.read(key, value);
    } catch (error) {
      if (!(error instanceof StateCorrupt)) throw error;
      throw this.#corrupt(
        `the record at offset ${offset} is not one of ours: ${error.message}`,
        error,
      );
    }
  }

  #conclude(head: CutHead, size: CutSize, offset: number): Cut | undefined {
    const place = placeOf(head, this.#last);
    if (place === 'stale') this.#staleCuts += 1;
    if (place === 'stale' || place === 'repeated') return undefined;
    const { products, dayBlocks } = this.#gatheredFor(head);
    const missing = size.products + size.dayBlocks - products.size - dayBlocks.size;
    this.#last = head;
    this.#gathered = this.#gathered.filter(({ stamp }) => !this.#isOver(stamp));
    if (place === 'gap') this.#gap ??= `what precedes the cut at offset ${offset} is missing`;
    else if (missing > 0)
      this.#gap ??= `${missing} records of the cut at offset ${offset} are missing`;
    else if (head.kind === 'snapshot') this.#gap = undefined;
    if (this.#gap !== undefined) return undefined;
    return { partition: this.#options.partition, head, products, dayBlocks };
  }

  /** Nothing of this cut can count any more. */
  #isOver({ generation, cut }: Stamp): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    return generation < last.generation || (generation === last.generation && cut <= last.cut);
  }

  #gatheredFor(stamp: Stamp): Gathered {
    const newest = this.#gathered.at(-1);
    if (newest !== undefined && isSame(newest.stamp, stamp)) return newest;
    let gathered = this.#gathered.find((known) => isSame(known.stamp, stamp));
    if (gathered === undefined) {
      const { generation, cut } = stamp;
      gathered = { stamp: { generation, cut }, products: new Map(), dayBlocks: new Map() };
      this.#gathered.push(gathered);
    }
    return gathered;
  }

  #corrupt(what: string, cause?: unknown): StreamstockError {
    const { topic, partition, run } = this.#options;
    return new StreamstockError(
      'CHANGELOG_CORRUPT',
      `The changelog ${topic}/${partition} of run ${run} cannot be used: ${what}.`,
      {
        hint: 'Check that retention and compaction of the topic leave an hour alone, and that nobody else writes to it.',
        cause,
      },
    );
  }
}

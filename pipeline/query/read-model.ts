/**
 * What a run's pipeline knows, put together from the cuts in its changelog: the same answers whoever owns what just now, and
 * when nobody is there any more. Pure; `ChangelogFollower` feeds it.
 */
import type { Command } from '../command.ts';
import { StreamstockError } from '../errors.ts';
import type { CutHead, CutState } from '../kafka/changelog/cut.ts';
import type { TracedEvent } from '../stages/decode.ts';
import type { OutcomePart } from '../stages/outcome.ts';
import type { PartitionPipeline } from '../stages/partition-pipeline.ts';
import type { Standing } from '../stages/standing.ts';
import { StateCorrupt } from '../stages/state-bytes.ts';
import { sumStandings } from '../stages/sum-standings.ts';
import { passivePipelines, type RunWorld } from './partitions.ts';
import { type ProductPlace, ProductViews } from './product-views.ts';
import type { ProductView } from './views.ts';

/** A cut, or several upon each other: what `ChangelogFollower` and `Restorer` hand on. */
export interface AppliedState extends CutState {
  readonly partition: number;
  /** undefined: there is none yet. */
  readonly head: CutHead | undefined;
}

export class ReadModel {
  readonly #pipelines: readonly PartitionPipeline<TracedEvent>[];
  readonly #heads: (CutHead | undefined)[];
  /** By partition: row of each product id. */
  readonly #rows: readonly ReadonlyMap<string, number>[];
  readonly #views: ProductViews;

  constructor(world: RunWorld) {
    this.#pipelines = passivePipelines(world);
    this.#heads = this.#pipelines.map(() => undefined);
    this.#rows = this.#pipelines.map(
      ({ catalogue }) => new Map(catalogue.products.map(({ id, index }) => [id, index])),
    );
    this.#views = new ProductViews(placesOf(this.#pipelines), world.startMs);
  }

  /**
   * Takes what counts next; in the order of the changelog.
   * @throws StreamstockError CHANGELOG_CORRUPT when it is not state of this world
   */
  apply({ partition, head, products, dayBlocks }: AppliedState): void {
    const pipeline = this.#pipelines[partition];
    const rows = this.#rows[partition];
    if (head === undefined) return;
    if (pipeline === undefined || rows === undefined) {
      throw corrupt(head, `there is no partition ${partition}`);
    }
    const installed: number[] = [];
    try {
      for (const [id, state] of products) {
        const row = rows.get(id);
        if (row === undefined)
          throw new StateCorrupt(`partition ${partition} has no product ${id}`);
        pipeline.installProduct(row, state);
        installed.push(pipeline.productIndexes[row] as number);
      }
      for (const [block, state] of dayBlocks) pipeline.installDayBlock(block, state);
      pipeline.installTallies(head.tallies);
    } catch (error) {
      if (!(error instanceof StateCorrupt)) throw error;
      throw corrupt(head, error.message, error);
    } finally {
      this.#views.changed(installed);
    }
    this.#heads[partition] = head;
  }

  /** Takes what the pipeline has no use for: names, categories and prices. Anything else is passed over. */
  applyCommand(command: Command): void {
    this.#views.rename(command);
  }

  /** Changes whenever {@link products} may have changed. */
  get version(): number {
    return this.#views.version;
  }

  /** Latest virtual instant that any product has reached, epoch milliseconds. */
  get virtualNowMs(): number {
    return this.#views.virtualNowMs;
  }

  /** Of the latest cut; undefined before the first. */
  head(partition: number): CutHead | undefined {
    return this.#heads[partition];
  }

  /** Σ of the highest productSeq that took its turn, over all products. */
  get turns(): number {
    return this.#pipelines.reduce((sum, { turns }) => sum + turns, 0);
  }

  /** Partition numbers whose owner closed its books, ascending. */
  get closedPartitions(): readonly number[] {
    return this.#pipelines
      .filter(({ partition }) => this.#heads[partition]?.closed === true)
      .map(({ partition }) => partition);
  }

  /**
   * The scenario is over: closes the books that nobody closed, for this model alone. Nothing can be applied to those
   * afterwards.
   */
  finish(): void {
    for (const pipeline of this.#pipelines) {
      if (this.#heads[pipeline.partition]?.closed === true) continue;
      pipeline.finish();
      this.#views.changed(pipeline.productIndexes);
    }
  }

  /** By partition; final when all books are closed, provisional before. */
  outcome(): OutcomePart[] {
    return this.#pipelines.map((pipeline) => pipeline.outcome());
  }

  standing(): Standing {
    return sumStandings(this.#pipelines.map((pipeline) => pipeline.standing()));
  }

  /**
   * In the order of the catalogue. Cheap: only what changed since the last look is put together again, and what was handed
   * out stays as it was.
   */
  products(): readonly ProductView[] {
    return this.#views.all();
  }

  /** @returns undefined for ids that the catalogue does not have */
  product(id: string): ProductView | undefined {
    return this.#views.get(id);
  }
}

/** By catalogue index. */
function placesOf(pipelines: readonly PartitionPipeline<TracedEvent>[]): ProductPlace[] {
  const places: ProductPlace[] = [];
  for (const pipeline of pipelines) {
    for (const [row, index] of pipeline.productIndexes.entries()) places[index] = { pipeline, row };
  }
  return places;
}

function corrupt(head: CutHead, what: string, cause?: unknown): StreamstockError {
  return new StreamstockError(
    'CHANGELOG_CORRUPT',
    `Cut ${head.cut} of ${head.owner} in the changelog of run ${head.run} is no state of this run: ${what}.`,
    { hint: 'Use one version of the tool for all consumers of a run.', cause },
  );
}

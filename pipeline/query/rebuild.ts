/**
 * The outcome of a run from its events alone, as if nobody had ever consumed them: reads every event topic from where the run
 * began to where it ended. What the pipeline concluded at the time must be the same; that is what event sourcing promises.
 *
 * Records that a consumer gave up because its handler failed take effect here: no topic but the dead letters knows of it.
 */
import type { LogReader } from '../kafka/changelog/log-reader.ts';
import { RecordDecoder, type TracedEvent } from '../stages/decode.ts';
import type { OutcomePart } from '../stages/outcome.ts';
import { type PartitionPipeline, partitionLayout } from '../stages/partition-pipeline.ts';
import { passivePipelines, type RunWorld } from './partitions.ts';

export interface RebuildOptions {
  readonly reader: Pick<LogReader, 'read'>;
  readonly world: RunWorld;
  readonly runId: string;
  /** In the order of `EVENT_TOPICS`. */
  readonly topics: readonly string[];
  /** By topic, by partition: where the run began, and where it ended. */
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

export interface Rebuilt {
  /** By partition, with books closed. */
  readonly parts: readonly OutcomePart[];
  /** Σ of the highest productSeq that took its turn. */
  readonly turns: number;
  /** Events behind a gap: they took no turn. */
  readonly waiting: number;
}

/** Business times this far outside of the scenario are still taken, as the consumer takes them. */
const TIME_SLACK_MS = 86_400_000;

/** @throws StreamstockError as `LogReader.read` */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { world, runId } = options;
  const pipelines = passivePipelines(world);
  const { rowOfProduct } = partitionLayout(world.partitionOfProduct, world.partitions);
  const decoder = new RecordDecoder({
    catalogue: world.catalogue,
    runId,
    partitionOfProduct: world.partitionOfProduct,
    earliestMs: world.startMs - TIME_SLACK_MS,
    latestMs: world.endMs + TIME_SLACK_MS,
  });
  for (const pipeline of pipelines) {
    await replay(options, pipeline, decoder, rowOfProduct);
    pipeline.finish();
  }
  return {
    parts: pipelines.map((pipeline) => pipeline.outcome()),
    turns: pipelines.reduce((sum, { turns }) => sum + turns, 0),
    waiting: pipelines.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}

/** All topics of a partition at once, so that few events have to wait for others. */
async function replay(
  { reader, topics, from, to }: RebuildOptions,
  pipeline: PartitionPipeline<TracedEvent>,
  decoder: RecordDecoder,
  rowOfProduct: Int32Array,
): Promise<void> {
  const { partition } = pipeline;
  const readTopic = (topic: string, index: number) => {
    const begin = from[index]?.[partition] ?? 0;
    const end = to[index]?.[partition] ?? 0;
    return reader.read(topic, partition, begin, end, ({ key, value, headers }) => {
      const decoded = decoder.decode(key, value, headers, partition);
      const event =
        decoded.kind === 'event' ? decoded : decoded.kind === 'rejected' ? decoded.turn : undefined;
      if (event === undefined) return;
      pipeline.offer({ ...event, productIndex: rowOfProduct[event.productIndex] as number });
    });
  };
  await Promise.all(topics.map(readTopic));
}

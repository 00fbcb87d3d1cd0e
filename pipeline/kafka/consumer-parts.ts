/** What a consumer consists of, and how its parts hang together. What they tell is for the consumer to act upon. */
import { Activator, type ActivatorOptions } from './activation.ts';
import { LogReader } from './changelog/log-reader.ts';
import { Restorer } from './changelog/restore.ts';
import { ChangelogWriter } from './changelog/writer.ts';
import { Checkpointer } from './checkpointer.ts';
import type { KafkaOptions } from './client.ts';
import type { StockConsumerOptions } from './consumer-options.ts';
import { ForecastRequests } from './forecasts.ts';
import { GroupMember, type GroupMemberOptions } from './group-member.ts';
import { GroupOffsets } from './group-offsets.ts';
import { Intake } from './intake.ts';
import { createSender, type LeaderSender } from './leader-sender.ts';
import { LogWatch } from './log-watch.ts';
import { PartitionBook } from './partition-book.ts';
import { PartitionFeed, type PartitionFeedOptions } from './partition-feed.ts';
import { PartitionForecasts } from './partition-forecasts.ts';
import { Publisher } from './publisher.ts';

const DEFAULT_MAX_WAITING_EVENTS = 500_000;

/** What becomes of the group, of partitions and of failures. */
export interface ConsumerReactions
  extends Pick<GroupMemberOptions, 'onJoined' | 'onRebalancing' | 'onLost'>,
    Pick<PartitionFeedOptions, 'onRead'> {
  /** It was stopped, and every connection closed. */
  readonly isOver: () => boolean;
  readonly onActivated: ActivatorOptions['onReady'];
  /** Going on would make it worse. */
  readonly onFailure: (error: Error) => void;
}

export interface ConsumerParts extends Processing, Reading, Durability {
  readonly book: PartitionBook;
  readonly sender: LeaderSender;
  readonly publisher: Publisher;
}

/** What the parts below are built upon. */
interface Base {
  readonly options: StockConsumerOptions;
  readonly reactions: ConsumerReactions;
  readonly client: KafkaOptions;
  readonly book: PartitionBook;
  readonly sender: LeaderSender;
  readonly publisher: Publisher;
}

/** What is done with records. */
interface Processing {
  readonly intake: Intake;
  readonly forecasts: ForecastRequests;
}

/** How records come in. */
interface Reading {
  readonly watch: LogWatch;
  readonly member: GroupMember;
  readonly feed: PartitionFeed;
}

/** How state comes and stays. */
interface Durability {
  readonly logReader: LogReader;
  readonly checkpointer: Checkpointer;
  readonly activator: Activator;
}

export function consumerParts(
  options: StockConsumerOptions,
  reactions: ConsumerReactions,
): ConsumerParts {
  const { connection, consumerName, topics } = options;
  const { isOver } = reactions;
  const client = { ...connection, clientId: `streamstock-${consumerName}`, isOver };
  const sender = createSender(client, {
    acks: -1,
    compression: 'none',
    idempotent: false,
    topics: [...topics.events, topics.deadLetters, topics.changelog],
  });
  const publisher = new Publisher({
    sender,
    lanes: connection.kind === 'embedded' ? 'one-broker' : 'topic-partition',
    onFailure: (error) => options.onTrouble(`publishing: ${error.message}`),
  });
  const book = new PartitionBook();
  const base = { options, reactions, client, book, sender, publisher };
  const processing = processingParts(base);
  const reading = readingParts(base, processing);
  const durability = durabilityParts(base, processing, reading);
  return { book, sender, publisher, ...processing, ...reading, ...durability };
}

function processingParts({ options, book, publisher }: Base): Processing {
  const { catalogue, partitionOfProduct, forecaster, observer, nowUs, onTrouble } = options;
  const intake = new Intake({
    ...options,
    publisher,
    dayClosed: (productIndex) => {
      if (source.holds(productIndex)) forecasts.dayClosed(productIndex);
    },
  });
  const source = new PartitionForecasts(book, partitionOfProduct, intake.rowOfProduct);
  const forecasts = new ForecastRequests({
    products: catalogue.products.length,
    ...{ source, forecaster, observer, nowUs },
    onError: (error) => onTrouble(`forecasting: ${error.message}`),
  });
  return { intake, forecasts };
}

function readingParts(base: Base, { intake }: Processing): Reading {
  const { options, reactions, client, book, publisher } = base;
  const { groupId, consumerName, groupNames, partitions, onTrouble } = options;
  const { topics } = intake;
  const member: GroupMember = new GroupMember({
    ...{ client, groupId, consumerName, groupNames, topics, partitions },
    sessionTimeoutMs: options.sessionTimeoutMs,
    rebalanceTimeoutMs: options.rebalanceTimeoutMs,
    eachBatch: (payload) => feed.eachBatch(payload),
    onJoined: reactions.onJoined,
    onRebalancing: reactions.onRebalancing,
    onMembershipOver: () => book.endLeases(),
    onRestart: (error) => onTrouble(`joining again: ${error.message}`),
    onLost: reactions.onLost,
    onHeard: (message) => {
      onTrouble(message);
      feed.heard(message);
    },
  });
  const { consumer } = member;
  const watch = new LogWatch({
    ...{ client, groupId, topics },
    slots: topics.length * partitions,
    topicPartition: (slot) => intake.topicPartition(slot),
    seek: (position) => consumer.seek(position),
    onRecordsLost: options.onRecordsLost,
  });
  const { observer, nowUs, beforeRecord, onProgress, onOverflow } = options;
  const feed = new PartitionFeed({
    ...{ consumer, topics, partitions, book, intake, publisher, watch },
    ...{ observer, nowUs, beforeRecord, onProgress, onOverflow },
    maxWaitingEvents: options.maxWaitingEvents ?? DEFAULT_MAX_WAITING_EVENTS,
    onRead: reactions.onRead,
    onFailure: reactions.onFailure,
  });
  return { watch, member, feed };
}

function durabilityParts(
  { options, reactions, client, book, sender, publisher }: Base,
  { intake }: Processing,
  { member }: Reading,
): Durability {
  const { topics, runId, groupId, consumerName, changelog, observer, onTrouble } = options;
  const logReader = new LogReader(client, [topics.changelog]);
  const writer = new ChangelogWriter({
    ...{ sender, observer },
    topic: topics.changelog,
    onFailure: (error) => onTrouble(`writing the changelog: ${error.message}`),
  });
  const offsets = new GroupOffsets(() => member.cluster, groupId);
  const order = options.checkpointOrder ?? 'changelog-first';
  const checkpointer = new Checkpointer({
    ...{ changelog, order, publisher, writer, observer },
    sources: intake.topics,
    changelogTopic: topics.changelog,
    run: runId,
    owner: consumerName,
    active: () => book.allActive(),
    membership: () => member.membership,
    commit: (committed, by) => offsets.commit(committed, by),
    atStep: options.atStep,
    onClosed: options.onClosed,
    onFenced: () => book.endLeases(),
    onTrouble: (error) => onTrouble(`committing: ${error.message}`),
    onFatal: reactions.onFailure,
  });
  const restorer = new Restorer({
    ...{ reader: logReader, writer, groupId },
    topic: topics.changelog,
    run: runId,
  });
  const activator = new Activator({
    ...{ changelog, book, restorer, offsets },
    topics: intake.topics,
    owner: consumerName,
    positions: order === 'changelog-first' ? 'of-state' : 'committed',
    open: (partition) => intake.open(partition),
    checkpointsSettled: () => checkpointer.settled(),
    nowUs: options.nowUs,
    onReady: reactions.onActivated,
    onTrouble: (error) => onTrouble(`restoring: ${error.message}`),
    onFatal: reactions.onFailure,
  });
  return { logReader, checkpointer, activator };
}

/** What `/metrics` tells of topics, the consumer group, its members and the producers. */
import type { KafkaView, PartitionCell, TopicRow } from './frames.ts';
import { counter, gauge } from './metric-family.ts';
import type { MetricFamily, MetricSample } from './prometheus.ts';

export function kafkaFamilies(view: KafkaView): MetricFamily[] {
  return [
    ...topicFamilies(view),
    ...groupFamilies(view),
    ...threadFamilies(view),
    ...counters(view),
  ];
}

function topicFamilies({ topics }: KafkaView): MetricFamily[] {
  return [
    gauge(
      'kafka_topic_partitions',
      'Partitions of the topic.',
      topics.map(({ topic, partitions }) => ({ labels: { topic }, value: partitions.length })),
    ),
    gauge(
      'kafka_topic_partition_current_offset',
      'Offset behind the last record.',
      byPartition(topics, {}, ({ endOffset }) => endOffset),
    ),
    gauge(
      'kafka_topic_partition_oldest_offset',
      'First offset that is kept.',
      byPartition(topics, {}, ({ startOffset }) => startOffset),
    ),
  ];
}

function groupFamilies(view: KafkaView): MetricFamily[] {
  const { topics, members } = view;
  const group = { consumergroup: view.groupId };
  const hasMembers = members.filter(({ state }) => state !== 'away').length;
  return [
    gauge(
      'kafka_consumergroup_current_offset',
      'Where the group is.',
      byPartition(topics, group, ({ position }) => position),
    ),
    gauge(
      'kafka_consumergroup_lag',
      'Records that the group has not read yet.',
      byPartition(topics, group, ({ lagRecords }) => lagRecords),
    ),
    gauge('kafka_consumergroup_members', 'Members of the group.', {
      labels: group,
      value: hasMembers,
    }),
    gauge(
      'streamstock_consumergroup_generation',
      'Counts the times that partitions were dealt out.',
      view.generation === null ? null : { labels: group, value: view.generation },
    ),
    gauge('streamstock_consumergroup_rebalancing', '1 while partitions are dealt out.', {
      labels: group,
      value: view.isRebalancing ? 1 : 0,
    }),
    gauge(
      'streamstock_sequencer_waiting_events',
      'Events that wait for an earlier one of their product.',
      view.sequencerWaiting,
    ),
  ];
}

function threadFamilies({ members, producers }: KafkaView): MetricFamily[] {
  const ofProducers = (of: 'sent' | 'acknowledged' | 'inFlight') =>
    producers.map(({ name, [of]: value }) => ({ labels: { producer: name }, value }));
  return [
    gauge(
      'streamstock_consumer_partitions',
      'Partition numbers that a consumer owns.',
      members.map(({ name, partitions }) => ({
        ...{ labels: { consumer: name }, value: partitions.length },
      })),
    ),
    gauge(
      'streamstock_consumer_applied_per_second',
      'Events that a consumer applied in the latest second.',
      members.map(({ name, appliedPerSecond }) => ({
        ...{ labels: { consumer: name }, value: appliedPerSecond },
      })),
    ),
    counter(
      'streamstock_events_sent_total',
      'Events handed to the Kafka client.',
      ofProducers('sent'),
    ),
    counter(
      'streamstock_events_acknowledged_total',
      'Events that the broker acknowledged.',
      ofProducers('acknowledged'),
    ),
    gauge(
      'streamstock_events_in_flight',
      'Events sent and not acknowledged yet.',
      ofProducers('inFlight'),
    ),
  ];
}

function counters({ counters: counts, deadLetterCount }: KafkaView): MetricFamily[] {
  return [
    counter(
      'streamstock_dead_letters_total',
      'Records that could not be processed.',
      deadLetterCount,
    ),
    counter(
      'streamstock_records_duplicate_total',
      'Records of an event that had been taken already.',
      counts.duplicatesDropped,
    ),
    counter(
      'streamstock_records_foreign_total',
      'Records of another run: ignored.',
      counts.foreignRecords,
    ),
    counter(
      'streamstock_records_without_envelope_total',
      'Records without run and sequence number.',
      counts.withoutEnvelope,
    ),
    counter(
      'streamstock_send_failures_total',
      'Batches that failed and were sent again.',
      counts.sendFailures,
    ),
    counter(
      'streamstock_records_reprocessed_total',
      'Records taken again because the state that had seen them was lost.',
      counts.reprocessed,
    ),
    counter(
      'streamstock_changelog_cuts_total',
      'Cuts of the state written to the changelog.',
      counts.changelogCuts,
    ),
  ];
}

/** What is not known of a partition has no sample. */
function byPartition(
  topics: readonly TopicRow[],
  labels: Readonly<Record<string, string>>,
  of: (cell: PartitionCell) => number | null,
): MetricSample[] {
  return topics.flatMap(({ topic, partitions }) =>
    partitions.flatMap((cell) => {
      const value = of(cell);
      const partition = String(cell.partition);
      return value === null ? [] : [{ labels: { ...labels, topic, partition }, value }];
    }),
  );
}

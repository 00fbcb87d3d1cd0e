/** What a page of a small run is greeted with: two topics, three partitions, two consumers. */
import type { MetricsJson } from '../../pipeline/query/wire.ts';
import type { KafkaView, LiveFrame, LiveHello, LivePoint, TopicRow } from './frames.ts';

export const METRICS: MetricsJson = {
  ...{ products: 50, onHandUnits: 12_000, inventoryValueDollars: 1_234_567.89 },
  ...{ lowStock: 5, criticalStock: 3, outOfStock: 1, overstock: 2, activeAlerts: 8 },
  ...{ soldUnits: 900, lostUnits: 100, fillRate: 0.9, virtualTime: '2026-01-15T00:00:00.500Z' },
  ...{ run: 'demo-42', scenario: 'demo', seed: '42', interactive: true },
};

export const POINT: LivePoint = {
  ...{ atMs: 9_000, duePerSecond: 100, acknowledgedPerSecond: 99, appliedPerSecond: 98 },
  ...{ endToEndP50Us: 1_500, endToEndP99Us: 20_250, alertP99Us: null, lagRecords: 7 },
  ...{ waitingEvents: 2, onHandUnits: 12_000, lostUnits: 100 },
  cpu: { producers: 0.125, consumers: 0.5 },
};

export function topicRow(topic: string, fields: Partial<TopicRow> = {}): TopicRow {
  return {
    topic,
    role: 'events',
    partitions: [0, 1, 2].map((partition) => ({
      ...{ partition, startOffset: 5, endOffset: 100 + partition, position: 90 },
      ...{ lagRecords: 10 + partition, owner: 'consumer-0' },
    })),
    ...fields,
  };
}

export const KAFKA: KafkaView = {
  groupId: 'streamstock-inventory-group-demo-42',
  ...{ generation: 3, isRebalancing: false, lagRecords: 33, sequencerWaiting: 2 },
  topics: [
    topicRow('inventory.sales'),
    topicRow('inventory.dlq', {
      partitions: [
        {
          ...{ partition: 0, startOffset: null, endOffset: 4 },
          ...{ position: null, lagRecords: null, owner: null },
        },
      ],
    }),
  ],
  members: [
    {
      ...{ name: 'consumer-0', kind: 'thread', state: 'consuming', partitions: [0, 1] },
      ...{ appliedPerSecond: 60, throttlePerSecond: null },
    },
    {
      ...{ name: 'consumer-1', kind: 'thread', state: 'away', partitions: [] },
      ...{ appliedPerSecond: 0, throttlePerSecond: 50 },
    },
  ],
  producers: [
    { name: 'producer-0', sentPerSecond: 99, sent: 1_000, acknowledged: 990, inFlight: 10 },
  ],
  rebalances: [],
  deadLetters: [],
  deadLetterCount: 4,
  counters: {
    ...{ duplicatesDropped: 6, foreignRecords: 0, withoutEnvelope: 1, sendFailures: 2 },
    ...{ reprocessed: 0, changelogCuts: 12 },
  },
};

const FRAME: LiveFrame = {
  ...{ number: 40, runId: 'demo-42', phase: 'load', phaseText: 'Running', elapsedMs: 9_250 },
  ...{ storeVersion: 17, metrics: METRICS, feed: [], feedSkipped: 0, eventsSeen: 5_000 },
  ...{ eventsDropped: 250, points: [], marks: [], kafka: KAFKA, classroom: null, ended: null },
};

export function liveHello(
  fields: Partial<Omit<LiveHello, 'frame'>> & { readonly frame?: Partial<LiveFrame> } = {},
): LiveHello {
  return {
    toolVersion: '0.1.0',
    run: {
      ...{ runId: 'demo-42', scenario: 'demo', description: 'A small world.', seed: '42' },
      ...{ partitions: 3, ordering: 'sequence', products: 50, broker: 'embedded' },
      ...{ isInteractive: true, lesson: null, durationMs: null },
    },
    ...{ mayAct: true, needsToken: false, isClassroom: false },
    ...{ series: [{ ...POINT, appliedPerSecond: 1 }, POINT], marks: [], feed: [] },
    ...fields,
    frame: { ...FRAME, ...fields.frame },
  };
}

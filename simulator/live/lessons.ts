/** Eight lessons: each sets a stage, says what to do and what to see, and asks. `docs/classroom.md` has the answers. */
import type { LessonView } from '../../reports/live/frames.ts';
import type { ConsumerFault } from '../scenario/consumer-faults.ts';
import type { Load } from '../scenario/scenario.ts';
import type { StageSettings } from './stages.ts';

export interface Lesson {
  readonly view: LessonView;
  readonly stage: StageSettings;
}

/** A normal morning, thirty seconds of flash sale, and the time after it, for as long as people look. */
const FLASH_SALE: Load = {
  executor: 'ramping-arrival-rate',
  stages: [
    stage(30_000, 8),
    stage(30_000, 200),
    // As long as the plan of the demonstration.
    stage(100 * 3_600_000, 8),
  ],
  durationMs: 100 * 3_600_000 + 60_000,
  warmUpMs: 0,
};

/**
 * What piles up while a consumer stands still it reads topic by topic afterwards, so that deliveries come before the sales that they
 * were for, or behind them. For an hour; below the session of its lesson, so that the group does not mind.
 */
const STALLS: ConsumerFault = {
  action: { kind: 'stall', forMs: 5_000 },
  target: 'any',
  when: { kind: 'every', fromMs: 0, untilMs: 3_600_000, minMs: 9_000, maxMs: 11_000 },
};

export const LESSONS: readonly Lesson[] = [
  {
    stage: { ratePerSecond: 1, isPaused: true, partitions: 3, consumers: 1 },
    view: {
      id: 'partitions-and-keys',
      title: 'Partitions and keys',
      view: 'kafka',
      goal: 'See where a record goes, and why records of one product stay in order.',
      steps: [
        {
          act: 'Step three or four times.',
          see: 'Each event adds one to the end offset of one partition; the trace names its topic, partition and offset.',
        },
        {
          act: 'Open the latest record in the inspector and look at its key.',
          see: 'The key is the product id; its hash chooses the partition.',
        },
        {
          act: 'Resume, wait until the trace names a product that you have seen, and compare the partitions.',
          see: 'The same key is always in the partition of the same number, in every topic.',
        },
        {
          act: 'Set the rate to 50 events a second.',
          see: 'All partitions grow, but not equally: popular products make busy partitions.',
        },
      ],
      questions: [
        'Two events of the same product are in the same topic. Which of them is read first?',
        'Two events of different products are in the same topic. Is one of them always read first?',
        'What would happen to the order of a product if the number of partitions were raised while the system runs?',
        'What becomes of a partition whose key is one very popular product?',
      ],
    },
  },
  {
    stage: { ratePerSecond: 20, partitions: 6, consumers: 2 },
    view: {
      id: 'consumer-groups',
      title: 'Consumer groups',
      view: 'kafka',
      goal: 'See how a group shares its work, and where sharing ends.',
      steps: [
        {
          act: 'Look at who owns what.',
          see: 'Two consumers own three partition numbers each; no partition has two owners.',
        },
        {
          act: 'Add a third consumer.',
          see: 'A rebalance: everybody stops for a moment, and then each owns two partition numbers.',
        },
        {
          act: 'Add consumers until there are seven.',
          see: 'The seventh is idle: six partitions are six shares and no more.',
        },
        {
          act: 'Remove all but one, one after the other.',
          see: 'The last one owns everything, and the stock goes on as if nothing had happened.',
        },
      ],
      questions: [
        'Why may a partition have one owner only within its group?',
        'How many consumers can share the work of a topic with six partitions?',
        'A second group reads the same topics. What does the first one notice?',
        'Where does a new owner know from how much stock its products have?',
      ],
    },
  },
  {
    stage: { ratePerSecond: 60, partitions: 3, consumers: 1, sessionTimeoutMs: 30_000 },
    view: {
      id: 'lag-and-back-pressure',
      title: 'Lag and back-pressure',
      view: 'kafka',
      goal: 'See what happens when more is written than read, and what it costs to catch up.',
      steps: [
        {
          act: 'Slow the consumer to 30 events a second.',
          see: 'Lag grows by some thirty records a second. The producer sends on time as before.',
        },
        {
          act: 'Look at the latency on the dashboard.',
          see: 'End to end it grows second by second: every event waits behind all that came before it.',
        },
        {
          act: 'Pause the producer, wait, and resume.',
          see: 'In the pause lag falls by thirty a second: only what comes in less than what goes out drains it.',
        },
        {
          act: 'Let the consumer be as fast as it can again.',
          see: 'Lag drains within moments, and latency falls as suddenly as it had grown slowly.',
        },
      ],
      questions: [
        'Who told the producer to slow down when the consumer could not keep up?',
        'Lag is 600 records and grows by 30 a second. How long does an event wait if the consumer takes 30 a second?',
        'How fast must a consumer be to work off 600 records within ten seconds while 60 a second come in?',
        'Why is a bounded log a kind of back-pressure, and a dangerous one?',
      ],
    },
  },
  {
    stage: { ratePerSecond: 30, partitions: 6, consumers: 3 },
    view: {
      id: 'rebalance',
      title: 'Rebalance',
      view: 'kafka',
      goal: 'Compare a consumer that leaves with one that dies.',
      steps: [
        {
          act: 'Remove consumer-3.',
          see: 'The group knows at once: a new generation, a short pause, and the others own its partitions.',
        },
        {
          act: 'Add a consumer, and wait until it owns something.',
          see: 'Consumer-3 is back and gets its own partitions again, with their state restored from the changelog.',
        },
        {
          act: 'Kill consumer-3.',
          see: 'For some six seconds nobody reads its partitions and their lag grows; only then comes the rebalance.',
        },
        {
          act: 'Let consumer-2 stand still for 10 seconds.',
          see: 'It is put out of the group although it lives. When it wakes up it joins again, and what it wrote too late does not count.',
        },
      ],
      questions: [
        'Why does the group wait for six seconds before it gives up a consumer that was killed?',
        'What would be gained and what lost with a session of one second?',
        'Why must a consumer that was put out of the group not go on writing?',
        'Why does it help that a consumer that comes back gets the partitions that it had?',
      ],
    },
  },
  {
    stage: { ratePerSecond: 20, partitions: 3, consumers: 2 },
    view: {
      id: 'at-least-once',
      title: 'At-least-once and duplicates',
      view: 'kafka',
      goal: 'See that nothing is lost, that some things come twice, and that each counts once.',
      steps: [
        {
          act: 'Send a duplicate.',
          see: 'The topic has one record more; the counter of duplicates rises by one, and the stock does not change.',
        },
        {
          act: 'Pause, send three duplicates, and look at the trace of one of them.',
          see: 'It was received and found to be a duplicate: its number has taken its turn before.',
        },
        {
          act: 'Resume and kill consumer-1.',
          see: 'After its session another consumer begins at its last commit: records that had been read are read again.',
        },
        {
          act: 'Wait until the lag is gone, and see whether the stock is right.',
          see: 'No product has a wrong stock: nothing is missing, and nothing counts twice.',
        },
      ],
      questions: [
        'A consumer commits its offset before it processes. What is lost when it dies in between?',
        'It commits afterwards. What comes twice?',
        'How can a consumer recognise an event that it has seen before?',
        'Why is an offset of a partition not enough to recognise it?',
      ],
    },
  },
  {
    stage: {
      ratePerSecond: 200,
      partitions: 3,
      consumers: 1,
      sessionTimeoutMs: 30_000,
      ordering: 'arrival',
      faults: [STALLS],
    },
    view: {
      id: 'ordering',
      title: 'Ordering across topics',
      view: 'kafka',
      goal: 'See that correct events in the wrong order make a wrong stock.',
      steps: [
        {
          act: 'Wait for half a minute. The sequencer is off, and the consumer stands still for five seconds every now and then.',
          see: 'Products with a wrong stock appear, although every event was applied exactly once.',
        },
        {
          act: 'Choose one of them and look at its events in the event log.',
          see: 'Sales and deliveries were applied in another order than their numbers say.',
        },
        {
          act: 'Turn the sequencer on. The same seed begins anew.',
          see: 'While the consumer stands still and catches up, events wait in the sequencer, and no stock is wrong.',
        },
        {
          act: 'Turn it off again, and set the rate to 2 events a second at once.',
          see: 'Hardly anything overtakes anything: the fault is still there, and only load and bad luck show it.',
        },
      ],
      questions: [
        'In which order does Kafka deliver a sale and a delivery of the same product that are in different topics?',
        'Why is the stock wrong although nothing was lost and nothing came twice?',
        'What does the sequencer need to know of an event?',
        'How else could one keep the order, and what would that cost?',
      ],
    },
  },
  {
    stage: { ratePerSecond: 5, partitions: 3, consumers: 2 },
    view: {
      id: 'dead-letters',
      title: 'Dead letters',
      view: 'kafka',
      goal: 'See what becomes of a record that nobody can process.',
      steps: [
        {
          act: 'Send poison that is not JSON.',
          see: 'A dead letter with its reason, its topic and its offset; the partition goes on behind it.',
        },
        {
          act: 'Send one with an unknown product, one with a negative quantity, one without a field.',
          see: 'Each has a reason of its own.',
        },
        {
          act: 'Open a dead letter in the inspector.',
          see: 'The record as it was, and headers that say where it came from and why it is here.',
        },
        {
          act: 'Look at lag and stock.',
          see: 'Neither noticed: a bad record costs one dead letter.',
        },
      ],
      questions: [
        'What would happen to the partition if the consumer tried such a record again and again?',
        'What would be lost if it skipped the record without a word?',
        'Which of these faults would go away by themselves if one waited, and which would not?',
        'Who should look at the dead letters, and what can they do with them?',
      ],
    },
  },
  {
    stage: {
      ratePerSecond: 8,
      partitions: 3,
      consumers: 2,
      openingStock: 'normal',
      load: FLASH_SALE,
    },
    view: {
      id: 'flash-sale',
      title: 'Flash sale',
      view: 'dashboard',
      goal: 'Follow a rush from the first order to the empty shelf, the alerts and the deliveries.',
      steps: [
        {
          act: 'Watch a normal half minute on the dashboard.',
          see: 'A few sales a second, full shelves, and now and then an alert.',
        },
        {
          act: 'Keep watching when the sale begins, after thirty seconds.',
          see: 'Twenty-five times the orders. Shelves fall from low to critical to empty, and sales are lost.',
        },
        {
          act: 'Open Alerts & Actions and restock one product by hand.',
          see: 'Your command goes through Kafka like every event, and the alert resolves itself when the stock is back.',
        },
        {
          act: 'Watch the minutes after the sale.',
          see: 'Deliveries arrive when their lead time is over, alerts resolve, and the forecasts have learned of the rush.',
        },
      ],
      questions: [
        'Did the system or the shops reach their limit first, and how can one tell?',
        'Why did deliveries not help during the sale?',
        'What would you raise before the next sale: partitions, consumers or reorder points?',
        'Why do alerts come in three steps and not one?',
      ],
    },
  },
];

function stage(durationMs: number, perSecond: number): Load['stages'][number] {
  return { durationMs, startRate: perSecond, endRate: perSecond, timeUnitMs: 1_000 };
}

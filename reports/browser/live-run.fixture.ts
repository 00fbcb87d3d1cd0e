/** A made-up run: its frames, its Kafka, its classroom. */
import type { EventJson } from '../../pipeline/query/wire.ts';
import type { ControlAction } from '../live/controls.ts';
import type {
  ClassroomView,
  KafkaView,
  LiveFrame,
  LiveHello,
  LiveMark,
  LivePhase,
  LivePoint,
  MemberRow,
  RebalanceRow,
  RecordView,
  TopicRow,
} from '../live/frames.ts';
import { MadeWorld, type WorldOptions } from './live-world.fixture.ts';

/** Wants out of wherever it stands. */
export const HOSTILE = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e😀${'long '.repeat(60)}`;

export interface MadeRunOptions extends WorldOptions {
  readonly isClassroom?: boolean;
  /** Default: 40. */
  readonly ratePerSecond?: number;
  readonly phase?: LivePhase;
  /** Seconds that went by before; default 90. */
  readonly pastSeconds?: number;
}

const MOST_IN_FEED = 20;
const PARTITIONS = 3;

export class MadeRun {
  readonly world: MadeWorld;
  phase: LivePhase;
  verdict = 'passed';
  private readonly isClassroom: boolean;
  private readonly points: LivePoint[] = [];
  private readonly marks: LiveMark[] = [];
  private members = ['consumer-0', 'consumer-1', 'consumer-2'];
  private readonly rebalances: RebalanceRow[] = [];
  private readonly throttles = new Map<string, number | null>();
  private actions: ClassroomView['actions'] = [];
  private said: ClassroomView['said'] = [];
  private traces: ClassroomView['traces'] = [];
  private poisons = 0;
  private frames = 0;
  private elapsedMs = 0;
  private generation = 3;
  private lesson: string | null = null;
  private sequencer: 'on' | 'off' = 'on';
  private rate: number;
  private isPaused = false;
  private runs = 1;
  private secondMs = 0;
  private fresh: { points: LivePoint[]; marks: LiveMark[]; feed: EventJson[]; skipped: number } = {
    points: [],
    marks: [],
    feed: [],
    skipped: 0,
  };

  constructor(options: MadeRunOptions) {
    this.world = new MadeWorld(options);
    this.isClassroom = options.isClassroom ?? false;
    this.rate = options.ratePerSecond ?? 40;
    this.phase = options.phase ?? 'load';
    if (this.phase === 'preparing') return;
    for (let second = 0; second < (options.pastSeconds ?? 90); second += 1) this.pass(1_000);
    this.mark('fault', 'consumer-1 was killed');
    this.rebalanced('consumer-1 left');
  }

  hello(mayAct: boolean): LiveHello {
    const { world } = this;
    return {
      toolVersion: '0.1.0',
      run: {
        runId: this.runId(),
        scenario: world.named('demo'),
        description: world.named('50 products, 5 warehouses, 3 partitions: a shop to touch'),
        seed: '7',
        partitions: PARTITIONS,
        ordering: this.sequencer === 'on' ? 'sequence' : 'arrival',
        products: world.products.length,
        broker: 'embedded',
        isInteractive: this.isClassroom,
        lesson: this.lesson,
        durationMs: this.isClassroom ? null : 600_000,
      },
      mayAct,
      needsToken: false,
      isClassroom: this.isClassroom,
      series: this.points.slice(-600),
      marks: this.marks,
      feed: this.phase === 'preparing' ? [] : world.events.slice(-40),
      frame: this.frame(0),
    };
  }

  /** @param byMs time that went by since the one before */
  frame(byMs: number): LiveFrame {
    if (this.phase === 'load' && byMs > 0) this.pass(byMs);
    const { world, fresh } = this;
    this.fresh = { points: [], marks: [], feed: [], skipped: 0 };
    this.frames += 1;
    const isEmpty = this.phase === 'preparing';
    return {
      number: this.frames,
      runId: this.runId(),
      phase: this.phase,
      phaseText: world.named(PHASE_TEXTS[this.phase]),
      elapsedMs: this.elapsedMs,
      storeVersion: world.version,
      metrics: isEmpty ? null : world.metrics(this.runId()),
      feed: fresh.feed,
      feedSkipped: fresh.skipped,
      eventsSeen: isEmpty ? 0 : world.eventsSeen,
      eventsDropped: isEmpty ? 0 : world.eventsSeen - world.events.length,
      points: fresh.points,
      marks: fresh.marks,
      kafka: this.kafka(),
      classroom: this.isClassroom ? this.classroom() : null,
      ended:
        this.phase === 'ended'
          ? {
              verdict: this.verdict,
              reasons: [world.named('somebody intervened by hand')],
              reportUrl: '/runs/demo-7/',
            }
          : null,
    };
  }

  mark(kind: LiveMark['kind'], text: string): void {
    const number = (this.marks.at(-1)?.number ?? 0) + 1;
    const mark = { number, atMs: this.elapsedMs, kind, text: this.world.named(text) };
    this.marks.push(mark);
    this.fresh.marks.push(mark);
  }

  control(action: ControlAction): { text: string; why: string } {
    const text = this.carriedOut(action);
    const number = (this.actions[0]?.number ?? 0) + 1;
    const done = { number, atMs: this.elapsedMs, text: this.world.named(text) };
    this.actions = [done, ...this.actions].slice(0, 20);
    this.mark('action', text);
    this.say(text, 'That is how Kafka shares out work.');
    return { text, why: 'That is how Kafka shares out work.' };
  }

  record(topic: string, partition: number, offset: number): RecordView | undefined {
    const event = this.world.events.find(
      (one) => one.topic === topic && one.partition === partition && one.offset === offset,
    );
    if (event === undefined) return undefined;
    const value = JSON.stringify(event);
    return {
      topic,
      partition,
      offset,
      timestamp: event.timestamp ?? '',
      key: event.productId,
      headers: [{ name: 'poison', value: this.world.named('0') }],
      value,
      valueBytes: value.length,
      json: event,
      journey: JOURNEY.map(([stage, text], at) => ({
        stage,
        state: at < 4 ? 'done' : at === 4 ? 'here' : stage === 'alerted' ? 'never' : 'ahead',
        text: this.world.named(text),
      })),
      previousOffset: offset === 0 ? null : offset - 1,
      nextOffset: offset + 1,
    };
  }

  private runId(): string {
    return `demo-7-${this.runs}`;
  }

  private carriedOut(action: ControlAction): string {
    switch (action.action) {
      case 'rate':
        this.rate = action.ratePerSecond;
        return `The load goes at ${action.ratePerSecond} events a second`;
      case 'pause':
        this.isPaused = true;
        return 'The load stands still';
      case 'resume':
        this.isPaused = false;
        return 'The load goes on';
      case 'step':
        this.traced(this.world.event());
        return 'One event was sent';
      case 'add-consumer':
        this.members = [...this.members, `consumer-${this.members.length}`];
        this.rebalanced('somebody joined');
        return 'A consumer joined';
      case 'remove-consumer':
      case 'kill-consumer':
        this.members = this.members.filter((name) => name !== action.name);
        this.rebalanced(`${action.name} left`);
        return `${action.name} left the group`;
      case 'slow-consumer':
        this.throttles.set(action.name, action.eventsPerSecond);
        return `${action.name} is slowed down`;
      case 'poison':
        this.poisons += 1;
        return `A poison message (${action.kind}) was sent`;
      case 'end':
        this.phase = 'ended';
        return 'The run ends';
      case 'sequencer':
        this.sequencer = action.on ? 'on' : 'off';
        this.again();
        return `The sequencer is ${this.sequencer}`;
      case 'lesson':
        this.lesson = action.id;
        this.again();
        return `The stage is set for ${action.id}`;
      case 'restart':
        this.again();
        return 'The run began again with the same seed';
      default:
        return `${action.action} was carried out`;
    }
  }

  private again(): void {
    this.runs += 1;
    this.elapsedMs = 0;
    this.points.length = 0;
    this.marks.length = 0;
    this.phase = 'load';
  }

  private say(text: string, why: string): void {
    const number = (this.said[0]?.number ?? 0) + 1;
    const said = {
      number,
      atMs: this.elapsedMs,
      text: this.world.named(text),
      why: this.world.named(why),
    };
    this.said = [said, ...this.said].slice(0, 12);
  }

  private rebalanced(text: string): void {
    this.generation += 1;
    this.mark('rebalance', text);
    const row: RebalanceRow = {
      generation: this.generation,
      atMs: this.elapsedMs,
      pauseMs: 420,
      members: this.members,
      moved: [1],
    };
    this.rebalances.push(row);
  }

  private pass(byMs: number): void {
    this.elapsedMs += byMs;
    this.secondMs += byMs;
    const sent = this.isPaused ? 0 : Math.max(1, Math.round((this.rate * byMs) / 1000));
    for (let count = 0; count < sent; count += 1) {
      const event = this.world.event();
      if (event === undefined) continue;
      if (this.fresh.feed.length < MOST_IN_FEED) this.fresh.feed.push(event);
      else this.fresh.skipped += 1;
      if (this.isClassroom && count === 0) this.traced(event);
    }
    if (this.secondMs < 1_000) return;
    this.secondMs = 0;
    const point = this.point();
    this.points.push(point);
    if (this.points.length > 600) this.points.shift();
    this.fresh.points.push(point);
  }

  private point(): LivePoint {
    const wave = 1 + 0.3 * Math.sin(this.elapsedMs / 9_000);
    const rate = this.isPaused ? 0 : this.rate * wave;
    const p50 = 900 + this.world.draw() * 500;
    const isTrouble = this.elapsedMs % 40_000 < 3_000;
    const { onHandUnits, lostUnits, soldUnits } = this.world.metrics('');
    return {
      atMs: this.elapsedMs,
      duePerSecond: rate,
      acknowledgedPerSecond: rate * (isTrouble ? 0.7 : 1),
      appliedPerSecond: rate * (isTrouble ? 0.6 : 1),
      endToEndP50Us: rate === 0 ? null : p50,
      endToEndP99Us: rate === 0 ? null : p50 * (isTrouble ? 80 : 4 + this.world.draw()),
      alertP99Us: rate === 0 ? null : p50 * 5,
      lagRecords: isTrouble ? Math.round(rate) : Math.round(this.world.draw() * 4),
      waitingEvents: isTrouble ? Math.round(rate / 5) : 0,
      onHandUnits,
      lostUnits,
      soldUnits,
      cpu: { producers: 0.2, broker: 0.15, consumers: 0.3 },
    };
  }

  private kafka(): KafkaView {
    const { world } = this;
    const last = this.points.at(-1);
    return {
      groupId: world.named('streamstock-demo'),
      generation: this.phase === 'preparing' ? null : this.generation,
      isRebalancing: false,
      topics: this.topics(last?.lagRecords ?? 0),
      members: this.memberRows(last?.appliedPerSecond ?? 0),
      producers: [
        {
          name: 'producer-0',
          sentPerSecond: last?.acknowledgedPerSecond ?? 0,
          sent: world.eventsSeen,
          acknowledged: world.eventsSeen,
          inFlight: 2,
        },
      ],
      lagRecords: last?.lagRecords ?? null,
      sequencerWaiting: last?.waitingEvents ?? 0,
      rebalances: this.rebalances.slice(-8),
      deadLetters: Array.from({ length: Math.min(8, 2 + this.poisons) }, (_, index) => ({
        number: 2 + this.poisons - index,
        reason: world.named('unknown_product'),
        detail: world.named('PROD-999 is not in the catalogue'),
        topic: 'inventory.sales',
        partition: index % PARTITIONS,
        offset: 40 + index,
        attempts: 1,
        key: world.named('PROD-999'),
        atMs: Math.max(0, this.elapsedMs - index * 1_000),
      })),
      deadLetterCount: 2 + this.poisons,
      counters: {
        duplicatesDropped: 3,
        foreignRecords: 0,
        withoutEnvelope: 1,
        sendFailures: 0,
        reprocessed: 17,
        changelogCuts: 412,
      },
    };
  }

  private topics(lag: number): TopicRow[] {
    const rows = [...this.world.offsets].map(([topic, ends]): TopicRow => {
      const isSales = topic === 'inventory.sales';
      return {
        topic,
        role: topic.endsWith('alerts') ? 'alerts' : 'events',
        partitions: ends.map((endOffset, partition) => {
          const lagRecords = isSales ? Math.min(endOffset, Math.floor(lag / PARTITIONS)) : 0;
          return {
            partition,
            startOffset: Math.max(0, endOffset - 2_000),
            endOffset,
            position: endOffset - lagRecords,
            lagRecords,
            owner: this.ownerOf(partition),
          };
        }),
      };
    });
    const others = [
      ['inventory.commands', 'commands', 3],
      ['inventory.changelog', 'changelog', 812],
      ['inventory.dlq', 'dead-letters', 2 + this.poisons],
    ] as const;
    for (const [topic, role, endOffset] of others) {
      const cell = { startOffset: 0, endOffset, position: null, lagRecords: null, owner: null };
      rows.push({
        topic,
        role,
        partitions: Array.from({ length: role === 'dead-letters' ? 1 : PARTITIONS }, (_, at) => ({
          ...cell,
          partition: at,
        })),
      });
    }
    return rows;
  }

  private ownerOf(partition: number): string | null {
    return this.members[partition % Math.max(1, this.members.length)] ?? null;
  }

  private memberRows(applied: number): MemberRow[] {
    return this.members.map((name) => {
      const partitions = Array.from({ length: PARTITIONS }, (_, at) => at).filter(
        (at) => this.ownerOf(at) === name,
      );
      return {
        name,
        kind: 'thread',
        state: partitions.length === 0 ? 'idle' : 'consuming',
        partitions,
        appliedPerSecond: (applied * partitions.length) / PARTITIONS,
        throttlePerSecond: this.throttles.get(name) ?? null,
      };
    });
  }

  private classroom(): ClassroomView {
    return {
      ratePerSecond: this.rate,
      isPaused: this.isPaused,
      sequencer: this.sequencer,
      consumers: this.members,
      said: this.said,
      traces: this.traces,
      wrongStock:
        this.sequencer === 'off'
          ? this.world.products.slice(0, 4).map(({ json }) => ({
              productId: json.id,
              onHandUnits: json.quantity,
              expectedUnits: json.quantity + 7,
            }))
          : [],
      comparedProducts: this.world.products.length,
      actions: this.actions,
      actionCount: this.actions[0]?.number ?? 0,
      lesson: this.lesson === null ? null : lessonOf(this.lesson, this.world),
    };
  }

  private traced(event: EventJson | undefined): void {
    if (event === undefined) return;
    const trace: ClassroomView['traces'][number] = {
      eventId: event.id ?? 'EVT-0',
      productId: event.productId ?? '',
      productSeq: event.seq ?? 1,
      type: event.type ?? 'SALE',
      quantityUnits: event.quantity ?? 0,
      consumer: this.ownerOf(event.partition) ?? 'consumer-0',
      topic: event.topic,
      partition: event.partition,
      offset: event.offset,
      placement: 'applied',
      reason: null,
      stockBeforeUnits: 120,
      stockAfterUnits: 120 - (event.quantity ?? 0),
      lostUnits: 0,
      alerts: [],
      receivedAfterUs: 600,
      appliedAfterUs: 900,
    };
    this.traces = [trace, ...this.traces].slice(0, 8);
  }
}

const PHASE_TEXTS: Readonly<Record<LivePhase, string>> = {
  preparing: 'Consumers are joining the group',
  load: 'Events are sent as the plan says',
  drain: 'Nothing more is sent; the consumers catch up',
  auditing: 'What was concluded is held against the plan',
  ended: 'Every event was accounted for',
};

const JOURNEY = [
  ['produced', 'sent 1.2 ms after it was due'],
  ['stored', 'inventory.sales, partition 1'],
  ['received', 'by consumer-1'],
  ['sequenced', 'in its turn'],
  ['applied', 'stock 120 → 117'],
  ['alerted', 'no alert'],
  ['durable', 'not in the changelog yet'],
] as const;

function lessonOf(id: string, world: MadeWorld): ClassroomView['lesson'] {
  return {
    id,
    title: world.named('Consumer groups'),
    view: 'kafka',
    goal: world.named('See how a group shares out partitions.'),
    steps: [
      { act: world.named('Add a consumer'), see: world.named('A partition changes hands') },
      { act: world.named('Kill it'), see: world.named('It comes back after a pause') },
    ],
    questions: [world.named('What does a fourth consumer do with three partitions?')],
  };
}

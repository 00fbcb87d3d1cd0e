import { randomUUID } from 'node:crypto';
import { Compactor } from './compactor.ts';
import type { FaultPolicy } from './faults.ts';
import { GroupCoordinator } from './groups/coordinator.ts';
import type { PartitionLog } from './log.ts';
import { MemoryBudget } from './memory.ts';
import type { BrokerSettings } from './options.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';
import { TopicStore } from './topics.ts';
import { WakeQueue } from './wake-queue.ts';

/** Everything the handlers share: one broker's topics, groups, memory and identity. */
export class BrokerState {
  readonly settings: BrokerSettings;
  readonly faults: FaultPolicy;
  readonly timers: Timers = REAL_TIMERS;
  readonly topics: TopicStore;
  readonly groups: GroupCoordinator;
  readonly memory: MemoryBudget;
  readonly compactor = new Compactor(this.timers, Date.now);
  readonly wakeQueue = new WakeQueue();
  /** Where clients reach this broker; the port is known once it listens. */
  host: string;
  port = 0;
  #nextProducerId = 1;

  constructor(settings: BrokerSettings, faults: FaultPolicy) {
    this.settings = settings;
    this.faults = faults;
    this.host = settings.host;
    this.groups = new GroupCoordinator(this.timers, settings, randomUUID);
    this.memory = new MemoryBudget(settings, this.timers, {
      logs: () => this.topics.logs(),
      // A topic that is compacted only promises to keep the newest record of each key, whoever has read it.
      passedByAllGroups: (log: PartitionLog) =>
        log.cleanup.deletes ? this.groups.passedByAll(log.topic, log.partition) : 0,
    });
    this.topics = new TopicStore(this.memory);
  }

  newProducerId(): number {
    const id = this.#nextProducerId;
    this.#nextProducerId += 1;
    return id;
  }

  stop(): void {
    this.groups.stop();
    this.memory.stop();
    this.compactor.stop();
  }
}

/** The probe that stages and Kafka shell report to. The recorder implements it; tests may too. */

/** Latency stages, in microseconds; `docs/architecture.md` draws where each begins and ends. */
export const STAGES = [
  /** due → queued by the generator: the only input to the verdict "saturated". */
  'plan_lag',
  /** queued → handed to the client: linger, and the wait for the previous acknowledgement. */
  'queue',
  /** handed → acknowledged. */
  'produce',
  /** handed → received by the consumer. */
  'delivery',
  /** received → released in productSeq order. */
  'sequencing',
  /** released → applied. */
  'processing',
  /** due → applied. */
  'end_to_end',
  /** due → alert raised. */
  'alert',
  /** due → alert record acknowledged. */
  'alert_published',
  /** forecast requested → stored. */
  'forecast',
] as const;
export type Stage = (typeof STAGES)[number];

export const COUNTERS = [
  'events_due',
  'events_sent',
  'events_acknowledged',
  'events_received',
  'events_applied',
  'events_shed',
  'late_window',
  'late_generator',
  'send_failures',
  'records_reread',
  'records_duplicate',
  'records_foreign',
  'records_without_envelope',
  'records_unknown_type',
  'records_engine_alert',
  'dead_letters',
  'alerts_raised',
  'alerts_resolved',
  'alerts_published',
  'forecasts_requested',
  'forecasts_stored',
  'forecasts_coalesced',
  'rebalances',
  'offset_commits',
  'handler_retries',
  'records_reprocessed',
  'partitions_restored',
  'changelog_cuts',
  'changelog_snapshots',
  'changelog_records',
  'changelog_bytes',
  'changelog_stale_cuts',
] as const;
export type Counter = (typeof COUNTERS)[number];

export interface Observer {
  /**
   * @param us duration in microseconds; negative is a defect of the caller
   * @param dueUs when the event was due (epoch microseconds): decides warm-up or measured
   * @param topicIndex position in `EVENT_TOPICS`
   */
  latency(stage: Stage, us: number, dueUs: number, topicIndex: number): void;
  /** The plan has an event due at this instant (epoch microseconds), and it has been queued. */
  due(dueUs: number): void;
  /**
   * An event took its turn, with effect or without.
   * @param us since it was due
   */
  settled(us: number, dueUs: number, topicIndex: number): void;
  count(counter: Counter, by: number): void;
}

/** Observes nothing: for the virtual-time simulation, where latencies have no meaning. */
export const SILENT: Observer = { latency() {}, due() {}, settled() {}, count() {} };

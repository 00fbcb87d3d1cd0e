/** What the stages and counters of the pipeline mean, for tables and docs. */
import type { Counter, Stage } from '../pipeline/observer.ts';

export const STAGE_MEANINGS: Readonly<Record<Stage, string>> = {
  plan_lag: 'due → queued by the generator',
  queue: 'queued → handed to the Kafka client',
  produce: 'handed → acknowledged',
  delivery: 'handed → received by the consumer',
  sequencing: 'received → released in order',
  processing: 'released → applied',
  end_to_end: 'due → applied',
  alert: 'due → alert raised',
  alert_published: 'due → alert record acknowledged',
  forecast: 'forecast requested → stored',
};

export const COUNTER_MEANINGS: Readonly<Record<Counter, string>> = {
  events_due: 'events that came due and were queued by the generators',
  events_sent: 'events handed to the Kafka client, each once',
  events_acknowledged: 'events that the broker acknowledged',
  events_received: 'records read that belong to the run, repeated ones included',
  events_applied: 'events that took effect in the pipeline',
  events_shed: 'planned events that were given up unsent or unacknowledged',
  late_window:
    'events queued over 100 ms late because the bound in flight was reached: the system was slow',
  late_generator: 'events queued over 100 ms late by the generator itself: the harness was slow',
  send_failures: 'batches that failed and were sent again',
  records_reread: 'records read a second time after a rebalance or reconnection: skipped',
  records_duplicate: 'records of an event that had been taken already: dropped',
  records_foreign: "records of another run's id: ignored",
  records_without_envelope: 'records without run id and productSeq: ignored',
  records_unknown_type: 'records of a type nobody knows',
  records_engine_alert: "alert records of the pipeline's own making: not events",
  dead_letters: 'records that could not be processed, acknowledged in inventory.dlq',
  alerts_raised: 'alerts that became active',
  alerts_resolved: 'alerts that ended because their condition did',
  alerts_published: 'records of alerts acknowledged in inventory.alerts',
  forecasts_requested: 'forecasts asked for at the close of a business day',
  forecasts_stored: 'forecasts computed and kept',
  forecasts_coalesced: 'requests for a product that had one waiting already: answered together',
  rebalances: "times that the group's partitions were dealt out again after the start",
  offset_commits: 'commits of consumed positions',
  records_reprocessed:
    'records whose turn was taken again after the state that had seen them was lost',
  partitions_restored: 'partitions whose state was read from the changelog',
  changelog_cuts: 'cuts written to the changelog',
  changelog_snapshots: 'cuts that held every product',
  changelog_records: 'records written to the changelog',
  changelog_bytes: 'bytes of keys and values written to the changelog',
  changelog_stale_cuts: 'cuts of former owners that came too late to count',
  handler_retries: 'times that a handler was tried again after a failure',
};

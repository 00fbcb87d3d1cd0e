/**
 * What the report page gets of a run record: everything it shows and nothing else, bounded, with what only Node can
 * compute worked out. Its types are the contract with `reports/page/`. Pure.
 */
import { brokerText } from './broker-words.ts';
import { expectationText, externalEntries, isExternal, NOT_COMPARED } from './external-entries.ts';
import { inert, inertText } from './inert-text.ts';
import { missedRate } from './missed-rate.ts';
import { metricValue } from './numbers.ts';
import { boundedRecord, LONG_TEXT, MAX_LIST, type PageRecord } from './page-bounds.ts';
import type { RunRecord } from './record.ts';
import type { Entry } from './run-entries.ts';
import { type LatencySpectrum, spectrumOf } from './spectrum.ts';
import {
  asideTally,
  judgedFirst,
  type ThresholdState,
  thresholdState,
  valueText,
} from './threshold-state.ts';
import { marginText } from './threshold-words.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';

export interface PageData {
  readonly record: PageRecord;
  readonly spectrum: LatencySpectrum;
  /** What was judged first. */
  readonly thresholds: readonly PageThreshold[];
  /** How many were judged and how many set aside; null where all were judged. */
  readonly thresholdTally: string | null;
  /** `Apache Kafka at …, cluster …, 3 brokers`. */
  readonly brokerText: string;
  /** null: the project's own pipeline was loaded. */
  readonly external: PageExternal | null;
  /** A sentence without a full stop; null when the rate was kept. */
  readonly missedRate: string | null;
  /** What was left out or made coarser for the page, as sentences. */
  readonly reduced: readonly string[];
}

/** What is said of a pipeline that is not the project's own. */
export interface PageExternal {
  readonly entries: readonly Entry[];
  /** Sentences without a full stop: above what the plan expects, and of the outcome digest. */
  readonly expectationText: string;
  readonly digestText: string;
}

export interface PageThreshold {
  /** `end_to_end p(99)<100`. */
  readonly label: string;
  readonly metric: string;
  readonly state: ThresholdState;
  /** Why it was set aside; null where it was not. */
  readonly setAside: string | null;
  /** `27.4 ms`, `no samples`, `set aside`. */
  readonly observedText: string;
  /** `< 100 ms`. */
  readonly limitText: string;
  /** `72.6 % to spare`, `12 % beyond`; empty where a distance means nothing. */
  readonly marginText: string;
  /** Of a bar from 0 to `limitShare`-th: where the value and the limit stand, from 0 to 1; null without a bar. */
  readonly bar: { readonly observedShare: number; readonly limitShare: number } | null;
}

/** `initHistograms()` must have been awaited. */
export function pageData(record: RunRecord): PageData {
  const reduced: string[] = [];
  return {
    record: boundedRecord(record, reduced),
    spectrum: spectrumOf(record),
    thresholds: judgedFirst(record.thresholds).slice(0, MAX_LIST).map(pageThreshold),
    thresholdTally: asideTally(record.thresholds),
    brokerText: inertText(brokerText(record.broker), LONG_TEXT),
    external: isExternal(record)
      ? inert({
          entries: externalEntries(record),
          expectationText: expectationText(record.pipeline),
          digestText: NOT_COMPARED,
        })
      : null,
    missedRate: missedRate(record)?.text ?? null,
    reduced,
  };
}

function pageThreshold(threshold: ThresholdResult): PageThreshold {
  const { metric, setAside, comparison, limit, unit } = threshold;
  return {
    label: inertText(thresholdLabel(threshold)),
    metric: inertText(metric),
    state: thresholdState(threshold),
    setAside: setAside === undefined ? null : inertText(setAside),
    observedText: valueText(threshold),
    limitText: `${comparison} ${metricValue(limit, unit)}`,
    marginText: marginText(threshold),
    bar: bar(threshold),
  };
}

/** From 0 to a little beyond the larger of the two; a share has its natural end at 1. */
function bar({ observed, limit, unit }: ThresholdResult): PageThreshold['bar'] {
  if (observed === null || observed < 0 || limit < 0) return null;
  const larger = Math.max(observed, limit);
  if (!Number.isFinite(larger) || larger === 0) return null;
  const end = unit === 'share' && larger <= 1 ? 1 : larger * 1.15;
  return { observedShare: drawable(observed / end), limitShare: drawable(limit / end) };
}

function drawable(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

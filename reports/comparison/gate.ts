/** Gated metrics: what a comparison judges, as scenarios and flags declare them. */

/** More would leave too little evidence for each of them. */
export const MAX_GATED_METRICS = 8;

/** One declared metric, resolved. */
export interface GatedMetric {
  /** As reports show it: `end_to_end p(99)`, `cpu_per_event{group:consumers}`. */
  readonly label: string;
  /** `end_to_end`, `cpu_per_event`, `throughput`, `rss`. */
  readonly metric: string;
  /** Keys `topic` or `group`. */
  readonly selector: Readonly<Record<string, string>>;
  /** From 0 to 100 for latencies, null for the others. */
  readonly percentile: number | null;
  /** Changes smaller than this share are not worth a word: 0.05. */
  readonly noiseThreshold: number;
}

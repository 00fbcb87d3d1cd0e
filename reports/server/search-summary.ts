/** The line of a capacity search in the list. */
import { CAPACITY_VERSION, type CapacityResult } from '../capacity-record.ts';
import { inertText } from '../inert-text.ts';

export interface SearchSummary {
  readonly scenario: string;
  readonly seed: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly status: CapacityResult['status'];
  /** The result in a sentence. */
  readonly headline: string;
  /** The highest rate that held; null: none did. */
  readonly ratePerSecond: number | null;
}

const STATUSES = ['found', 'none', 'unsettled', 'incorrect', 'interrupted', 'under-way'] as const;

/** @returns undefined when the text is no result of a search, of another version, or lacks what the list shows */
export function summaryOfSearch(json: Buffer): SearchSummary | undefined {
  const report = parsed(json);
  if (part(report, 'tool')['name'] !== 'streamstock-bench') return undefined;
  if (report['capacityVersion'] !== CAPACITY_VERSION) return undefined;
  const { seed, startedAt } = report;
  const { name } = part(report, 'scenario');
  const { status: told, headline, ratePerSecond } = part(report, 'result');
  const status = STATUSES.find((candidate) => candidate === told);
  const startedMs = typeof startedAt === 'string' ? Date.parse(startedAt) : Number.NaN;
  if (status === undefined || Number.isNaN(startedMs) || typeof name !== 'string') return undefined;
  if (typeof seed !== 'string' || typeof headline !== 'string') return undefined;
  return {
    scenario: inertText(name, 120),
    seed: inertText(seed, 120),
    startedAt: new Date(startedMs).toISOString(),
    status,
    headline: inertText(headline),
    ratePerSecond: typeof ratePerSecond === 'number' ? ratePerSecond : null,
  };
}

function parsed(json: Buffer): Readonly<Record<string, unknown>> {
  try {
    return object(JSON.parse(json.toString('utf8')));
  } catch {
    return {};
  }
}

function part(report: Readonly<Record<string, unknown>>, key: string) {
  return object(report[key]);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

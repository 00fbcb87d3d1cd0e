/** How alerts and recommendations are said. Pure. */
import type { AlertJson, RecommendationJson } from '../../../pipeline/query/wire.ts';
import { inWords, whole } from '../../numbers.ts';
import { businessTime } from './events-words.ts';
import type { Choice } from './view-parts.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const STATUSES = ['active', 'resolved', 'dismissed'] as const;
export type Status = (typeof STATUSES)[number];

/** Colour of a badge; its word says it as well. */
export const SEVERITY_TONE: Readonly<Record<Severity, string>> = {
  critical: 'bad',
  high: 'warn',
  medium: 'aside',
  low: 'aside',
};

const TYPE_WORDS: Readonly<Record<AlertJson['type'], string>> = {
  CRITICAL_LOW_STOCK: 'Critically low stock',
  LOW_STOCK: 'Low stock',
  OVERSTOCK: 'Overstock',
  RAPID_DEPLETION: 'Rapid depletion',
};

export function alertTypeText({ type }: AlertJson): string {
  return TYPE_WORDS[type];
}

export const SEVERITY_CHOICES: readonly Choice<Severity>[] = [
  { value: '', text: 'All severities' },
  ...SEVERITIES.map((value) => ({ value, text: capital(value) })),
];
export const STATUS_CHOICES: readonly Choice<Status>[] = [
  { value: '', text: 'Active and ended' },
  { value: 'active', text: 'Active' },
  { value: 'resolved', text: 'Resolved' },
  { value: 'dismissed', text: 'Dismissed' },
];

/** Since when, and how it ended. */
export function alertTimes({ createdAt, resolvedAt, status, settledByHand }: AlertJson): string {
  const raised = `Raised ${businessTime(createdAt)} UTC`;
  if (status === 'active') return `${raised}.`;
  if (settledByHand) {
    return `${raised}, ${status === 'dismissed' ? 'dismissed' : 'marked as resolved'} by hand.`;
  }
  return resolvedAt === null
    ? `${raised}, ended.`
    : `${raised}, ended by itself ${businessTime(resolvedAt)} UTC.`;
}

export const PRIORITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical: now',
  high: 'High: today',
  medium: 'Medium: this week',
  low: 'Low: when there is time',
};

/** As long as it lasts at the pace of the forecast; nothing where that is not the question. */
export function lastsText({
  daysUntilStockOut,
}: Pick<RecommendationJson, 'daysUntilStockOut'>): string {
  if (daysUntilStockOut === null) return '';
  if (daysUntilStockOut < 1) return 'Out of stock now or within a day.';
  return `Out of stock in ${inWords(Number(daysUntilStockOut.toPrecision(3)), 'day')}.`;
}

export function orderText(units: number): string {
  return `Restock ${inWords(units, 'unit')}`;
}

/** @param shown of the group */
export function groupText(priority: Severity, shown: number, count: number): string {
  const more = shown < count ? `, the first ${whole(shown)} are shown` : '';
  return `${PRIORITY_WORDS[priority]} (${whole(count)}${more})`;
}

export function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

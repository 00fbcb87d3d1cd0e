/** The way of one event through every stage, in words: what the consumer that took it told of it. Pure. */

import type { EventTrace, TraceStage } from '../../live/frames.ts';
import { inWords, milliseconds, whole } from '../../numbers.ts';
import { STAGES } from './inspector-words.ts';

export interface WayStep {
  readonly stage: TraceStage;
  readonly title: string;
  /** `stopped`: it got no further; `none`: it never came here. */
  readonly state: 'done' | 'stopped' | 'next' | 'none';
  readonly text: string;
}

export function waySteps(trace: EventTrace): readonly WayStep[] {
  const isApplied = trace.placement === 'applied' || trace.placement === 'released';
  const after = isApplied ? 'done' : 'none';
  const step = (stage: TraceStage, state: WayStep['state'], text: string): WayStep => ({
    stage,
    title: STAGES[stage],
    state,
    text,
  });
  return [
    step('produced', 'done', producedText(trace)),
    step('stored', 'done', storedText(trace)),
    step('received', 'done', receivedText(trace)),
    step('sequenced', isApplied ? 'done' : 'stopped', SEQUENCED[trace.placement](trace)),
    step('applied', after, isApplied ? appliedText(trace) : 'the stock stays as it is'),
    step('alerted', after, isApplied ? alertText(trace) : 'nothing to judge'),
    step(
      'durable',
      isApplied || trace.placement === 'waiting' ? 'next' : 'none',
      isApplied
        ? 'next, the changelog keeps the new stock; then the offset is committed'
        : DURABLE_ELSE[trace.placement],
    ),
  ];
}

const EVENT_WORDS: Readonly<Record<string, string>> = {
  SALE: 'a sale',
  RESTOCK: 'a restock',
  RETURN: 'a return',
  ALERT: 'an alert',
};

/** `a sale of 3 units`; an alert moves nothing. */
export function eventWords({ type, quantityUnits }: EventTrace): string {
  const words = EVENT_WORDS[type] ?? `an event of type ${type}`;
  return type === 'ALERT' ? words : `${words} of ${inWords(quantityUnits, 'unit')}`;
}

function producedText(trace: EventTrace): string {
  return `${eventWords(trace)}, number ${whole(trace.productSeq)} of ${trace.productId}`;
}

function storedText({ topic, partition, offset, productId }: EventTrace): string {
  const place = `${topic}, partition ${partition}`;
  if (offset === null) return `${place}; it came with the state that was restored`;
  return `${place}, offset ${whole(offset)}: the key ${productId} always leads there`;
}

function receivedText({ consumer, partition, receivedAfterUs }: EventTrace): string {
  const late =
    receivedAfterUs === null ? '' : `, ${milliseconds(receivedAfterUs)} ms after it was due`;
  return `${consumer}, which owns partition ${partition}${late}`;
}

const SEQUENCED: Readonly<Record<EventTrace['placement'], (trace: EventTrace) => string>> = {
  applied: () => 'it is the next in turn of its product',
  released: () => 'it had waited; the one before it has come now',
  waiting: () => 'one before it has not come yet, so it waits',
  duplicate: () => 'this number took its turn before: a duplicate, dropped',
  rejected: ({ reason }) =>
    `it cannot be processed${reason === null ? '' : ` (${reason})`}: a dead letter`,
};

const DURABLE_ELSE: Readonly<Record<'waiting' | 'duplicate' | 'rejected', string>> = {
  waiting: 'the committed offset stays before it, so that it is read again if its consumer is lost',
  duplicate: 'nothing has changed that would have to be kept',
  rejected: 'kept on the topic of dead letters, with the reason',
};

function appliedText({
  stockBeforeUnits,
  stockAfterUnits,
  lostUnits,
  appliedAfterUs,
}: EventTrace): string {
  const lost = lostUnits > 0 ? `; ${inWords(lostUnits, 'unit')} could not be sold` : '';
  const late =
    appliedAfterUs === null ? '' : `, ${milliseconds(appliedAfterUs)} ms after it was due`;
  return `stock ${whole(stockBeforeUnits)} → ${whole(stockAfterUnits)}${lost}${late}`;
}

function alertText({ alerts }: EventTrace): string {
  return alerts.length === 0 ? 'no alert begins or ends' : alerts.join(', ');
}

/** Lengths of the two bars of stock, as shares of the longer one. */
export function stockBars({
  stockBeforeUnits,
  stockAfterUnits,
}: Pick<EventTrace, 'stockBeforeUnits' | 'stockAfterUnits'>): {
  readonly before: number;
  readonly after: number;
} {
  const most = Math.max(1, stockBeforeUnits, stockAfterUnits);
  return {
    before: Math.max(0, stockBeforeUnits) / most,
    after: Math.max(0, stockAfterUnits) / most,
  };
}

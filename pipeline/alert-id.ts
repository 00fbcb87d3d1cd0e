/** What an alert is called: the same in every record, answer and command. */
import type { AlertFamily } from './stages/effects.ts';

export interface RaisedBy {
  readonly family: AlertFamily;
  /** productSeq of the latest movement when it was raised. */
  readonly raisedBySeq: number;
  /** Which change by hand to the product raised it, counted from 1; absent: the movement itself. */
  readonly raisedByHand?: number;
}

/** `ALT-<productId>-<family>-<raisedBySeq>`, and `-hand-<n>` where it was raised without a movement of the plan. */
export function alertId(
  productId: string,
  { family, raisedBySeq, raisedByHand }: RaisedBy,
): string {
  const id = `ALT-${productId}-${family}-${raisedBySeq}`;
  return raisedByHand === undefined ? id : `${id}-hand-${raisedByHand}`;
}

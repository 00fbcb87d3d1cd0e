/** What people did to a run by hand: an interactive run proves nothing about the system, and says what was done to it. */

export interface LoggedAction {
  /** Since the load began. */
  readonly atMs: number;
  /** Events of the plan that had been sent by then: its position. */
  readonly atEvents: number;
  readonly text: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface Interaction {
  /** In order of time; the first so many. */
  readonly actions: readonly LoggedAction[];
  /** Actions that came after those. */
  readonly dropped: number;
}

/**
 * How a person plays the plan: faster, slower, not at all, one event at a time. The plan stays what it is; only when its events are
 * due moves. One worker only.
 */

/** What the main thread tells the worker; the first one comes before the start. */
export type PlaybackOrder =
  /** Events a second from now on. */
  | { readonly type: 'play'; readonly eventsPerSecond: number }
  | { readonly type: 'pause' }
  /** The next event is due now, while it is paused. */
  | { readonly type: 'step' };

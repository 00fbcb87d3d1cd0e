/** Which pipeline a run loads: the project's own, or a consumer group of somebody else's. */
export type PipelineWanted = { readonly kind: 'own' } | ExternalWanted;

export interface ExternalWanted {
  readonly kind: 'external';
  /** The consumer group of the service under test, as its owner named it. */
  readonly group: string;
  /** Where the service says what it did with each event; absent: it says nothing. */
  readonly resultsTopic?: string;
  /** How long the group may take to own every partition before the load begins. */
  readonly groupWaitMs: number;
  /** How long it may work on after the last acknowledgement. */
  readonly drainMs: number;
}

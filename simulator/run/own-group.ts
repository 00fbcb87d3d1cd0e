/** The consumer group that a run makes for its own pipeline: nobody else's, and used once. */
export function ownGroupId(runId: string): string {
  return `streamstock-inventory-group-${runId}`;
}

/** Where the figures of the stock come from, and whether the run may claim them. */
import type { RunRecord } from '../record.ts';

export type InventorySource = Pick<RunRecord, 'digest' | 'pipeline'>;

/** A sentence above the section. */
export function inventorySource(source: InventorySource): string {
  const doubt = inventoryDoubt(source);
  if (source.pipeline.kind === 'external') return EXPECTED;
  const origin = 'In business time, from the virtual-time replay of the plan';
  if (doubt !== null) return `${origin}. ${doubt}`;
  return `${origin}; the digest proves that this run's pipeline concluded the same.`;
}

/** Why the replay may differ from what the run's pipeline did; null where the digests agree. */
export function inventoryDoubt({ digest }: InventorySource): string | null {
  const { pipeline, simulated, comparable } = digest;
  if (pipeline === null) return 'This run ended without an outcome of its own to compare it with.';
  if (!comparable) {
    return 'What this run concluded is not comparable: not everything planned took part in it.';
  }
  if (simulated === null) return 'This run was not compared with it.';
  if (pipeline !== simulated) return "This run's pipeline concluded otherwise: the digests differ.";
  return null;
}

const EXPECTED =
  'In business time, what the plan expects of any correct consumer: nothing of it was measured.';

/** For the notes below a figure. */
export function doubtNotes(source: InventorySource): readonly string[] {
  if (source.pipeline.kind === 'external') return [EXPECTED];
  const doubt = inventoryDoubt(source);
  return doubt === null ? [] : [`From the virtual-time replay of the plan. ${doubt}`];
}

/** Instead of a figure when the record has no inventory. */
export const NO_INVENTORY =
  'No story of the stock: the plan was not replayed in virtual time, as in a run that was cut off.';

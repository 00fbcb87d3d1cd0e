/** Where consumers are to die: from a seed alone, so that a run that failed can be played again. Pure. */
import { CRASH_STEPS, type CrashStep } from '../scenario/consumer-faults.ts';
import { below, between, shuffle, stream } from '../world/streams.ts';

/**
 * Of `CRASH_STEPS` each lies between two steps of a checkpoint. `taking`: records were taken since the last checkpoint, and
 * the next one has not begun. `restoring`: at any instant of taking over what the former life of the same name left.
 */
export const CRASH_KINDS = [...CRASH_STEPS, 'taking', 'restoring'] as const;
export type CrashKind = (typeof CRASH_KINDS)[number];

export interface CrashPoint {
  readonly kind: CrashKind;
  readonly victim: string;
  /** From when on it may happen: so much of the point's events was sent. */
  readonly armedAtShare: number;
  /** `taking`: so many records later. */
  readonly takenRecords: number;
  /** `restoring`: so long after the partitions were assigned. */
  readonly delayMs: number;
  /** How the group learns of the death: it is told at once, or hears nothing until the session ends. */
  readonly notice: 'told' | 'silence';
  /** When another life of the name begins. */
  readonly restart: 'at-once' | 'when-quiet';
}

export interface CrashPlan {
  readonly seed: number;
  readonly partitions: number;
  readonly consumers: number;
  /** One of each kind, in any order. */
  readonly points: readonly CrashPoint[];
}

export function crashPlan(seed: number): CrashPlan {
  const draw = stream(String(seed), 'crash-points');
  const consumers = between(draw, { min: 2, max: 3 });
  const partitions = draw() < 0.5 ? 3 : 6;
  const kinds = shuffle(draw, [...CRASH_KINDS]);
  const silent = below(draw, kinds.length);
  const points = kinds.map(
    (kind, index): CrashPoint => ({
      kind,
      victim: `consumer-${between(draw, { min: 1, max: consumers })}`,
      armedAtShare: draw() * 0.8,
      takenRecords: between(draw, { min: 1, max: 60 }),
      delayMs: between(draw, { min: 0, max: 30 }),
      notice: index === silent ? 'silence' : 'told',
      restart: draw() < 0.3 ? 'at-once' : 'when-quiet',
    }),
  );
  return { seed, partitions, consumers, points };
}

export function crashStepOf(kind: CrashKind): CrashStep | undefined {
  return CRASH_STEPS.find((step) => step === kind);
}

/** For the name of a test: enough to see what it does. */
export function planInWords({ seed, partitions, consumers, points }: CrashPlan): string {
  const words = points.map(({ kind, notice }) => (notice === 'told' ? kind : `${kind} in silence`));
  return `seed ${seed}: ${consumers} consumers, ${partitions} partitions: ${words.join(', ')}`;
}

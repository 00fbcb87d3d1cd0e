/** What a number of crash points covered, as a table. Pure. */
import { CRASH_KINDS, type CrashKind } from './crash-points-plan.fixture.ts';
import type { StruckPoint } from './crash-points-strike.fixture.ts';

export interface Covered {
  readonly kind: CrashKind;
  readonly points: number;
  /** Of which the group heard nothing until the session ended. */
  readonly silent: number;
  /** Records that were processed again, and how many that may have been. */
  readonly reprocessed: number;
  readonly allowed: number;
  /** Partitions that were assigned to whoever died, and not restored yet. */
  readonly unrestored: number;
}

export function coverage(struck: readonly StruckPoint[]): Covered[] {
  return CRASH_KINDS.map((kind) => {
    const points = struck.filter(({ point }) => point.kind === kind);
    const sum = (of: (each: StruckPoint) => number) =>
      points.reduce((total, each) => total + of(each), 0);
    return {
      ...{ kind, points: points.length },
      silent: points.filter(({ point }) => point.notice === 'silence').length,
      reprocessed: sum(({ reprocessed }) => reprocessed),
      allowed: sum(({ allowed }) => allowed),
      unrestored: sum(({ unrestored }) => unrestored),
    };
  });
}

export function coverageText(covered: readonly Covered[]): string {
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, column) => String(cell)[column === 0 ? 'padEnd' : 'padStart'](11)).join(' ');
  return [
    row(['killed at', 'points', 'in silence', 'done twice', 'at most', 'unrestored']),
    ...covered.map((each) =>
      row([each.kind, each.points, each.silent, each.reprocessed, each.allowed, each.unrestored]),
    ),
  ].join('\n');
}

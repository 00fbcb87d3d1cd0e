/** Which pool the benchmark of the regression gate uses. */
import { StreamstockError } from '../../pipeline/errors.ts';

export interface GateWanted {
  /** Folder of a pool; default: the one that comes with the project. */
  readonly pool?: string;
  /** Folder that a new pool is recorded into, and used. */
  readonly record?: string;
  readonly blocks: number;
}

/** Of the comparisons that are drawn. */
export const GATE_PAIRS = 10;
const DEFAULT_BLOCKS = '24';

export interface GateFlags {
  readonly pool: string | undefined;
  readonly record: string | undefined;
  readonly blocks: string | undefined;
}

/**
 * @param isWanted the benchmark itself was named
 * @throws StreamstockError USAGE
 */
export function gateWanted({ pool, record, blocks }: GateFlags, isWanted: boolean): GateWanted {
  if (!isWanted && (pool ?? record ?? blocks) !== undefined) {
    throw new StreamstockError('USAGE', '--pool, --record and --blocks are for the benchmark gate');
  }
  if (pool !== undefined && record !== undefined) {
    throw new StreamstockError('USAGE', 'a pool is either used (--pool) or recorded (--record)');
  }
  if (blocks !== undefined && record === undefined) {
    throw new StreamstockError('USAGE', '--blocks says how much --record records');
  }
  const count = /^[0-9]{1,3}$/.test(blocks ?? DEFAULT_BLOCKS)
    ? Number(blocks ?? DEFAULT_BLOCKS)
    : 0;
  if (count < GATE_PAIRS) {
    throw new StreamstockError('USAGE', `--blocks is a number from ${GATE_PAIRS} to 999`);
  }
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(record === undefined ? {} : { record }),
    blocks: count,
  };
}

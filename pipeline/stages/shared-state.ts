/** What belongs to no single product of a partition, as bytes: closing stock by warehouse and day, and alert counts. */
import { ALERT_TRANSITIONS, ALERT_TYPES } from './alert-trail.ts';
import { StateCorrupt, type StateReader, type StateWriter } from './state-bytes.ts';

export const SHARED_STATE_VERSION = 1;

const TALLIES = ALERT_TRANSITIONS.length * ALERT_TYPES.length;

/** A row per warehouse, without the zeros at its end: days that nothing has closed yet. */
export function writeDayBlock(rows: readonly (readonly number[])[], out: StateWriter): void {
  out.varint(SHARED_STATE_VERSION);
  out.varint(rows.length);
  for (const units of rows) {
    const days = units.findLastIndex((each) => each !== 0) + 1;
    out.varint(days);
    for (let day = 0; day < days; day += 1) out.varint(units[day] as number);
  }
}

/** @param shape rows of as many warehouses and days as the block has; their numbers do not matter */
export function readDayBlock(
  input: StateReader,
  shape: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  checkVersion(input);
  const warehouses = input.varint();
  if (warehouses !== shape.length) throw new StateCorrupt(`${warehouses} warehouses`);
  const rows = shape.map(({ length }) => {
    const units = new Array<number>(length).fill(0);
    const days = input.varint(length);
    for (let day = 0; day < days; day += 1) units[day] = input.varint();
    return units;
  });
  input.end();
  return rows;
}

/** @param changes `[transition * 4 + type]`, in the order of `ALERT_TRANSITIONS` and `ALERT_TYPES` */
export function writeTallies(changes: Float64Array, out: StateWriter): void {
  out.varint(SHARED_STATE_VERSION);
  for (const count of changes) out.varint(count);
}

export function readTallies(input: StateReader): Float64Array {
  checkVersion(input);
  const changes = new Float64Array(TALLIES);
  for (let place = 0; place < TALLIES; place += 1) changes[place] = input.varint();
  input.end();
  return changes;
}

function checkVersion(input: StateReader): void {
  const version = input.varint();
  if (version !== SHARED_STATE_VERSION) {
    throw new StateCorrupt(`format version ${version}; this is version ${SHARED_STATE_VERSION}`);
  }
}

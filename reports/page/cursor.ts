/** A cursor that several figures share: where their rows mean the same, one moves the others. */

export interface Cursor {
  readonly row: number | null;
  /** null takes it away. */
  set(row: number | null): void;
  /** Called after every change. */
  subscribe(listener: (row: number | null) => void): void;
}

export function createCursor(): Cursor {
  let row: number | null = null;
  const listeners: ((row: number | null) => void)[] = [];
  return {
    get row() {
      return row;
    },
    set(next) {
      if (next === row) return;
      row = next;
      for (const listener of listeners) listener(row);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/**
 * Where a key takes the cursor. Nothing is selected before the first key: it begins at the first row, or at
 * the last with the keys that go backwards.
 * @returns the row, null to take the cursor away, undefined when the key means nothing here
 */
export function rowAfterKey(
  key: string,
  row: number | null,
  rows: number,
): number | null | undefined {
  if (rows === 0) return undefined;
  const last = rows - 1;
  const page = Math.max(1, Math.round(rows / 10));
  const moved = (by: number) => {
    if (row === null) return by > 0 ? 0 : last;
    return Math.max(0, Math.min(last, row + by));
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return moved(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return moved(-1);
    case 'PageDown':
      return moved(page);
    case 'PageUp':
      return moved(-page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

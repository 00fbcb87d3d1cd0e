/** Settings of any depth as a flat list of paths and values. Pure. */

/** `pipeline.consumers` → `2`; lists of plain values stand in one line. */
export function flattened(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (value === undefined || (path === '' && value === null)) return [];
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value) ?? '']];
  if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object')) {
    return [[path, value.length === 0 ? 'none' : value.map(String).join(', ')]];
  }
  return Object.entries(value).flatMap(([key, entry]) =>
    flattened(entry, path === '' ? key : `${path}.${key}`),
  );
}

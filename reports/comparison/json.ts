/** A comparison for programs; `docs/outputs.md` lists every key. */
import { jsonLine } from '../json-line.ts';
import type { Comparison } from './comparison.ts';

/** The whole of it as one line, ended by a line break and safe for a terminal. */
export function comparisonJson(comparison: Comparison): string {
  return jsonLine(comparison);
}

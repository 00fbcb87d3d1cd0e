/** Marks of the same kind that lie close together are one: twenty failed sends in a second are an outage, not a smear. */
import { duration, inWords, whole } from './numbers.ts';
import type { RunMark } from './record.ts';

export interface MarkGroup extends RunMark {
  /** When the last of them was; `atMs` is the first. */
  readonly toMs: number;
  readonly count: number;
}

/** Marks of a kind within a second are told as one. */
export const GROUP_MS = 1_000;
/** Different texts of a group that are told; the others are counted. */
const MAX_TEXTS = 3;

/**
 * @param marks in order of time; groups of groups add up
 * @param withinMs from the first of a group on, exclusive
 * @returns in order of their first
 */
export function markGroups(
  marks: readonly (RunMark | MarkGroup)[],
  withinMs = GROUP_MS,
): MarkGroup[] {
  const groups: Gathered[] = [];
  const open = new Map<RunMark['kind'], Gathered>();
  for (const mark of marks) {
    const found = open.get(mark.kind);
    const group = found !== undefined && mark.atMs - found.atMs < withinMs ? found : opened(mark);
    if (group !== found) {
      groups.push(group);
      open.set(mark.kind, group);
    }
    group.count += 'count' in mark ? mark.count : 1;
    group.toMs = Math.max(group.toMs, 'toMs' in mark ? mark.toMs : mark.atMs);
    group.texts.add(mark.text);
  }
  return groups.map(({ texts, ...group }) => ({ ...group, text: joined([...texts]) }));
}

/** What happened in a group: its text, and how often within which time. */
export function groupText({ text, count, atMs, toMs }: MarkGroup): string {
  if (count === 1) return text;
  const when = toMs === atMs ? 'at once' : `within ${duration(toMs - atMs)}`;
  return `${text} (${whole(count)} ${when})`;
}

interface Gathered {
  readonly atMs: number;
  readonly kind: RunMark['kind'];
  readonly texts: Set<string>;
  toMs: number;
  count: number;
}

function opened({ atMs, kind }: RunMark): Gathered {
  return { atMs, kind, texts: new Set(), toMs: atMs, count: 0 };
}

function joined(texts: readonly string[]): string {
  const told = texts.slice(0, MAX_TEXTS).join('; ');
  const others = texts.length - MAX_TEXTS;
  return others > 0 ? `${told}; and ${inWords(others, 'other')}` : told;
}

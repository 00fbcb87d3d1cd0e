/**
 * A list whose entries keep their nodes while they are in it, so that focus, selection and what a person has begun to do survive
 * every refresh. Nodes are moved only where the order asks for it, and never the one that has the focus.
 */

export interface KeyedEntry<T> {
  readonly node: HTMLElement;
  update(item: T): void;
}

export interface KeyedList<T> {
  show(items: readonly T[]): void;
}

/**
 * @param host has nothing but the entries, and a tabindex, because it takes the focus of an entry that goes
 * @param keyOf unique in the list; of two with the same key the first counts
 */
export function createKeyedList<T>(
  host: HTMLElement,
  keyOf: (item: T) => string,
  create: (item: T) => KeyedEntry<T>,
): KeyedList<T> {
  let entries = new Map<string, KeyedEntry<T>>();
  return {
    show(items) {
      const next = new Map<string, KeyedEntry<T>>();
      for (const item of items) {
        const key = keyOf(item);
        if (next.has(key)) continue;
        const entry = entries.get(key) ?? create(item);
        entry.update(item);
        next.set(key, entry);
      }
      const gone = [...entries].filter(([key]) => !next.has(key)).map(([, { node }]) => node);
      entries = next;
      place(
        host,
        [...next.values()].map(({ node }) => node),
        gone,
      );
    },
  };
}

function place(host: HTMLElement, nodes: readonly HTMLElement[], gone: readonly HTMLElement[]) {
  const focused = document.activeElement;
  const losesFocus = gone.some((node) => node.contains(focused));
  for (const node of gone) node.remove();
  if (losesFocus) host.focus({ preventScroll: true });
  const fixed = Math.max(
    0,
    nodes.findIndex((node) => node.contains(focused)),
  );
  const anchor = nodes[fixed];
  if (anchor === undefined) return;
  if (anchor.parentNode !== host) host.prepend(anchor);
  for (let at = fixed - 1, behind = anchor; at >= 0; at -= 1) {
    const node = nodes[at] as HTMLElement;
    if (node.nextSibling !== behind || node.parentNode !== host) host.insertBefore(node, behind);
    behind = node;
  }
  for (let at = fixed + 1, before = anchor; at < nodes.length; at += 1) {
    const node = nodes[at] as HTMLElement;
    if (before.nextSibling !== node) before.after(node);
    before = node;
  }
}

/** Somebody has marked text in it, or stands in it with the keyboard: what they read should not be taken away. */
export function isBeingRead(node: HTMLElement): boolean {
  if (node.contains(document.activeElement) && document.activeElement !== node) return true;
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed) return false;
  return selection.containsNode(node, true);
}

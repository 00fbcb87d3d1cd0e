/** Addresses of views: `#/inventory?search=tea`. Pure. */
import { VIEWS, type ViewId } from '../../live/frames.ts';

export interface Address {
  readonly view: ViewId;
  readonly query: URLSearchParams;
}

/** Whatever names no view is the dashboard. */
export function addressOf(hash: string): Address {
  const [path, query] = split(hash.replace(/^#\/?/, ''));
  const view = VIEWS.find((id) => id === path) ?? 'dashboard';
  return { view, query: new URLSearchParams(query) };
}

/** Empty values are left out, so that a filter that was emptied is gone from the address. */
export function hashOf(view: ViewId, query: Readonly<Record<string, string>> = {}): string {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  return parameters.size === 0 ? `#/${view}` : `#/${view}?${parameters.toString()}`;
}

function split(text: string): [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

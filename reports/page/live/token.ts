/**
 * The word that lets a page write where a server is shared. It comes once in the fragment of the address, which browsers send
 * to nobody, and is taken out of it, so that it is not shown on a projector, kept in a bookmark or copied to a class.
 */
import type { LiveHello } from '../../live/frames.ts';

/**
 * The hello as it holds for this page. Where a token is needed, whoever has one may act, from wherever; the server, which cannot see
 * it when a page connects, goes by the address alone.
 */
export function withRights(hello: LiveHello, token: string | null): LiveHello {
  if (!hello.needsToken) return hello;
  return { ...hello, mayAct: token !== null && hello.isClassroom && hello.run.isInteractive };
}

const KEY = 'streamstock-live-token';

export function takeToken(): string | null {
  const found = tokenOf(location.hash);
  if (found === null) return remembered();
  history.replaceState(null, '', `${location.pathname}${location.search}${found.hash}`);
  try {
    sessionStorage.setItem(KEY, found.token);
  } catch {}
  return found.token;
}

/** @returns the token and what remains of the fragment; null without one */
export function tokenOf(hash: string): { readonly token: string; readonly hash: string } | null {
  const [path = '', ...rest] = hash.replace(/^#/, '').split('&');
  const parts = [path, ...rest];
  const at = parts.findIndex((part) => part.startsWith('token='));
  const token = decoded(parts[at]?.slice('token='.length) ?? '');
  if (at < 0 || token === '') return null;
  const kept = parts.filter((_, index) => index !== at).join('&');
  return { token, hash: kept === '' ? '' : `#${kept}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

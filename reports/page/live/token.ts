/**
 * The word that lets a page write where a server is shared. It comes once in the fragment of the address, which browsers send
 * to nobody, and is taken out of it, so that it is not shown on a projector, kept in a bookmark or copied to a class.
 */

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

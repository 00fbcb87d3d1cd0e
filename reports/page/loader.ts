/** Unpacks the program of the page and starts it; the page's policy names the hash of both. */
import { unpacked } from './unpack.ts';
import { showUnreadable } from './unreadable.ts';

unpacked('report-code').then((code) => {
  const script = document.createElement('script');
  script.textContent = code;
  document.body.append(script);
}, showUnreadable);

/** The few pictures of the page. They go with words, and say nothing alone. */
import { svg } from './dom.ts';

export type IconName = 'good' | 'bad' | 'warn' | 'aside' | 'copy' | 'theme' | 'print';

const PATHS: Readonly<Record<IconName, string>> = {
  good: 'M3.5 8.5l3 3 6-7',
  bad: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  warn: 'M8 3.5v5.5M8 12v.2',
  aside: 'M4.5 8h7',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  print: 'M4.5 6V2.5h7V6M4.5 11h-2V6.5h11V11h-2M4.5 9h7v4.5h-7z',
};

export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}

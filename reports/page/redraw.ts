/**
 * When to draw: first everything in the order of the page, a piece per turn so that the page answers at once;
 * then again when width, theme or pixel ratio change, and for paper.
 */
import { forceTheme } from './theme.ts';

type Draw = (printing: boolean) => void;

const queue: (() => void)[] = [];
const redraws: { readonly host: Element; readonly draw: Draw }[] = [];
let pumping = false;

/** Draws when its turn has come; the page says `data-drawn` when nothing waits. */
export function enqueueDrawing(draw: () => void): void {
  queue.push(draw);
  if (pumping) return;
  pumping = true;
  setTimeout(pump, 0);
}

/** Draws again whenever what it was drawn for has changed. */
export function onRedraw(host: Element, draw: Draw): void {
  redraws.push({ host, draw });
  const observer = new ResizeObserver(() => {
    const width = Math.floor(host.clientWidth);
    if (widths.get(host) === width) return;
    const first = !widths.has(host);
    widths.set(host, width);
    // The first report is of the width it is drawn with anyway.
    if (!first && !printing) draw(false);
  });
  observer.observe(host);
}

/** For a change of theme. */
export function redrawAll(): void {
  for (const { draw } of redraws) draw(printing);
}

/** Once per page, when all its figures have been made. */
export function redrawForPaper(): void {
  // A page of nothing but missing figures has nothing to wait for.
  if (!pumping) sayDrawn();
  const print = matchMedia('print');
  const begin = () => {
    if (printing) return;
    flush();
    printing = true;
    forceTheme('light');
    redrawAll();
  };
  const end = () => {
    if (!printing) return;
    printing = false;
    forceTheme(null);
    redrawAll();
  };
  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
  print.addEventListener('change', ({ matches }) => (matches ? begin() : end()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
  watchPixelRatio();
}

const widths = new WeakMap<Element, number>();
let printing = false;
/** Long enough for several small charts, short enough for 50 frames a second. */
const SLICE_MS = 12;

function pump(): void {
  const startedMs = performance.now();
  while (queue.length > 0 && performance.now() - startedMs < SLICE_MS) drawNext();
  if (queue.length > 0) {
    setTimeout(pump, 0);
    return;
  }
  pumping = false;
  sayDrawn();
}

function sayDrawn(): void {
  document.documentElement.dataset['drawn'] = 'true';
}

function flush(): void {
  while (queue.length > 0) drawNext();
}

/** A figure that cannot be drawn must not keep the others from it. */
function drawNext(): void {
  try {
    queue.shift()?.();
  } catch (cause) {
    console.error(cause);
  }
}

/** A media query holds for one ratio only, so that each change needs a new one. */
function watchPixelRatio(): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener(
    'change',
    () => {
      redrawAll();
      watchPixelRatio();
    },
    { once: true },
  );
}

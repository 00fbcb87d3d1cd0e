/** A lane for each partition: who consumed it when, where it stood still, where its state was restored, where its owner died. */
import type { OwnershipLane } from '../ownership-lanes.ts';
import { drawGlyph } from './mark-styles.ts';
import { memberColour, type Scene, type SceneSpec } from './ownership-scene.ts';
import { lastMs, pausesOf } from './ownership-values.ts';
import type { AxisTick } from './plot-svg.ts';
import { font, MARK_WORDS_PX } from './time-layer.ts';

/** The more lanes there are, the thinner they are: a hundred still fit a screen. */
function heightsOf(lanes: number): { readonly barPx: number; readonly gapPx: number } {
  if (lanes <= 8) return { barPx: 22, gapPx: 5 };
  if (lanes <= 24) return { barPx: 16, gapPx: 4 };
  return lanes <= 48 ? { barPx: 10, gapPx: 2 } : { barPx: 6, gapPx: 1 };
}

/** Bars below it hold no words and no signs. */
const WORDS_PX = 14;
const LABEL_SPACE_PX = 13;
/** The signs of rebalances stand on the lower edge. */
const BELOW_PX = 5;
/** What happened in less time than a pixel is seen all the same. */
const LEAST_PX = 1.5;

export function partitionLanes(lanes: readonly OwnershipLane[]): SceneSpec {
  const { barPx, gapPx } = heightsOf(lanes.length);
  const pitchPx = barPx + gapPx;
  const every = Math.ceil(LABEL_SPACE_PX / pitchPx);
  const yTicks: AxisTick[] = lanes.flatMap((lane, at) =>
    at % every === 0
      ? [{ at: MARK_WORDS_PX + at * pitchPx + barPx / 2, text: laneLabel(lane) }]
      : [],
  );
  return {
    heightPx: MARK_WORDS_PX + lanes.length * pitchPx + BELOW_PX,
    yTicks,
    paint(scene) {
      const { box, pixelRatio } = scene;
      const closedMs = lastMs(lanes);
      const bars = lanes.map((lane, at) => ({
        lane,
        closedMs,
        top: box.top + Math.round((MARK_WORDS_PX + at * pitchPx) * pixelRatio),
        height: Math.round(barPx * pixelRatio),
        hasWords: barPx >= WORDS_PX,
      }));
      for (const bar of bars) paintBar(scene, bar);
      // Last, so that no bar covers a sign of its neighbour.
      for (const bar of bars) paintSigns(scene, bar);
    },
  };
}

/** `7`, or the first two of many. */
export function laneLabel({ partitions }: OwnershipLane): string {
  const [first, second] = partitions;
  if (first === undefined) return '';
  if (second === undefined) return String(first);
  const others = partitions.length - 2;
  return others === 0 ? `${first}, ${second}` : `${first}, ${second} +${others}`;
}

interface Bar {
  readonly lane: OwnershipLane;
  readonly closedMs: number;
  readonly top: number;
  readonly height: number;
  readonly hasWords: boolean;
}

function paintBar(scene: Scene, { lane, top, height, hasWords, closedMs }: Bar): void {
  const { context, frame, pixelRatio, x, group } = scene;
  const { theme } = frame;
  for (const [at, member] of lane.member.entries()) {
    const { colour, isPale } = memberColour(member);
    const from = x(lane.fromMs[at] ?? 0);
    const width = Math.max(pixelRatio, x(lane.toMs[at] ?? 0) - from);
    context.fillStyle = theme.colour('surface');
    context.fillRect(from, top, width, height);
    context.fillStyle = theme.colour(colour, isPale ? 0.2 : 0.42);
    context.fillRect(from, top, width, height);
    context.fillStyle = theme.colour(colour);
    const edge = Math.max(1, Math.round((hasWords ? 3 : 2) * pixelRatio));
    context.fillRect(from, isPale ? top + height / 2 - edge / 2 : top, width, edge);
    if (hasWords) paintName(scene, group.members[member]?.name ?? '', { from, width, top, height });
  }
  for (const { fromMs, toMs, restoreMs, next } of pausesOf(lane, closedMs)) {
    const from = x(fromMs);
    const width = Math.max(LEAST_PX * pixelRatio, x(toMs) - from);
    context.fillStyle = theme.colour('surface');
    context.fillRect(from, top, width, height);
    if (restoreMs !== null && next !== null) {
      const { colour } = memberColour(next);
      context.fillStyle = theme.colour(colour, 0.3);
      context.fillRect(x(restoreMs), top, Math.max(pixelRatio, x(toMs) - x(restoreMs)), height);
    }
    context.fillStyle = scene.hatch;
    context.fillRect(from, top, width, height);
  }
}

interface Room {
  readonly from: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** The whole name, or its number, or nothing. */
function paintName({ context, frame, pixelRatio }: Scene, name: string, room: Room): void {
  context.font = font(11, pixelRatio);
  const { from, width, top, height } = room;
  const free = width - 12 * pixelRatio;
  const text = [name, name.replace(/^consumer-/, '')].find(
    (candidate) => context.measureText(candidate).width <= free,
  );
  if (text === undefined) return;
  context.fillStyle = frame.theme.colour('text');
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, from + 6 * pixelRatio, top + height / 2 + 1.5 * pixelRatio);
}

function paintSigns({ context, frame, pixelRatio, x }: Scene, bar: Bar): void {
  const { lane, top, height, hasWords } = bar;
  const { theme } = frame;
  const ground = theme.colour('surface');
  const middle = top + height / 2;
  for (const [at, from] of lane.fromMs.entries()) {
    const isRestored = (lane.restoreMs[at] ?? from) < from;
    if (isRestored && hasWords) {
      const place = { x: x(from), y: top + 2 * pixelRatio, pixelRatio };
      drawGlyph(context, 'triangle', { ...place, colour: theme.colour('text'), ground });
    }
    if (lane.lost[at] !== 1) continue;
    const end = x(lane.toMs[at] ?? from);
    const colour = theme.colour('bad');
    if (hasWords) drawGlyph(context, 'cross', { x: end, y: middle, colour, ground, pixelRatio });
    else {
      context.fillStyle = colour;
      context.fillRect(end - pixelRatio, top, 2 * pixelRatio, height);
    }
  }
}

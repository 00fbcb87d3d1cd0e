/** A lane for each member: when it lived, how many partitions it consumed, and how each of its lives ended. */
import { whole } from '../numbers.ts';
import type { PageGroup, PageMember } from '../page-group.ts';
import { drawGlyph } from './mark-styles.ts';
import { memberColour, type Scene, type SceneSpec } from './ownership-scene.ts';
import { type Step, stepsOf } from './ownership-values.ts';
import { font, MARK_WORDS_PX } from './time-layer.ts';

const NAME_PX = 15;
/** Few members have room for steps that can be compared. */
const FEW_MEMBERS = 12;
const STEP_PX = { few: 30, many: 15 } as const;
const GAP_PX = 5;

export function memberLanes(group: PageGroup): SceneSpec {
  const { members, lanes } = group;
  const stepPx = members.length <= FEW_MEMBERS ? STEP_PX.few : STEP_PX.many;
  const pitchPx = NAME_PX + stepPx + GAP_PX;
  const steps = members.map((_, member) => stepsOf(lanes, member));
  const most = Math.max(1, ...steps.flat().map(({ partitions }) => partitions));
  return {
    heightPx: MARK_WORDS_PX + members.length * pitchPx,
    yTicks: [],
    paint(scene) {
      const { box, pixelRatio } = scene;
      for (const [at, member] of members.entries()) {
        const top = box.top + Math.round((MARK_WORDS_PX + at * pitchPx) * pixelRatio);
        const floor = top + Math.round((NAME_PX + stepPx) * pixelRatio);
        const unit = (stepPx * pixelRatio) / most;
        paintLives(scene, member, floor - stepPx * pixelRatio, floor);
        paintSteps(scene, at, steps[at] ?? [], { floor, unit });
        paintEnds(scene, member, floor - stepPx * pixelRatio, floor);
        paintTitle(scene, member, top);
      }
    },
  };
}

/** While it lived, whatever it consumed. */
function paintLives(scene: Scene, { lives }: PageMember, top: number, floor: number): void {
  const { context, frame, pixelRatio, x } = scene;
  for (const { fromMs, toMs } of lives) {
    const from = x(fromMs);
    const width = Math.max(pixelRatio, x(toMs) - from);
    context.fillStyle = frame.theme.colour('surface');
    context.fillRect(from, top, width, floor - top);
    context.fillStyle = frame.theme.colour('muted', 0.12);
    context.fillRect(from, top, width, floor - top);
    context.fillStyle = frame.theme.colour('faint');
    context.fillRect(from, floor - pixelRatio, width, pixelRatio);
  }
}

function paintSteps(
  scene: Scene,
  member: number,
  steps: readonly Step[],
  { floor, unit }: { readonly floor: number; readonly unit: number },
): void {
  const { context, frame, pixelRatio, x, endMs } = scene;
  const { theme } = frame;
  const { colour, isPale } = memberColour(member);
  for (const [at, { atMs, partitions }] of steps.entries()) {
    if (partitions <= 0) continue;
    const from = x(atMs);
    const width = x(steps[at + 1]?.atMs ?? endMs) - from;
    const height = Math.max(2 * pixelRatio, partitions * unit);
    context.fillStyle = theme.colour('surface');
    context.fillRect(from, floor - height, width, height);
    context.fillStyle = theme.colour(colour, isPale ? 0.25 : 0.5);
    context.fillRect(from, floor - height, width, height);
    context.fillStyle = theme.colour(colour);
    context.fillRect(from, floor - height, width, 2 * pixelRatio);
    paintCount(scene, whole(partitions), { middle: from + width / 2, width, floor, height });
  }
}

interface StepRoom {
  readonly middle: number;
  readonly width: number;
  readonly floor: number;
  readonly height: number;
}

/** Where it fits into its step. */
function paintCount({ context, frame, pixelRatio }: Scene, text: string, room: StepRoom): void {
  context.font = font(11, pixelRatio);
  if (room.height < 13 * pixelRatio) return;
  if (context.measureText(text).width + 6 * pixelRatio > room.width) return;
  context.fillStyle = frame.theme.colour('text');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, room.middle, room.floor - room.height / 2 + 1.5 * pixelRatio);
}

/** A sign where a life ended before the run did; a bar where one began after it. */
function paintEnds(scene: Scene, { lives }: PageMember, top: number, floor: number): void {
  const { context, frame, pixelRatio, x } = scene;
  const { theme } = frame;
  for (const { fromMs, toMs, end } of lives) {
    context.fillStyle = theme.colour('text');
    const bar = (ms: number) => {
      context.fillRect(x(ms) - 0.75 * pixelRatio, top, 1.5 * pixelRatio, floor - top);
    };
    if (fromMs > 0) bar(fromMs);
    if (end === 'left') bar(toMs);
    if (end !== 'killed' && end !== 'lost') continue;
    drawGlyph(context, 'cross', {
      x: x(toMs),
      y: (top + floor) / 2,
      colour: theme.colour('bad'),
      ground: theme.colour('surface'),
      pixelRatio,
    });
  }
}

function paintTitle(scene: Scene, { name, kind }: PageMember, top: number): void {
  const { context, frame, pixelRatio, box } = scene;
  context.font = font(11, pixelRatio);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillStyle = frame.theme.colour('text');
  const text = kind === 'process' ? `${name}, a process of its own` : name;
  context.fillText(text, box.left + 2 * pixelRatio, top + 1.5 * pixelRatio, box.width);
}

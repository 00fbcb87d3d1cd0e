/** A lane for each member: when it lived, how many partitions it consumed, and how each of its lives ended. */
import type { PageGroup, PageMember } from '../page-group.ts';
import { drawGlyph } from './mark-styles.ts';
import { memberColour, type Scene, type SceneSpec } from './ownership-scene.ts';
import { type Step, stepsOf } from './ownership-values.ts';
import { font } from './time-layer.ts';

const TOP_PX = 8;
const NAME_PX = 15;
/** Few members have room for steps that can be compared. */
const FEW_MEMBERS = 12;
const STEP_PX = { few: 26, many: 13 } as const;
const GAP_PX = 5;

export function memberLanes(group: PageGroup): SceneSpec {
  const { members, lanes } = group;
  const stepPx = members.length <= FEW_MEMBERS ? STEP_PX.few : STEP_PX.many;
  const pitchPx = NAME_PX + stepPx + GAP_PX;
  const steps = members.map((_, member) => stepsOf(lanes, member));
  const most = Math.max(1, ...steps.flat().map(({ partitions }) => partitions));
  return {
    heightPx: TOP_PX + members.length * pitchPx,
    yTicks: members.map((_, at) => ({
      at: TOP_PX + at * pitchPx + NAME_PX + stepPx / 2,
      text: String(Math.max(0, ...(steps[at] ?? []).map(({ partitions }) => partitions))),
    })),
    paint(scene) {
      const { box, pixelRatio } = scene;
      for (const [at, member] of members.entries()) {
        const top = box.top + Math.round((TOP_PX + at * pitchPx) * pixelRatio);
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
    context.fillStyle = scene.hatch;
    context.globalAlpha = 0.35;
    context.fillRect(from, top, width, floor - top);
    context.globalAlpha = 1;
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
  }
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

/** Lines between the parts of the picture, as paths. Pure. */
import type { Box, FlowLayout, LaneBox } from './kafka-flow-layout.ts';

/** From each producer to the topics it writes to: one trunk, for every producer writes to all of them. */
export function producerPaths({ producers, topics, isStacked }: FlowLayout): readonly string[] {
  if (isStacked) return [];
  return producers.flatMap((from) =>
    topics.map(({ box }) => curve(rightOf(from), box.x, box.y + 12)),
  );
}

/** From a lane to the consumer that owns it. */
export function lanePath({ tape, lagAt }: LaneBox, member: Box, share: number): string {
  const y = tape.y + tape.height / 2;
  const inset = Math.min(10, member.height / 4);
  return curve(
    { x: lagAt.x + 8, y },
    member.x,
    member.y + inset + share * (member.height - 2 * inset),
  );
}

/** From each consumer to the sequencer, and from there on down. */
export function behindPaths({ members, behind, isStacked }: FlowLayout): readonly string[] {
  const [first] = behind;
  if (isStacked || first === undefined) return [];
  const steps = behind.slice(1).map((to, at) => {
    const from = behind[at] ?? to;
    const x = from.x + from.width / 2;
    return `M${x} ${from.y + from.height}V${to.y}`;
  });
  return [
    ...members.map((from) => curve(rightOf(from), first.x, first.y + first.height / 2)),
    ...steps.slice(0, 2),
  ];
}

function rightOf({ x, y, width, height }: Box): { readonly x: number; readonly y: number } {
  return { x: x + width, y: y + height / 2 };
}

function curve(from: { readonly x: number; readonly y: number }, x: number, y: number): string {
  const middle = (from.x + x) / 2;
  return `M${from.x} ${from.y.toFixed(1)}C${middle} ${from.y.toFixed(1)} ${middle} ${y.toFixed(1)} ${x} ${y.toFixed(1)}`;
}

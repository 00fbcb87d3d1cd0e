/**
 * The head of a cut as bytes, behind the stamp:
 *
 *     varint kind | varint has predecessor [varint generation | varint cut] | text owner | varint count [signed position] | varint turns | varint closed | bytes tallies
 *     varint products | varint day blocks          records of the cut before the head
 */
import { StateCorrupt, type StateReader, StateWriter } from '../../stages/state-bytes.ts';
import { CUT_KINDS, type CutHead, type Stamp } from './cut.ts';

/** How many records precede the head of a complete cut. */
export interface CutSize {
  readonly products: number;
  readonly dayBlocks: number;
}

export function headBytes(head: CutHead, size: CutSize): Buffer {
  const writer = new StateWriter();
  writer.varint(CUT_KINDS.indexOf(head.kind));
  writeStamp(head.follows, writer);
  writer.bytes(Buffer.from(head.owner));
  writer.varint(head.positions.length);
  for (const position of head.positions) writer.signed(position);
  writer.varint(head.turns);
  writer.varint(head.closed ? 1 : 0);
  writer.bytes(head.tallies);
  writer.varint(size.products);
  writer.varint(size.dayBlocks);
  return writer.finish();
}

const MAX_TOPICS = 64;

/** @throws StateCorrupt */
export function readHead(
  reader: StateReader,
  run: string,
  stamp: Stamp,
): { readonly head: CutHead; readonly size: CutSize } {
  const kind = CUT_KINDS[reader.varint(CUT_KINDS.length - 1)];
  if (kind === undefined) throw new StateCorrupt('no kind of cut');
  const follows = readStamp(reader);
  const owner = reader.bytes().toString();
  const topics = reader.varint(MAX_TOPICS);
  const positions = Array.from({ length: topics }, () => reader.signed());
  const turns = reader.varint();
  const closed = reader.varint(1) === 1;
  const tallies = Buffer.from(reader.bytes());
  const size = { products: reader.varint(), dayBlocks: reader.varint() };
  reader.end();
  return { head: { run, ...stamp, follows, kind, owner, positions, turns, closed, tallies }, size };
}

function writeStamp(stamp: Stamp | undefined, writer: StateWriter): void {
  writer.varint(stamp === undefined ? 0 : 1);
  if (stamp === undefined) return;
  writer.varint(stamp.generation);
  writer.varint(stamp.cut);
}

function readStamp(reader: StateReader): Stamp | undefined {
  if (reader.varint(1) === 0) return undefined;
  return { generation: reader.varint(), cut: reader.varint() };
}

/**
 * A product's state as bytes: a version, then the fields of {@link writeProduct} in their order. Reading is done
 * before anything is installed, so that bytes which are no state of this product leave no trace.
 */
import type { StockEvent } from '../event.ts';
import type { TrailState } from './alert-trail.ts';
import { ALERT_FAMILIES, type AlertState, activeFamilies, MAX_ACTIVE_BITS } from './alerts.ts';
import { type HandState, REMEMBERED_COMMANDS } from './by-hand.ts';
import { type DemandState, WINDOW_DAYS } from './demand.ts';
import type { Forecast } from './forecast/sma.ts';
import type { LedgerEntry } from './ledger.ts';
import type { TurnState } from './sequencer.ts';
import { StateCorrupt, type StateReader, type StateWriter } from './state-bytes.ts';
import { WINDOW_MS, type WindowState } from './stock-window.ts';

export const STATE_VERSION = 1;
/** Of products that people have changed: what they did comes next, and then what all products have. */
export const BY_HAND_VERSION = 2;

const DAY_MS = 86_400_000;
const MAX_UINT32 = 0xffff_ffff;
const MAX_INT32 = 0x7fff_ffff;
const HASH_BYTES = 32;

export interface ProductState<E extends StockEvent> {
  readonly turn: TurnState<E>;
  readonly lastMovementMs: number;
  readonly outOfStockMs: number;
  readonly poisonCount: number;
  readonly noticeCount: number;
  readonly ledger: LedgerEntry;
  readonly alerts: AlertState;
  readonly trail: TrailState;
  readonly window: WindowState;
  readonly demand: DemandState;
  readonly forecast: Forecast | undefined;
  /** undefined: nobody changed anything by hand. */
  readonly byHand: HandState | undefined;
}

/** How an event that waits is kept: whoever runs the pipeline knows what its events carry. */
export interface WaitingEventCodec<E> {
  write(event: E, out: StateWriter): void;
  /** @param row becomes the event's productIndex */
  read(input: StateReader, row: number): E;
}

/** What the bytes leave out because both sides know it, and what holds them to account. */
export interface StateFrame<E> {
  readonly startMs: number;
  readonly endMs: number;
  readonly ordering: 'sequence' | 'arrival';
  readonly waitingEvents: WaitingEventCodec<E>;
}

export function writeProduct<E extends StockEvent>(
  state: ProductState<E>,
  frame: StateFrame<E>,
  out: StateWriter,
): void {
  out.varint(state.byHand === undefined ? STATE_VERSION : BY_HAND_VERSION);
  if (state.byHand !== undefined) writeByHand(state.byHand, state.alerts, out);
  writeTurn(state.turn, frame, out);
  out.varint(state.poisonCount);
  out.varint(state.noticeCount);
  out.varint(state.lastMovementMs - frame.startMs);
  out.varint(state.outOfStockMs);
  writeLedger(state.ledger, out);
  writeAlerts(state, frame.startMs, out);
  writeTrail(state.trail, out);
  writeWindow(state, out);
  writeDemand(state.demand, out);
  writeForecast(state.forecast, out);
}

/**
 * @param row of the product, for the events that wait
 * @param capacityUnits of the product
 * @throws StateCorrupt for anything but a state that {@link writeProduct} wrote in the same frame
 */
export function readProduct<E extends StockEvent>(
  input: StateReader,
  frame: StateFrame<E>,
  row: number,
  capacityUnits: number,
): ProductState<E> {
  const { byHand, raisedByHand } = readVersion(input);
  // Levels of the last hour may be from before the shelf was made smaller.
  const mostUnits = byHand === undefined ? capacityUnits : Number.MAX_SAFE_INTEGER;
  const turn = readTurn(input, frame, row);
  const poisonCount = input.varint(MAX_UINT32);
  const noticeCount = input.varint(MAX_UINT32);
  const elapsedMs = input.varint(frame.endMs - frame.startMs);
  const lastMovementMs = frame.startMs + elapsedMs;
  const state = {
    turn,
    poisonCount,
    noticeCount,
    lastMovementMs,
    outOfStockMs: input.varint(elapsedMs),
    ledger: readLedger(input, byHand?.limits.maxCapacityUnits ?? capacityUnits),
    alerts: readAlerts(input, frame.startMs, elapsedMs, raisedByHand),
    trail: readTrail(input),
    window: readWindow(input, lastMovementMs, mostUnits),
    demand: readDemand(input, Math.floor(elapsedMs / DAY_MS)),
    forecast: readForecast(input),
    byHand,
  };
  input.end();
  return state;
}

/** Which alerts were raised by hand stands here, so that those of other products need no word of it. */
function writeByHand(
  { changes, limits, commandIds }: HandState,
  { raised }: AlertState,
  out: StateWriter,
): void {
  out.varint(changes);
  out.varint(limits.reorderPointUnits);
  out.varint(limits.maxCapacityUnits);
  out.varint(commandIds.length);
  for (const id of commandIds) out.bytes(Buffer.from(id));
  for (const at of ALERT_FAMILIES.keys()) out.varint(raised[at]?.byHand ?? 0);
}

interface Version {
  readonly byHand: HandState | undefined;
  /** Of the active families, in their order: which change raised it; 0: none. */
  readonly raisedByHand: readonly number[];
}

function readVersion(input: StateReader): Version {
  const version = input.varint();
  if (version === STATE_VERSION) return { byHand: undefined, raisedByHand: [] };
  if (version !== BY_HAND_VERSION) {
    throw new StateCorrupt(`format version ${version}; this is version ${BY_HAND_VERSION}`);
  }
  const changes = input.varint();
  if (changes === 0) throw new StateCorrupt('no change by hand');
  const limits = {
    reorderPointUnits: input.varint(),
    maxCapacityUnits: input.varint(),
  };
  const commandIds: string[] = [];
  for (let left = input.varint(REMEMBERED_COMMANDS); left > 0; left -= 1) {
    commandIds.push(input.bytes().toString());
  }
  const raisedByHand = ALERT_FAMILIES.map(() => input.varint(changes));
  return { byHand: { changes, limits, commandIds }, raisedByHand };
}

function writeTurn<E extends StockEvent>(
  { appliedSeq, aheadSeqs, waiting }: TurnState<E>,
  { waitingEvents }: StateFrame<E>,
  out: StateWriter,
): void {
  out.varint(appliedSeq);
  out.varint(aheadSeqs.length);
  let before = appliedSeq + 1;
  for (const seq of aheadSeqs) {
    out.varint(seq - before);
    before = seq;
  }
  out.varint(waiting.length);
  for (const event of waiting) waitingEvents.write(event, out);
}

function readTurn<E extends StockEvent>(
  input: StateReader,
  { ordering, waitingEvents }: StateFrame<E>,
  row: number,
): TurnState<E> {
  const appliedSeq = input.varint(MAX_UINT32);
  const aheadSeqs: number[] = [];
  let before = appliedSeq + 1;
  for (let left = input.varint(ordering === 'arrival' ? MAX_UINT32 : 0); left > 0; left -= 1) {
    const step = input.varint(MAX_UINT32 - before);
    if (step === 0) throw new StateCorrupt('sequence numbers do not ascend');
    before += step;
    aheadSeqs.push(before);
  }
  const waiting: E[] = [];
  before = appliedSeq + 1;
  for (let left = input.varint(ordering === 'sequence' ? MAX_UINT32 : 0); left > 0; left -= 1) {
    const event = waitingEvents.read(input, row);
    if (!(event.productSeq > before)) throw new StateCorrupt('sequence numbers do not ascend');
    before = event.productSeq;
    waiting.push(event);
  }
  return { appliedSeq, aheadSeqs, waiting };
}

function writeLedger(entry: LedgerEntry, out: StateWriter): void {
  out.varint(entry.onHandUnits);
  out.varint(entry.backlogUnits);
  out.varint(entry.saleLines);
  out.varint(entry.shortLines);
  out.varint(entry.soldUnits);
  out.varint(entry.lostUnits);
  out.varint(entry.restockedUnits);
  out.varint(entry.returnedUnits);
  out.varint(entry.clippedUnits);
  out.varint(entry.backorderedUnits);
}

function readLedger(input: StateReader, capacityUnits: number): LedgerEntry {
  return {
    onHandUnits: input.varint(capacityUnits),
    backlogUnits: input.varint(),
    saleLines: input.varint(),
    shortLines: input.varint(),
    soldUnits: input.varint(),
    lostUnits: input.varint(),
    restockedUnits: input.varint(),
    returnedUnits: input.varint(),
    clippedUnits: input.varint(),
    backorderedUnits: input.varint(),
  };
}

function writeAlerts<E extends StockEvent>(
  { alerts }: ProductState<E>,
  startMs: number,
  out: StateWriter,
): void {
  out.varint(alerts.activeBits);
  out.varint(alerts.lastSeq);
  for (const { bySeq, atMs } of alerts.raised) {
    out.varint(bySeq);
    out.varint(atMs - startMs);
  }
}

function readAlerts(
  input: StateReader,
  startMs: number,
  elapsedMs: number,
  raisedByHand: readonly number[],
): AlertState {
  const activeBits = input.varint(MAX_ACTIVE_BITS);
  if ((activeBits & 3) === 3) throw new StateCorrupt('no level of stock alerts');
  return {
    activeBits,
    lastSeq: input.varint(MAX_UINT32),
    raised: activeFamilies(activeBits).map((_, at) => {
      const bySeq = input.varint(MAX_UINT32);
      const atMs = startMs + input.varint(elapsedMs);
      const byHand = raisedByHand[at] ?? 0;
      return byHand === 0 ? { bySeq, atMs } : { bySeq, atMs, byHand };
    }),
  };
}

/** The first change of all raises an alert, so that the count says whether there is a hash. */
function writeTrail({ raisedCount, resolvedCount, hash }: TrailState, out: StateWriter): void {
  out.varint(raisedCount);
  out.varint(resolvedCount);
  if (raisedCount > 0) out.hex(hash);
}

function readTrail(input: StateReader): TrailState {
  const raisedCount = input.varint(MAX_UINT32);
  const resolvedCount = input.varint(raisedCount);
  return { raisedCount, resolvedCount, hash: raisedCount > 0 ? input.hex(HASH_BYTES) : '' };
}

/** Each level as the time since the one before, from an hour before the last movement on, and the difference. */
function writeWindow<E extends StockEvent>(
  { window: { edgeUnits, levels }, lastMovementMs }: ProductState<E>,
  out: StateWriter,
): void {
  out.varint(edgeUnits);
  out.varint(levels.length / 2);
  let beforeMs = lastMovementMs - WINDOW_MS;
  let beforeUnits = edgeUnits;
  for (let at = 0; at < levels.length; at += 2) {
    const atMs = levels[at] as number;
    const units = levels[at + 1] as number;
    out.varint(atMs - beforeMs);
    out.signed(units - beforeUnits);
    beforeMs = atMs;
    beforeUnits = units;
  }
}

function readWindow(
  input: StateReader,
  lastMovementMs: number,
  capacityUnits: number,
): WindowState {
  const edgeUnits = input.varint(capacityUnits);
  const levels: number[] = [];
  let atMs = lastMovementMs - WINDOW_MS;
  let units = edgeUnits;
  for (let left = input.varint(WINDOW_MS); left > 0; left -= 1) {
    const stepMs = input.varint(lastMovementMs - atMs);
    if (stepMs === 0) throw new StateCorrupt('instants do not ascend');
    atMs += stepMs;
    units += input.signed();
    if (units < 0 || units > capacityUnits) throw new StateCorrupt(`a level of ${units} units`);
    levels.push(atMs, units);
  }
  return { edgeUnits, levels };
}

/** How many days there are, the open one tells. */
function writeDemand({ openDayUnits, dayUnits }: DemandState, out: StateWriter): void {
  out.varint(openDayUnits);
  for (const units of dayUnits) out.varint(units);
}

/** @param openDay the day of the last movement: every earlier one was closed by it */
function readDemand(input: StateReader, openDay: number): DemandState {
  const openDayUnits = input.varint();
  const dayUnits: number[] = [];
  for (let left = Math.min(openDay, WINDOW_DAYS); left > 0; left -= 1) {
    dayUnits.push(input.varint(MAX_INT32));
  }
  return { openDay, openDayUnits, dayUnits };
}

function writeForecast(forecast: Forecast | undefined, out: StateWriter): void {
  out.varint(forecast === undefined ? 0 : 1);
  if (forecast === undefined) return;
  out.varint(forecast.meanMilliunits);
  out.varint(forecast.predictedStock7dMilliunits);
  out.varint(forecast.confidenceThousandths);
  out.varint(forecast.halfWidthMilliunits + 1);
}

function readForecast(input: StateReader): Forecast | undefined {
  if (input.varint(1) === 0) return undefined;
  return {
    meanMilliunits: input.varint(),
    predictedStock7dMilliunits: input.varint(),
    confidenceThousandths: input.varint(),
    halfWidthMilliunits: input.varint() - 1,
  };
}

/**
 * Every event of the scenario in the order of time: arrivals, which the director stream hands to products,
 * and deliveries at their exact virtual instant. Whoever replays it with the same scenario gets the same
 * events; a worker that owns some products gets exactly theirs.
 */
import {
  ALERT,
  type EventTypeIndex,
  RESTOCK,
  RETURN,
  SALE,
  type StockEvent,
} from '../../pipeline/event.ts';
import type { Product } from '../../pipeline/product.ts';
import { openArrivals } from '../load/arrivals.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import { scaled } from './catalogue.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { ProductChoice } from './demand.ts';
import { arrivalWeight } from './history.ts';
import { WorldLedger } from './ledger.ts';
import { Replenishment } from './replenishment.ts';
import { below, between, type Stream, stream } from './streams.ts';
import { dueOffsetUsAt, virtualMsAt, type World } from './world.ts';

export interface PlannedEvent extends StockEvent {
  /** Wall time after the load's start. */
  readonly dueOffsetUs: number;
  /** 32 random bits of the product's stream, for order and supplier ids and kinds of poison. */
  readonly token: number;
}

/** Draws that turn an arrival into poison are out of this many. */
const MILLION = 1_000_000;

export class Timeline {
  readonly #world: World;
  readonly #owns: (productIndex: number) => boolean;
  readonly #arrivals: { next(): number };
  readonly #director: Stream;
  readonly #choice: ProductChoice;
  readonly #ledger: WorldLedger;
  readonly #deliveries = new Deliveries();
  readonly #replenishment: Replenishment;
  readonly #streams: Array<Stream | undefined>;
  readonly #seqs: Float64Array;
  readonly #weights: {
    readonly sale: number;
    readonly return: number;
    readonly alert: number;
    readonly total: number;
  };
  readonly #event = {
    productIndex: 0,
    productSeq: 0,
    type: SALE as EventTypeIndex,
    quantityUnits: 0,
    virtualMs: 0,
    poison: false,
    dueOffsetUs: 0,
    token: 0,
  };
  /** The next arrival that concerns an owned product; -1 when there are no more. */
  #arrivalUs = 0;
  #arrivalMs = 0;
  #arrivalProduct = 0;

  /** @param owns products whose events are wanted; the others' are replayed only as far as the director needs */
  constructor(world: World, owns: (productIndex: number) => boolean = () => true) {
    const { scenario, catalogue } = world;
    this.#world = world;
    this.#owns = owns;
    this.#arrivals = openArrivals(
      scenario.arrivals,
      rateCurveOf(scenario),
      stream(scenario.seed, 'arrivals'),
    );
    this.#director = stream(scenario.seed, 'director');
    this.#choice = new ProductChoice(catalogue, scenario.realism);
    this.#ledger = new WorldLedger(catalogue.products, scenario.pipeline.shortage);
    this.#replenishment = new Replenishment(scenario, catalogue, this.#ledger, this.#deliveries);
    this.#streams = new Array<Stream | undefined>(catalogue.products.length).fill(undefined);
    this.#seqs = new Float64Array(catalogue.products.length);
    this.#weights = { ...scenario.mix, total: arrivalWeight(scenario) };
    this.#advance();
  }

  /** The next event, in an object that the following call reuses; undefined at the scenario's end. */
  next(): PlannedEvent | undefined {
    const deliveryMs = this.#deliveries.nextMs;
    if (this.#arrivalUs >= 0 && this.#arrivalMs < deliveryMs) return this.#arrive();
    if (deliveryMs <= this.#world.endMs) return this.#deliver(this.#deliveries.take() as Delivery);
    return this.#arrivalUs >= 0 ? this.#arrive() : undefined;
  }

  /** Units on hand by the world's own book, after the events handed out so far. */
  onHandUnits(productIndex: number): number {
    return this.#ledger.onHandUnits(productIndex);
  }

  /** Highest productSeq handed out for the product. */
  plannedSeq(productIndex: number): number {
    return this.#seqs[productIndex] as number;
  }

  #advance(): void {
    const { scenario } = this.#world;
    for (;;) {
      const dueUs = this.#arrivals.next();
      this.#arrivalUs = dueUs;
      if (dueUs < 0) return;
      const virtualMs = virtualMsAt(scenario, dueUs);
      const productIndex = this.#choice.pick(virtualMs, this.#director);
      if (this.#owns(productIndex)) {
        this.#arrivalMs = virtualMs;
        this.#arrivalProduct = productIndex;
        return;
      }
    }
  }

  #arrive(): PlannedEvent {
    const { scenario } = this.#world;
    const event = this.#event;
    const productIndex = this.#arrivalProduct;
    const draw = this.#streamOf(productIndex);
    event.productIndex = productIndex;
    event.productSeq = this.#nextSeq(productIndex);
    event.virtualMs = this.#arrivalMs;
    event.dueOffsetUs = this.#arrivalUs;
    event.token = draw() * 2 ** 32;
    event.poison =
      scenario.poisonPerMillion > 0 && below(draw, MILLION) < scenario.poisonPerMillion;
    event.type = this.#drawType(draw);
    event.quantityUnits = this.#drawQuantity(event.type, productIndex, draw);
    if (!event.poison && event.type !== ALERT) {
      if (event.type === SALE) this.#ledger.sell(productIndex, event.quantityUnits);
      else this.#ledger.receive(productIndex, event.quantityUnits);
      this.#replenishment.review(productIndex, event.virtualMs, draw);
    } else if (event.type === ALERT) {
      event.quantityUnits = this.#ledger.onHandUnits(productIndex);
    }
    this.#advance();
    return event;
  }

  #deliver(delivery: Delivery): PlannedEvent {
    const event = this.#event;
    const { productIndex, quantityUnits, virtualMs } = delivery;
    const draw = this.#streamOf(productIndex);
    event.productIndex = productIndex;
    event.productSeq = this.#nextSeq(productIndex);
    event.virtualMs = virtualMs;
    event.dueOffsetUs = dueOffsetUsAt(this.#world.scenario, virtualMs);
    event.token = draw() * 2 ** 32;
    event.poison = false;
    event.type = RESTOCK;
    event.quantityUnits = quantityUnits;
    this.#replenishment.arrived(productIndex, quantityUnits);
    this.#ledger.receive(productIndex, quantityUnits);
    this.#replenishment.review(productIndex, virtualMs, draw);
    return event;
  }

  #drawType(draw: Stream): EventTypeIndex {
    const { sale, return: returned, alert, total } = this.#weights;
    const target = below(draw, total);
    if (target < sale) return SALE;
    if (target < sale + returned) return RETURN;
    return target < sale + returned + alert ? ALERT : RESTOCK;
  }

  #drawQuantity(type: EventTypeIndex, productIndex: number, draw: Stream): number {
    const { quantities } = this.#world.scenario;
    if (type === SALE) return between(draw, quantities.sale);
    if (type === RETURN) return between(draw, quantities.return);
    if (type === ALERT) return 0;
    const scaleThousandths = this.#world.catalogue.scaleThousandths[productIndex] as number;
    return scaled(between(draw, quantities.restock), scaleThousandths);
  }

  #nextSeq(productIndex: number): number {
    const seq = (this.#seqs[productIndex] as number) + 1;
    this.#seqs[productIndex] = seq;
    return seq;
  }

  /** Seeded at a product's first event: most of a large catalogue is never asked in a short run. */
  #streamOf(productIndex: number): Stream {
    const known = this.#streams[productIndex];
    if (known !== undefined) return known;
    const { scenario, catalogue } = this.#world;
    const product = catalogue.products[productIndex] as Product;
    const opened = stream(scenario.seed, 'product', product.id);
    this.#streams[productIndex] = opened;
    return opened;
  }
}

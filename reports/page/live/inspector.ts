/**
 * The record inspector: any record of any topic by its place, and where it is now. What is shown stays until another one is asked
 * for; only its way is looked up again while it goes on.
 */
import type { Answer } from '../../../pipeline/query/wire.ts';
import type { LiveFrame, RecordView } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { setDisabled, setHidden, setText } from './in-place.ts';
import { placeForm } from './inspector-form.ts';
import { isSamePlace, placeQuery, type RecordPlace, recordPath } from './inspector-place.ts';
import { journeyNode, recordNode } from './inspector-record.ts';
import { faultText, isOnItsWay } from './inspector-words.ts';
import { ApiFault, type ViewContext } from './view.ts';

const NOTHING = 'Choose a lane or a dead letter, or say which record.';
const AGAIN_MS = 1_000;

export class Inspector {
  readonly node: HTMLElement;
  private readonly context: ViewContext;
  private readonly form = placeForm((place) => this.choose(place));
  private readonly heading = html(
    'h3',
    { id: 'inspector-title', tabindex: -1 },
    'Record inspector',
  );
  private readonly status = html('p', { class: 'quiet', role: 'status' }, NOTHING);
  private readonly result = html('div', { class: 'record-result' });
  private readonly previous = html('button', { type: 'button' }, '← Previous record');
  private readonly next = html('button', { type: 'button' }, 'Next record →');
  private readonly steps = html(
    'div',
    { class: 'record-steps', hidden: true },
    this.previous,
    this.next,
  );
  private asked: RecordPlace | undefined;
  private shown: RecordView | undefined;
  /** Somebody came from elsewhere on the page to see it. */
  private isSought = false;
  /** Asked for before the run had begun, or between two: once more, then. */
  private isTooEarly = false;
  private version = -1;
  private againAtMs = 0;

  constructor(context: ViewContext) {
    this.context = context;
    this.node = html(
      'section',
      { class: 'card inspector', id: 'inspector', 'aria-labelledby': 'inspector-title' },
      this.heading,
      this.form.node,
      this.steps,
      this.status,
      this.result,
    );
    this.previous.addEventListener('click', () => this.step(this.shown?.previousOffset));
    this.next.addEventListener('click', () => this.step(this.shown?.nextOffset));
  }

  /** Asks for it, unless it is shown already, and brings it into sight. */
  show(place: RecordPlace): void {
    this.isSought = true;
    if (!isSamePlace(this.asked, place)) {
      this.form.fill(place);
      this.ask(place);
    }
    if (this.shown !== undefined) this.comeIntoSight();
    this.heading.focus({ preventScroll: true });
  }

  frame({ kafka, storeVersion }: LiveFrame): void {
    this.form.offer(kafka);
    const nowMs = performance.now();
    if (this.asked === undefined || nowMs < this.againAtMs) return;
    if (this.isTooEarly) this.ask(this.asked);
    else if (this.shown !== undefined && storeVersion !== this.version) {
      this.version = storeVersion;
      if (isOnItsWay(this.shown) || this.shown.nextOffset === null) this.refresh(this.asked);
    } else return;
    this.againAtMs = nowMs + AGAIN_MS;
  }

  /** Another run: what is shown belongs to a former one. */
  forget(): void {
    this.asked = undefined;
    this.clear(NOTHING);
  }

  private choose(place: RecordPlace): void {
    this.context.replaceQuery(placeQuery(place));
    this.ask(place);
  }

  private step(offset: number | null | undefined): void {
    if (this.shown === undefined || offset === null || offset === undefined) return;
    const { topic, partition } = this.shown;
    const place = { topic, partition, offset };
    this.form.fill(place);
    this.choose(place);
  }

  private ask(place: RecordPlace): void {
    this.asked = place;
    this.isTooEarly = false;
    void this.load(place).then(
      (record) => {
        if (isSamePlace(this.asked, place)) this.display(record);
      },
      (cause: unknown) => {
        if (isSamePlace(this.asked, place)) this.fail(cause);
      },
    );
  }

  /** Its way alone, so that nothing is taken from under whoever reads. */
  private refresh(place: RecordPlace): void {
    void this.load(place).then(
      (record) => {
        if (!isSamePlace(this.asked, place) || this.shown === undefined) return;
        this.shown = record;
        this.result.querySelector('.journey')?.replaceWith(journeyNode(record.journey));
        this.showSteps(record);
      },
      () => {
        // It was shown; that it is gone by now is no news to whoever reads it.
      },
    );
  }

  private async load(place: RecordPlace): Promise<RecordView> {
    return (await this.context.api.get<Answer<RecordView>>(recordPath(place))).data;
  }

  private display(record: RecordView): void {
    this.shown = record;
    setText(this.status, '');
    this.result.replaceChildren(recordNode(record));
    this.showSteps(record);
    this.comeIntoSight();
  }

  private showSteps({ previousOffset, nextOffset }: RecordView): void {
    setHidden(this.steps, false);
    setDisabled(this.previous, previousOffset === null);
    setDisabled(this.next, nextOffset === null);
  }

  private fail(cause: unknown): void {
    this.isTooEarly = cause instanceof ApiFault && cause.status === 503;
    this.clear(cause instanceof ApiFault ? faultText(cause) : String(cause));
    this.comeIntoSight();
  }

  private clear(text: string): void {
    this.shown = undefined;
    setHidden(this.steps, true);
    this.result.replaceChildren();
    setText(this.status, text);
  }

  /** When the answer is there: before, the page may not be long enough to scroll. */
  private comeIntoSight(): void {
    if (!this.isSought) return;
    this.isSought = false;
    this.node.scrollIntoView({ block: 'start' });
  }
}

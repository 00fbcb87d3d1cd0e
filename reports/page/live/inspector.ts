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

export interface Inspector {
  readonly node: HTMLElement;
  /** Asks for it, unless it is shown already. */
  show(place: RecordPlace): void;
  frame(frame: LiveFrame): void;
  /** Another run: what is shown belongs to a former one. */
  forget(): void;
}

const AGAIN_MS = 1_000;

export function createInspector(context: ViewContext): Inspector {
  const form = placeForm((place) => {
    context.replaceQuery(placeQuery(place));
    asked = undefined;
    show(place);
  });
  const heading = html('h3', { id: 'inspector-title', tabindex: -1 }, 'Record inspector');
  const status = html('p', { class: 'quiet', role: 'status' }, NOTHING);
  const result = html('div', { class: 'record-result' });
  const previous = html('button', { type: 'button' }, '← Previous record');
  const next = html('button', { type: 'button' }, 'Next record →');
  const steps = html('div', { class: 'record-steps', hidden: true }, previous, next);
  const node = html(
    'section',
    { class: 'card inspector', id: 'inspector', 'aria-labelledby': 'inspector-title' },
    heading,
    form.node,
    steps,
    status,
    result,
  );
  let asked: RecordPlace | undefined;
  let shown: RecordView | undefined;
  let version = -1;
  let againAtMs = 0;

  const display = (record: RecordView) => {
    shown = record;
    setText(status, '');
    result.replaceChildren(recordNode(record));
    displaySteps(record);
  };
  const displaySteps = ({ previousOffset, nextOffset }: RecordView) => {
    setHidden(steps, false);
    setDisabled(previous, previousOffset === null);
    setDisabled(next, nextOffset === null);
  };
  const fail = (cause: unknown) => {
    shown = undefined;
    setHidden(steps, true);
    result.replaceChildren();
    setText(status, cause instanceof ApiFault ? faultText(cause) : String(cause));
  };
  const show = (place: RecordPlace) => {
    if (isSamePlace(asked, place)) return;
    asked = place;
    form.fill(place);
    void load(context, place).then(
      (record) => {
        if (!isSamePlace(asked, place)) return;
        display(record);
      },
      (cause: unknown) => {
        if (isSamePlace(asked, place)) fail(cause);
      },
    );
  };
  const step = (offset: number | null | undefined) => {
    if (shown === undefined || offset === null || offset === undefined) return;
    const { topic, partition } = shown;
    const place = { topic, partition, offset };
    context.replaceQuery(placeQuery(place));
    show(place);
  };
  previous.addEventListener('click', () => step(shown?.previousOffset));
  next.addEventListener('click', () => step(shown?.nextOffset));

  /** Its way alone, so that nothing is taken from under whoever reads. */
  const refresh = (place: RecordPlace) => {
    void load(context, place).then(
      (record) => {
        if (!isSamePlace(asked, place) || shown === undefined) return;
        shown = record;
        result.querySelector('.journey')?.replaceWith(journeyNode(record.journey));
        displaySteps(record);
      },
      () => {
        // It was shown; that it is gone by now is no news to whoever reads it.
      },
    );
  };
  return {
    node,
    show(place) {
      show(place);
      node.scrollIntoView({ block: 'start' });
      heading.focus({ preventScroll: true });
    },
    frame(frame) {
      form.offer(frame.kafka);
      const nowMs = performance.now();
      if (shown === undefined || asked === undefined) return;
      if (frame.storeVersion === version || nowMs < againAtMs) return;
      version = frame.storeVersion;
      againAtMs = nowMs + AGAIN_MS;
      if (isOnItsWay(shown) || shown.nextOffset === null) refresh(asked);
    },
    forget() {
      asked = undefined;
      shown = undefined;
      setHidden(steps, true);
      result.replaceChildren();
      setText(status, NOTHING);
    },
  };
}

const NOTHING = 'Choose a lane or a dead letter, or say which record.';

async function load({ api }: ViewContext, place: RecordPlace): Promise<RecordView> {
  return (await api.get<Answer<RecordView>>(recordPath(place))).data;
}

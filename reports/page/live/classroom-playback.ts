/** How fast the plan is played: pause, one event at a time, and the rate. */
import type { ClassroomView } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { type Desk, enable } from './classroom-desk.ts';
import { positionOf, RATE_STEPS, rateAt, rateParts, rateWords } from './classroom-rate.ts';
import { setAttributes, setText } from './in-place.ts';

export interface Playback {
  /** Pause and step, for the head of the panel. */
  readonly buttons: HTMLElement;
  /** The rate. */
  readonly node: HTMLElement;
  show(view: ClassroomView, isLoad: boolean): void;
  togglePause(): void;
  step(): void;
}

/** A drag is one action, not one for each position it passes. */
const SETTLE_MS = 250;
/** The slider stays where it was put until the run has heard of it. */
const HOLD_MS = 3_000;

export function createPlayback(desk: Desk): Playback {
  const pauseText = html('span', {}, 'Pause');
  const pause = html(
    'button',
    { type: 'button', 'aria-keyshortcuts': 'Space' },
    pauseText,
    hint('Space'),
  );
  const step = html('button', { type: 'button', 'aria-keyshortcuts': 'S' }, 'Step', hint('S'));
  let isPaused = false;
  const togglePause = () => {
    if (!pause.disabled) void desk.act({ action: isPaused ? 'resume' : 'pause' }, pause);
  };
  const takeStep = () => {
    if (!step.disabled) void desk.act({ action: 'step' }, step);
  };
  pause.addEventListener('click', togglePause);
  step.addEventListener('click', takeStep);
  const rate = createRate(desk);
  return {
    buttons: html('div', { class: 'playback acts' }, pause, step),
    node: rate.node,
    show(view, isLoad) {
      isPaused = view.isPaused;
      setText(pauseText, isPaused ? 'Resume' : 'Pause');
      pause.classList.toggle('primary', isPaused);
      enable(pause, isLoad);
      enable(step, isLoad && isPaused);
      rate.show(view, isLoad);
    },
    togglePause,
    step: takeStep,
  };
}

function hint(key: string): HTMLElement {
  return html('kbd', { 'aria-hidden': 'true' }, key);
}

function createRate(desk: Desk) {
  const slider = html('input', {
    type: 'range',
    id: 'classroom-rate',
    class: 'acts',
    min: 0,
    max: RATE_STEPS,
    step: 1,
    value: 0,
  });
  const value = html('span', { class: 'rate-value' });
  const unit = html('span', { class: 'rate-unit' });
  let heldUntilMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted: number | undefined;
  const display = (ratePerSecond: number) => {
    const parts = rateParts(ratePerSecond);
    setText(value, parts.value);
    setText(unit, parts.unit);
    setAttributes(slider, { 'aria-valuetext': rateWords(ratePerSecond) });
  };
  slider.addEventListener('input', () => {
    const ratePerSecond = rateAt(slider.valueAsNumber);
    wanted = ratePerSecond;
    heldUntilMs = performance.now() + HOLD_MS;
    display(ratePerSecond);
    clearTimeout(timer);
    timer = setTimeout(() => {
      void desk.act({ action: 'rate', ratePerSecond }).then((isDone) => {
        if (!isDone) heldUntilMs = 0;
      });
    }, SETTLE_MS);
  });
  return {
    node: html(
      'div',
      { class: 'rate' },
      html('label', { for: 'classroom-rate', class: 'rate-label' }, 'Rate'),
      html('p', { class: 'rate-text' }, value, ' ', unit),
      slider,
      html(
        'p',
        { class: 'rate-ends acts', 'aria-hidden': 'true' },
        html('span', {}, rateWords(rateAt(0))),
        html('span', {}, rateWords(rateAt(RATE_STEPS))),
      ),
    ),
    show({ ratePerSecond }: ClassroomView, isLoad: boolean) {
      if (slider.disabled === isLoad) slider.disabled = !isLoad;
      const isHeard = wanted === undefined || Math.abs(ratePerSecond / wanted - 1) < 1e-6;
      if (isHeard) heldUntilMs = 0;
      if (performance.now() < heldUntilMs) return;
      wanted = undefined;
      display(ratePerSecond);
      const position = positionOf(ratePerSecond);
      if (slider.valueAsNumber !== position) slider.valueAsNumber = position;
    },
  };
}

/** On top of the live page: whose it is, which run, how it goes, what became of the connection. */

import { inertText } from '../../inert-text.ts';
import type { LiveFrame, LiveHello, LivePhase } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { timeText } from '../run-time.ts';
import { topBar } from '../top-bar.ts';
import type { StreamState } from './stream-client.ts';
import { setAttribute, textCell } from './text-cell.ts';

export interface LiveBar {
  readonly node: HTMLElement;
  hello(hello: LiveHello): void;
  frame(frame: LiveFrame): void;
  state(state: StreamState): void;
}

const PHASE_NAMES: Readonly<Record<LivePhase, string>> = {
  preparing: 'Preparing',
  load: 'Running',
  drain: 'Draining',
  auditing: 'Auditing',
  ended: 'Ended',
};

/** @param retry asks for a connection at once */
export function createLiveBar(retry: () => void): LiveBar {
  const name = html('h1', { class: 'foreign ellipsis live-name' });
  const badge = html('span', { class: 'badge' });
  const phaseText = html('bdi', { class: 'foreign phase-text' });
  const elapsed = html('span', { class: 'elapsed' });
  const readOnly = html('span', { class: 'badge read-only', hidden: true }, 'read-only');
  const report = html('a', { class: 'report-link', hidden: true }, 'Open the report');
  const connection = connectionLine(retry);
  const bar = topBar('');
  bar.querySelector('.foreign')?.replaceWith(name);
  const state = html('section', { class: 'phase-line', 'aria-label': 'State of the run' });
  state.append(badge, elapsed, readOnly, phaseText, report);
  const node = html('div', { class: 'live-bar' }, bar, connection.node, state);
  const cells = {
    name: textCell(name),
    badge: textCell(badge),
    phase: textCell(phaseText),
    elapsed: textCell(elapsed),
  };
  return {
    node,
    hello({ run, mayAct, isClassroom }) {
      cells.name.set(inertText(`${run.scenario} · seed ${run.seed}`, 160));
      name.title = inertText(run.description);
      readOnly.hidden = mayAct;
      readOnly.title = isClassroom
        ? 'This page shows the run; whoever started it controls it.'
        : 'This run takes no writes by hand.';
    },
    frame({ phase, phaseText: text, elapsedMs, ended }) {
      const verdict = ended === null ? '' : `: ${inertText(ended.verdict, 40)}`;
      cells.badge.set(`${PHASE_NAMES[phase]}${verdict}`);
      setAttribute(badge, 'class', `badge ${phase} ${toneOf(ended)}`.trimEnd());
      cells.phase.set(inertText(text));
      cells.elapsed.set(elapsedMs > 0 ? timeText(Math.floor(elapsedMs / 1000) * 1000) : '');
      const address = ended?.reportUrl ?? null;
      report.hidden = address === null;
      setAttribute(report, 'href', address);
    },
    state: (state) => connection.show(state),
  };
}

function toneOf(ended: LiveFrame['ended']): 'good' | 'bad' | '' {
  if (ended === null) return '';
  return ended.verdict === 'passed' ? 'good' : 'bad';
}

const STATE_WORDS: Readonly<Record<StreamState, string>> = {
  connecting: 'Connecting…',
  live: '',
  lost: 'Connection lost, trying again. What you see is as of then.',
  asleep: 'Asleep while nobody looks.',
  over: 'The command has ended. What you see is how it stood then.',
};

function connectionLine(retry: () => void) {
  const text = html('span');
  const button = html('button', { type: 'button', hidden: true }, 'Try now');
  button.addEventListener('click', retry);
  const region = html('div', { class: 'connection', role: 'status' }, text, button);
  return {
    node: region,
    show(state: StreamState): void {
      text.textContent = STATE_WORDS[state];
      button.hidden = state !== 'lost' && state !== 'over';
      region.className = `connection ${state}`;
    },
  };
}

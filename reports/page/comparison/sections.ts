/** What stands where: the sections of the comparison, in the order in which questions come up. */
import type { ComparisonPage } from '../../comparison/html-data.ts';
import { html } from '../dom.ts';
import type { Section } from '../navigation.ts';
import { replayNode } from '../replay.ts';
import { forestFigure } from './forest.ts';
import { howToRead } from './how-to-read.ts';
import { metricTable } from './metric-table.ts';
import { outcomesNodes } from './outcomes.ts';
import { overTimeFigures, overTimeNote } from './over-time.ts';
import { runFigures, runsNote } from './run-figures.ts';
import { sidesNodes } from './sides.ts';
import { spectraFigure } from './spectra.ts';

export function sections(data: ComparisonPage): readonly Section[] {
  const { comparison } = data;
  return [
    {
      id: 'metrics',
      title: 'Metrics',
      nodes: [metricTable(comparison), grid(forestFigure(comparison))],
    },
    {
      id: 'runs',
      title: 'Run by run',
      nodes: [note(runsNote(comparison)), grid(...runFigures(comparison))],
    },
    { id: 'latency', title: 'Latency', nodes: [grid(spectraFigure(comparison))] },
    {
      id: 'over-time',
      title: 'Over time',
      nodes: [note(overTimeNote(comparison)), grid(...overTimeFigures(comparison))],
    },
    { id: 'outcomes', title: 'Outcomes', nodes: outcomesNodes(comparison) },
    { id: 'sides', title: 'What was compared', nodes: sidesNodes(data) },
    { id: 'how-to-read', title: 'How to read this', nodes: [howToRead(comparison)] },
    { id: 'replay', title: 'Run it again', nodes: [replayNode(comparison.replay)] },
  ];
}

/** Figures side by side where there is room. */
function grid(...figures: readonly HTMLElement[]): HTMLElement {
  return html('div', { class: 'figures' }, ...figures);
}

/** Above all figures of a section. */
function note(text: string | null): HTMLElement | null {
  return text === null ? null : html('p', { class: 'how-to-read' }, text);
}

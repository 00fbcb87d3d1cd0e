/** Where the way of an event ends as far as a run can see it: one that loads a foreign pipeline may not see the end. */
import type { Stage } from '../pipeline/observer.ts';
import { findMetric } from './metrics.ts';
import type { PipelineUsed } from './pipeline-used.ts';

/** Whether the run can tell when the pipeline was done with an event. */
export function appliedIsKnown(pipeline: PipelineUsed): boolean {
  return pipeline.kind === 'own' || pipeline.results !== null;
}

/** What the stage spans: `due → applied`. A foreign pipeline is done with an event when its result has arrived. */
export function stageMeaning(stage: Stage, pipeline: PipelineUsed): string {
  if (pipeline.kind === 'external' && stage === 'end_to_end') return 'due → result received';
  return findMetric(stage)?.description ?? '';
}

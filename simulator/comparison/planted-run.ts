/** The one place where a run is given a {@link Plant}: at the edge, before anything is started. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import type { Environment } from '../scenario/overrides.ts';
import { PLANT_VARIABLE, plantIn, plantText } from './plant.ts';

export interface PlantedRun {
  readonly pipeline: PipelineWanted;
  /** To be said before the run begins. */
  readonly notes: readonly string[];
}

/** @throws StreamstockError USAGE when the variable names no plant, or consumers that are not the run's own threads */
export function plantedRun(pipeline: PipelineWanted, environment: Environment): PlantedRun {
  const plant = plantIn(environment);
  if (plant === undefined) return { pipeline, notes: [] };
  if (pipeline.kind !== 'own' || pipeline.processes !== undefined) {
    throw new StreamstockError('USAGE', `${PLANT_VARIABLE} is for the consumer threads of a run`, {
      hint: 'Unset it, or leave --pipeline external and --processes out.',
    });
  }
  return { pipeline: { ...pipeline, plant }, notes: [plantText(plant)] };
}

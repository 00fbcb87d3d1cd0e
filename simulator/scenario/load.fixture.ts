/** Scenario texts for tests. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { type LoadOptions, parseScenario } from './load.ts';

export const LOAD =
  'load: { executor: constant-arrival-rate, rate: 10, timeUnit: 1m, duration: 60s }\n';
export const MINIMAL = `name: minimal\n${LOAD}`;

export function faultsOf(text: string, options: LoadOptions = {}): string[] {
  try {
    parseScenario(text, 'x.yaml', options);
  } catch (error) {
    if (error instanceof StreamstockError && error.code === 'SCENARIO_INVALID')
      return error.message.split('\n');
    throw error;
  }
  return [];
}

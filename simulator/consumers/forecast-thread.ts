/** The forecast pool's task: the pipeline's, and what CPU the thread has used. */
import { move } from 'piscina';
import { type ForecastBatch, forecastBatch } from '../../pipeline/stages/forecast/task.ts';
import { threadCpuUs } from '../../reports/cpu.ts';

/** Asks for the thread's CPU time so far, in microseconds; undefined where the platform does not tell. */
export const CPU_QUESTION = 'cpu';

export default function answer(question: ForecastBatch | typeof CPU_QUESTION) {
  if (question === CPU_QUESTION) return threadCpuUs();
  // Transferred, not copied.
  return move(forecastBatch(question));
}

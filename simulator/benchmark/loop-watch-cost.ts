/** What watching the event loops of a run's threads costs in CPU. */
import { processCpuUs } from '../../reports/cpu.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { spread } from './figures.ts';

const WATCHED_MS = 1_000;
const WATCH_PAIRS = 5;

/**
 * A thread that has nothing else to do is woken up by its watch, which costs most: that is the main thread. The others are
 * awake anyway, as here by a timer like that of the generators.
 * @returns CPU µs of a second
 */
export async function costOfLoopWatchUs(threads: number): Promise<number> {
  await initHistograms();
  const idle = await costOfOneWatchUs();
  const awake = setInterval(() => {}, 1);
  const busy = await costOfOneWatchUs();
  clearInterval(awake);
  return idle + (threads - 1) * busy;
}

/** Pairs beside each other in time: the difference is small, and the machine is not ours alone. */
async function costOfOneWatchUs(): Promise<number> {
  const differences: number[] = [];
  for (let pair = 0; pair < WATCH_PAIRS; pair += 1) {
    const withoutUs = await cpuWhileWaitingUs();
    const probe = new ThreadProbe();
    const withUs = await cpuWhileWaitingUs();
    probe.stop();
    differences.push((withUs - withoutUs) / (WATCHED_MS / 1000));
  }
  return Math.max(0, spread(differences).median);
}

async function cpuWhileWaitingUs(): Promise<number> {
  const beforeUs = processCpuUs();
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
  return processCpuUs() - beforeUs;
}

/** `bench --live` and `bench --classroom`: the page that shows a run while it goes on, and the one that plays with it. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { Classroom } from '../live/classroom.ts';
import { LivePage } from '../live/live-page.ts';
import type { LiveWanted } from '../live/options.ts';
import { RunSide } from '../live/run-side.ts';
import type { Progress } from '../run/facts.ts';
import { unlessInterrupted } from '../run/interruption.ts';
import type { PerformedRun } from '../run/perform.ts';
import { type BenchSession, concludeBench, playBench, warn } from './bench-run.ts';
import { toolVersion } from './resolve.ts';

/**
 * @returns the exit code of the (last) run's verdict
 * @throws StreamstockError PORT_UNAVAILABLE, and what a run can end in before it began
 */
export async function benchLive(session: BenchSession, wanted: LiveWanted): Promise<number> {
  const { plan, interruption } = session;
  const page = new LivePage({
    ...{ wanted, toolVersion: toolVersion(), runsFolder: plan.runsFolder },
    onNote: warn,
  });
  // Who ends the command does not wait for tabs that are open.
  interruption.onInterrupt(() => void page.close());
  try {
    const address = await unlessInterrupted(interruption, page.listening());
    announce(address, wanted);
    const performed = wanted.isClassroom
      ? await playClassroom(session, page)
      : await playWatched(session, page);
    return await concludeBench(session, performed);
  } finally {
    await page.close();
  }
}

/** A plain run: what is asked for by its pages changes nothing in it. */
async function playWatched(session: BenchSession, page: LivePage): Promise<PerformedRun> {
  const watcher = new RunSide({ tell: page.tell, lesson: null, treatments: () => new Map() });
  page.onNews((news) => {
    if (news.type === 'trouble') warn(news.message);
  });
  try {
    const performed = await playBench(session, { watcher, onProgress: tellPage(page) });
    page.ended(performed.record, performed.folder);
    return performed;
  } finally {
    watcher.stop();
  }
}

async function playClassroom(session: BenchSession, page: LivePage): Promise<PerformedRun> {
  const { plan, interruption, progress } = session;
  if (plan.scenario.producers.workers !== 1) {
    throw new StreamstockError('USAGE', '--classroom plays a scenario with one producer worker', {
      hint: 'Add --workers 1: several would each play a share of the rate, and step apart.',
    });
  }
  const classroom = new Classroom({
    ...{ page, interruption, base: plan.scenario },
    onTrouble: warn,
    play: async ({ scenario }, watcher, ended) => {
      const performed = await playBench(session, {
        ...{ scenario, watcher, interruption: ended },
        onProgress: tellPage(page),
      });
      page.ended(performed.record, performed.folder);
      progress.announce('This run has ended; the page can start another. Ctrl-C ends.');
      return performed;
    },
  });
  return classroom.play();
}

function tellPage(page: LivePage): (progress: Progress) => void {
  return (progress) => {
    if (progress.phase === 'preparing') page.preparing(progress.text);
    else if (progress.phase === 'auditing') page.auditing(progress.text);
  };
}

/** The address alone on stdout, so that scripts can open it. */
function announce(
  address: Awaited<ReturnType<LivePage['listening']>>,
  { isClassroom }: LiveWanted,
): void {
  const { url, actAt, sharedUrls } = address;
  process.stdout.write(`${actAt}\n`);
  const what = isClassroom ? 'Open it to play with the run' : 'Open it to watch the run';
  process.stderr.write(`${what}: ${actAt}\n`);
  if (sharedUrls.length === 0) return;
  process.stderr.write(
    `Others on this network may look, and change nothing: ${sharedUrls.join(' ')}\n` +
      `${actAt === url ? '' : 'Keep the first address to yourself: its token lets one act.\n'}`,
  );
}

/** What the recording of a run costs in CPU each second, however many events there are: its work over and over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchorClock, clockFrom } from '../../pipeline/clock.ts';
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import { LagSampler } from '../../pipeline/kafka/lag.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { processCpuUs } from '../../reports/cpu.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { IntervalCollector } from '../../reports/interval-collector.ts';
import { JOURNAL_VERSION, type JournalStart, JournalWriter } from '../../reports/journal.ts';
import type { Recorder } from '../../reports/recorder.ts';
import { ThreadProbe } from '../../reports/thread-probe.ts';
import { startEmbeddedBroker } from '../broker/embedded.ts';
import { cpuOf, observe, recorders } from './event-cost.ts';
import { spread } from './figures.ts';
import { costOfLoopWatchUs } from './loop-watch-cost.ts';

export interface LoadSize {
  readonly producers: number;
  readonly consumers: number;
  readonly partitions: number;
  readonly eventsPerSecond: number;
}

/** CPU µs of a second. */
export interface SecondCost {
  /** Taking, copying, merging and writing what the threads recorded. */
  readonly intervalsUs: number;
  /** Asking the broker for the lag, its own CPU included. */
  readonly lagUs: number;
  /** Watching the event loops of all threads. */
  readonly loopsUs: number;
}

/** CPU µs of each second of a run of this size. */
export async function costOfSecondUs(load: LoadSize): Promise<SecondCost> {
  const threads = load.producers + load.consumers + 2;
  return {
    intervalsUs: await costOfIntervalsUs(load),
    lagUs: await costOfLagUs(load.partitions),
    loopsUs: await costOfLoopWatchUs(threads),
  };
}

const SECONDS = 40;
const LAG_SAMPLES = 60;

/** In one thread, one after the other, what a run does in several at once. */
async function costOfIntervalsUs(load: LoadSize): Promise<number> {
  await initHistograms();
  const now = clockFrom(anchorClock());
  const producers = await recorders(load.producers, now());
  const consumers = await recorders(load.consumers, now());
  const probe = new ThreadProbe();
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-recording-'));
  try {
    const writer = new JournalWriter(folder, journalStart(now()));
    const collector = new IntervalCollector(
      () => load.producers + load.consumers + 2,
      ({ line, latency }) => writer.interval(line, latency),
    );
    const lag = Object.fromEntries(
      EVENT_TOPICS.map((topic) => [topic, new Array<number>(load.partitions).fill(123)]),
    );
    const seconds: number[] = [];
    for (let second = 0; second < SECONDS; second += 1) {
      for (const [at, producer] of producers.entries()) {
        const consumer = consumers[at % consumers.length] as Recorder;
        observe(Math.ceil(load.eventsPerSecond / producers.length), producer, consumer, now);
      }
      seconds.push(
        cpuOf(() => {
          for (const [at, recorder] of [...producers, ...consumers].entries()) {
            const thread = probe.sample();
            const sent = structuredClone({ thread, recorded: recorder.takeInterval() });
            collector.add(second, `thread ${at}`, 'threads', sent);
          }
          for (const name of ['broker', 'main']) {
            collector.add(second, name, name, structuredClone({ thread: probe.sample() }));
          }
          collector.process(second, { wallMs: 1000, cpuUs: processCpuUs(), rssBytes: 1e8 });
          collector.lag(second, lag);
        }),
      );
    }
    writer.close();
    return spread(seconds.slice(SECONDS / 4)).median;
  } finally {
    probe.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function costOfLagUs(partitions: number): Promise<number> {
  const broker = await startEmbeddedBroker();
  const address = { brokers: [broker.address], kind: 'embedded' } as const;
  const lag = new LagSampler({ connection: address, groupId: 'nobody', topics: EVENT_TOPICS });
  try {
    const topics = EVENT_TOPICS.map((topic) => ({ topic, numPartitions: partitions }));
    await withAdmin(address, (admin) => admin.createTopics({ topics, waitForLeaders: true }));
    for (let sample = 0; sample < LAG_SAMPLES; sample += 1) await lag.sample();
    const beforeUs = processCpuUs();
    for (let sample = 0; sample < LAG_SAMPLES; sample += 1) {
      if ((await lag.sample()) === null) throw new Error('the broker did not answer');
    }
    return (processCpuUs() - beforeUs) / LAG_SAMPLES;
  } finally {
    await lag.close();
    await broker.stop();
  }
}

function journalStart(loadStartedUs: number): JournalStart {
  return {
    kind: 'start',
    journalVersion: JOURNAL_VERSION,
    tool: { name: 'streamstock-bench', version: '0' },
    runId: 'recording-cost',
    startedAt: new Date(loadStartedUs / 1000).toISOString(),
    scenario: { name: '', source: '', description: '', resolved: {} },
    seed: '',
    broker: { kind: 'embedded', address: '', clusterId: null, brokers: 1 },
    pipeline: { kind: 'own' },
    environment: {
      node: '',
      platform: '',
      arch: '',
      cpuModel: '',
      cores: 1,
      memoryBytes: 0,
      ci: false,
    },
    load: { durationMs: 0, warmUpMs: 0, phases: [] },
    replay: '',
    loadStartedUs,
  };
}

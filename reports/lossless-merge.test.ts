/** However samples are scattered over threads, seconds, topics and phases: what comes together is all of them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as hdr from 'hdr-histogram-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { type Buckets, bucketsIn, bucketsOf, expectedBuckets } from './buckets.fixture.ts';
import { initHistograms, LatencyHistogram } from './histogram.ts';
import { HISTOGRAM_LOG_FILE } from './histogram-log.ts';
import { journalStart } from './journal.fixture.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { measurementsOf } from './journal-measurements.ts';
import type { Measurements } from './recorder.ts';
import { RecordingThreads } from './recording-threads.fixture.ts';
import { PHASES, type Phase, type SeriesTable } from './series-table.ts';

const START_US = 1_767_608_100_500_000;
const MEASURED_FROM_US = START_US + 2_000_000;
const STAGES = ['plan_lag', 'end_to_end', 'forecast'] as const satisfies readonly Stage[];
const TOPICS = [0, 3] as const;
const THREADS = 3;
const SECONDS = 5;

const sample = fc.record({
  thread: fc.nat(THREADS - 1),
  second: fc.nat(SECONDS - 1),
  /** When the event was due: some in the warm-up, whenever they are recorded. */
  dueUs: fc.integer({ min: START_US, max: START_US + 4_000_000 }),
  stage: fc.constantFrom(...STAGES),
  topicIndex: fc.constantFrom(...TOPICS),
  us: fc.oneof(fc.nat(3_000), fc.nat(2_000_000), fc.nat(1e11)),
});
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never;

const scattered = fc.record({
  samples: fc.array(sample, { maxLength: 300 }),
  byTopic: fc.boolean(),
  /** Threads that answer too late, with the second that follows. */
  late: fc.array(fc.tuple(fc.nat(SECONDS - 1), fc.nat(THREADS - 1)), { maxLength: 4 }),
});
type Scattered = typeof scattered extends fc.Arbitrary<infer T> ? T : never;

const folder = mkdtempSync(join(tmpdir(), 'streamstock-lossless-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(initHistograms);

describe('samples of many threads, seconds, topics and phases', () => {
  // Histograms of recorders stay in memory until the process ends: few runs, each looked at from all sides.
  it('are all there, bucket for bucket, in snapshots, seconds, journal and log', () =>
    fc.assert(
      fc.asyncProperty(scattered, async (run) => {
        const { whole, threads, runFolder } = await recorded(run);
        const read = await measurementsOf(runFolder, readJournal(runFolder).intervals);
        const byTag = readByLibrary(runFolder);
        for (const { phase, stage } of series()) {
          const expected = samplesOf(run, phase, stage);
          for (const topicIndex of TOPICS) {
            const part = expected.filter((sample) => sample.topicIndex === topicIndex);
            expectAll(whole.histogram(phase, stage, topicIndex), part);
          }
          expectAll(whole.histogram(phase, stage), expected);
          expectAll(overTopics(threads.ofSeconds[phase], stage), expected);
          expectAll(read.histogram(phase, stage), expected);
          expect(byTag.get(phase === 'warmUp' ? `warm_up.${stage}` : stage) ?? new Map()).toEqual(
            expectedBuckets(expected.map(({ us }) => us)),
          );
        }
      }),
      { numRuns: 20 },
    ));
});

interface Recorded {
  readonly whole: Measurements;
  readonly threads: RecordingThreads;
  readonly runFolder: string;
}

/** As a run does it: each second every thread hands over what it has, and what came together is written. */
async function recorded({ samples, byTopic, late }: Scattered): Promise<Recorded> {
  const runFolder = mkdtempSync(join(folder, 'run-'));
  const writer = new JournalWriter(runFolder, journalStart({ loadStartedUs: START_US }));
  const threads = await RecordingThreads.create(
    THREADS,
    { startUs: START_US, measuredFromUs: MEASURED_FROM_US },
    { byTopic, onClosed: ({ line, latency }) => writer.interval(line, latency) },
  );
  for (let second = 0; second < SECONDS; second += 1) {
    for (const { thread, stage, us, dueUs, topicIndex } of samples.filter(
      (sample) => sample.second === second,
    )) {
      threads.thread(thread).latency(stage, us, dueUs, topicIndex);
    }
    threads.endSecond((thread) => late.some(([when, who]) => when === second && who === thread));
  }
  const whole = threads.end();
  writer.close();
  return { whole, threads, runFolder };
}

/** Of HdrHistogram's own reader. */
function readByLibrary(runFolder: string): Map<string, Buckets> {
  const text = readFileSync(join(runFolder, HISTOGRAM_LOG_FILE), 'utf8');
  const byTag = new Map<string, Map<number, number>>();
  const reader = new hdr.HistogramLogReader(text, 64, false);
  for (;;) {
    const histogram = reader.nextIntervalHistogram() as hdr.JsHistogram | null;
    if (histogram === null) return byTag;
    const buckets = byTag.get(histogram.tag) ?? new Map<number, number>();
    byTag.set(histogram.tag, buckets);
    for (const [us, count] of bucketsIn(histogram)) buckets.set(us, (buckets.get(us) ?? 0) + count);
  }
}

function overTopics(table: SeriesTable, stage: Stage): LatencyHistogram {
  const together = new LatencyHistogram();
  for (const topicIndex of EVENT_TOPICS.keys()) {
    const histogram = table.peek(stage, topicIndex);
    if (histogram !== undefined) together.merge(histogram);
  }
  return together;
}

function series() {
  return PHASES.flatMap((phase) => STAGES.map((stage) => ({ phase, stage })));
}

function samplesOf({ samples }: Scattered, phase: Phase, stage: Stage): Sample[] {
  return samples.filter(
    (sample) => sample.stage === stage && sample.dueUs < MEASURED_FROM_US === (phase === 'warmUp'),
  );
}

function expectAll(histogram: LatencyHistogram | undefined, samples: readonly Sample[]): void {
  const us = samples.map((sample) => sample.us);
  const { encoded, ...exact } = (histogram ?? new LatencyHistogram()).snapshot();
  expect(bucketsOf(encoded)).toEqual(expectedBuckets(us));
  expect(exact).toEqual({
    count: us.length,
    minUs: us.length === 0 ? 0 : Math.min(...us),
    maxUs: Math.max(0, ...us),
    sumUs: us.reduce((sum, value) => sum + value, 0),
    defects: 0,
  });
}

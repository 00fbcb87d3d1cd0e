/**
 * The measurement against queueing theory: a single server whose sojourn times are known exactly, arrivals of our own
 * generator, virtual time. What the recorder says must be what the theory says.
 */
import { describe, expect, it } from 'vitest';
import type { LatencyHistogram } from '../../reports/histogram.ts';
import { RecordingThreads } from '../../reports/recording-threads.fixture.ts';
import { openArrivals } from '../load/arrivals.ts';
import { RateCurve } from '../load/rate-curve.ts';
import { stream } from '../world/streams.ts';
import { md1SojournUs, mm1SojournUs } from './queueing-theory.fixture.ts';

const SERVICE_US = 1000;
/** 2026-01-05, as in a real run: microseconds since the epoch leave few digits for fractions. */
const START_US = 1_767_571_200_000_000;
const WARM_UP_US = 20_000_000;
const INTERVAL_US = 10_000_000;
const THREADS = 3;
const TOLERANCE = 0.02;

type Law = 'exponential' | 'deterministic';

describe.each([
  { law: 'exponential', load: 0.5, meanMs: 2, seconds: 1_000 },
  { law: 'exponential', load: 0.9, meanMs: 10, seconds: 2_000 },
  { law: 'deterministic', load: 0.5, meanMs: 1.5, seconds: 1_000 },
  { law: 'deterministic', load: 0.9, meanMs: 5.5, seconds: 2_000 },
] as const)('a server with $law service and a load of $load', ({ law, load, meanMs, seconds }) => {
  it(`keeps an event for ${meanMs} ms on average, as the theory says`, async ({ annotate }) => {
    const { endToEnd, ofSeconds } = await served(law, load, seconds);
    const sojournUs = law === 'exponential' ? mm1SojournUs : md1SojournUs;
    const figures = [
      { what: 'mean', us: endToEnd.meanUs, expectedUs: 1000 * meanMs },
      ...[50, 75, 90, 95, 99].map((percentile) => ({
        what: `p${percentile}`,
        us: endToEnd.percentileUs(percentile),
        expectedUs: sojournUs(SERVICE_US, load, percentile),
      })),
    ];
    // `--reporter=verbose` prints it.
    await annotate(figures.map(figureText).join(', '));
    for (const { what, us, expectedUs } of figures) expectNear(us, expectedUs, what);
    expect(ofSeconds.summary()).toEqual({
      ...endToEnd.summary(),
      meanUs: expect.closeTo(endToEnd.meanUs, 3),
    });
  });

  it('is not known to who measures from the actual send: coordinated omission', async () => {
    const { fromSend } = await served(law, load, seconds / 10);
    // A generator that waits for each answer never sees a queue: to it the server takes its service time.
    expectNear(fromSend.meanUs, SERVICE_US);
    expect(fromSend.meanUs).toBeLessThan((1 - 3 * TOLERANCE) * 1000 * meanMs);
    const sojournUs = law === 'exponential' ? mm1SojournUs : md1SojournUs;
    expect(fromSend.percentileUs(99)).toBeLessThan(0.75 * sojournUs(SERVICE_US, load, 99));
  });
});

/** Serves Poisson arrivals one after the other and records each sojourn, as the threads of a run would. */
async function served(
  law: Law,
  load: number,
  seconds: number,
): Promise<Record<'endToEnd' | 'fromSend' | 'ofSeconds', LatencyHistogram>> {
  const ratePerSecond = (1e6 / SERVICE_US) * load;
  const curve = new RateCurve([
    {
      durationMs: seconds * 1000,
      startRate: ratePerSecond,
      endRate: ratePerSecond,
      timeUnitMs: 1000,
    },
  ]);
  const arrivals = openArrivals('poisson', curve, stream('theory', 'director'));
  const draw = stream('theory', 'service');
  const threads = await RecordingThreads.create(THREADS, {
    startUs: START_US,
    measuredFromUs: START_US + WARM_UP_US,
  });
  let freeUs = 0;
  let intervalEndsUs = START_US + INTERVAL_US;
  let event = 0;
  for (let offsetUs = arrivals.next(); offsetUs >= 0; offsetUs = arrivals.next()) {
    const dueUs = START_US + offsetUs;
    const serviceUs = law === 'deterministic' ? SERVICE_US : -SERVICE_US * Math.log(1 - draw());
    // Who waits for the answer sends when the server is free.
    const sentUs = Math.max(dueUs, freeUs);
    freeUs = sentUs + serviceUs;
    for (; dueUs >= intervalEndsUs; intervalEndsUs += INTERVAL_US) threads.endSecond();
    const recorder = threads.thread(event);
    recorder.latency('end_to_end', freeUs - dueUs, dueUs, event % 4);
    recorder.latency('processing', serviceUs, dueUs, event % 4);
    event += 1;
  }
  const whole = threads.end();
  return {
    endToEnd: present(whole.histogram('measured', 'end_to_end')),
    fromSend: present(whole.histogram('measured', 'processing')),
    ofSeconds: present(threads.ofSeconds.measured.peek('end_to_end', 0)),
  };
}

function figureText({ what, us, expectedUs }: { what: string; us: number; expectedUs: number }) {
  return `${what} ${(us / 1000).toFixed(2)} ms (theory ${(expectedUs / 1000).toFixed(2)})`;
}

function expectNear(us: number, expectedUs: number, what = 'mean'): void {
  const deviation = Math.abs(us / expectedUs - 1);
  expect(deviation, `${what}: ${us} µs, ${expectedUs} µs in theory`).toBeLessThan(TOLERANCE);
}

function present(histogram: LatencyHistogram | undefined): LatencyHistogram {
  if (histogram === undefined) throw new Error('nothing was recorded');
  return histogram;
}

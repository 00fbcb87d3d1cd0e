/** What recording an event costs in CPU: its observer calls in a tight loop, with nothing else. */
import { anchorClock, clockFrom, type NowUs } from '../../pipeline/clock.ts';
import { type Observer, SILENT } from '../../pipeline/observer.ts';
import { processCpuUs } from '../../reports/cpu.ts';
import { Recorder } from '../../reports/recorder.ts';
import { stream } from '../world/streams.ts';
import { spread } from './figures.ts';

const ROUNDS = 8;
const EVENTS_A_ROUND = 300_000;
/** One event in eight changes an alert, which is published. */
const ALERT_EVERY = 8;

/** CPU µs of an event: every observer call that a producer and a consumer make for it, and the clock readings for them. */
export async function costOfEventUs(): Promise<{
  readonly recording: number;
  readonly clock: number;
}> {
  const now = clockFrom(anchorClock());
  const [producer, consumer] = (await recorders(2, now())) as [Recorder, Recorder];
  const recording: number[] = [];
  const clock: number[] = [];
  // Pairs beside each other in time: the machine may be busy with other things.
  for (let round = 0; round < ROUNDS; round += 1) {
    const silentUs = cpuOf(() => observe(EVENTS_A_ROUND, SILENT, SILENT, now));
    const recordedUs = cpuOf(() => observe(EVENTS_A_ROUND, producer, consumer, now));
    const readUs = cpuOf(() => readTwice(EVENTS_A_ROUND, now));
    recording.push((recordedUs - silentUs) / EVENTS_A_ROUND);
    clock.push(readUs / EVENTS_A_ROUND);
  }
  return { recording: spread(recording.slice(1)).median, clock: spread(clock.slice(1)).median };
}

/** Of the whole process: garbage collection has threads of its own. */
export function cpuOf(work: () => void): number {
  const beforeUs = processCpuUs();
  work();
  return processCpuUs() - beforeUs;
}

/** As threads have them once the load has begun. */
export function recorders(count: number, startUs: number): Promise<Recorder[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const recorder = await Recorder.create();
      recorder.begin({ startUs, measuredFromUs: startUs });
      return recorder;
    }),
  );
}

/** Latencies between 100 µs and 10 ms, as many small ones as large ones, and topics as they are mixed. */
const SAMPLES = 65_536;
const latenciesUs = new Float64Array(SAMPLES);
const topics = new Uint8Array(SAMPLES);
const draw = stream('recording cost', 'samples');
for (let at = 0; at < SAMPLES; at += 1) {
  latenciesUs[at] = Math.floor(100 * 100 ** draw());
  const share = draw();
  topics[at] = share < 0.78 ? 0 : share < 0.86 ? 1 : share < 0.95 ? 2 : 3;
}

/** The calls of the generator, a lane and the intake of the consumer, one event after the other. */
export function observe(events: number, producer: Observer, consumer: Observer, now: NowUs): void {
  const dueUs = now();
  for (let event = 0; event < events; event += 1) {
    const at = (event * 7) % SAMPLES;
    const us = latenciesUs[at] as number;
    const topic = topics[at] as number;
    producer.latency('plan_lag', us, dueUs, topic);
    producer.count('events_due', 1);
    producer.due(dueUs);
    producer.latency('queue', us + 1, dueUs, topic);
    producer.latency('produce', us + 2, dueUs, topic);
    consumer.latency('delivery', us + 3, dueUs, topic);
    consumer.settled(us, dueUs, topic);
    consumer.latency('sequencing', us + 4, dueUs, topic);
    consumer.latency('processing', us + 5, dueUs, topic);
    consumer.latency('end_to_end', us + 6, dueUs, topic);
    if (event % ALERT_EVERY === 0) {
      consumer.count('alerts_raised', 1);
      consumer.latency('alert', us + 7, dueUs, topic);
      consumer.latency('alert_published', us + 8, dueUs, topic);
      consumer.latency('forecast', us + 9, dueUs, 0);
    }
  }
}

/** Released and applied: two readings of the clock that nothing but the recording needs. */
function readTwice(events: number, now: NowUs): void {
  let lastUs = 0;
  for (let event = 0; event < events; event += 1) lastUs = Math.max(now(), now());
  if (lastUs <= 0) throw new Error('the clock stands still');
}

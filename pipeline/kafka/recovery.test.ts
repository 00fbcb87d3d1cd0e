import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isFinal, Recovery, type RecoveryOptions } from './recovery.ts';

const MAX_SILENCE_MS = 60_000;
const gone = Object.assign(new Error('connection refused'), { name: 'KafkaJSConnectionError' });

function recovery(options: Partial<RecoveryOptions> = {}) {
  const events: string[] = [];
  const made = new Recovery({
    kind: 'external',
    restart: async () => {
      events.push('restart');
      throw gone;
    },
    onRestart: (error) => events.push(`again after ${error.message}`),
    onLost: (error) => events.push(`lost: ${error.message}`),
    ...options,
  });
  return { made, events };
}

describe('Recovery', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins anew again and again while a cluster is away, and gives up after its limit', async () => {
    const { made, events } = recovery();
    made.alive();
    made.crashed(gone);
    await vi.advanceTimersByTimeAsync(MAX_SILENCE_MS - 2000);
    expect(events.filter((event) => event === 'restart').length).toBeGreaterThan(5);
    expect(events.filter((event) => event.startsWith('lost'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(events.filter((event) => event.startsWith('lost'))).toEqual([
      'lost: the cluster did not answer as a group for 60 s: connection refused',
    ]);
    const restarts = events.length;
    await vi.advanceTimersByTimeAsync(MAX_SILENCE_MS);
    expect(events).toHaveLength(restarts);
  });

  it('is as patient as at first once the cluster is back', async () => {
    let back = false;
    const { made, events } = recovery({
      restart: async () => {
        if (!back) throw gone;
        made.alive();
      },
    });
    made.alive();
    for (let outage = 0; outage < 5; outage += 1) {
      back = false;
      expect(made.away).toBe(false);
      made.crashed(gone);
      expect(made.away).toBe(true);
      await vi.advanceTimersByTimeAsync(MAX_SILENCE_MS / 2);
      back = true;
      await vi.advanceTimersByTimeAsync(MAX_SILENCE_MS / 4);
    }
    expect(events.filter((event) => event.startsWith('lost'))).toEqual([]);
    made.stop();
  });

  it('gives up on silence without any crash', async () => {
    const { made, events } = recovery();
    made.alive();
    made.heard(new Error('Heartbeat timed out'));
    await vi.advanceTimersByTimeAsync(MAX_SILENCE_MS + 1000);
    expect(events).toEqual([
      'lost: the cluster did not answer as a group for 60 s: Heartbeat timed out',
    ]);
  });

  it('does not count time in which this thread stood still', async () => {
    const { made, events } = recovery();
    made.alive();
    const standing = performance.now() + 10 * MAX_SILENCE_MS;
    const now = vi.spyOn(performance, 'now').mockReturnValue(standing);
    await vi.advanceTimersByTimeAsync(1500);
    expect(events).toEqual([]);
    now.mockRestore();
    made.stop();
  });

  it('begins nothing once it is stopped', async () => {
    const { made, events } = recovery();
    made.alive();
    made.crashed(gone);
    made.stop();
    made.crashed(gone);
    await vi.advanceTimersByTimeAsync(3 * MAX_SILENCE_MS);
    expect(events).toEqual(['again after connection refused']);
  });

  it('gives up at once what is embedded', () => {
    const { made, events } = recovery({ kind: 'embedded' });
    made.alive();
    made.crashed(gone);
    expect(events).toEqual(['lost: connection refused']);
  });
});

describe('isFinal', () => {
  const wrapped = (cause: Error) =>
    Object.assign(new Error('gave up', { cause }), { name: 'KafkaJSNumberOfRetriesExceeded' });

  it.each([
    [
      'a missing permission',
      Object.assign(new Error(), { type: 'GROUP_AUTHORIZATION_FAILED' }),
      true,
    ],
    ['an unknown compression', Object.assign(new Error(), { name: 'KafkaJSNotImplemented' }), true],
    ['a bomb', new RangeError('Cannot create a Buffer larger than 16777216 bytes'), true],
    [
      'a moved coordinator',
      Object.assign(new Error(), { type: 'NOT_COORDINATOR_FOR_GROUP' }),
      false,
    ],
    ['a broker that is gone', gone, false],
    [
      'a mistake of kafkajs when the last broker is gone',
      new TypeError('nodeId of undefined'),
      false,
    ],
  ])('knows %s, also when it is wrapped', (_what, error, final) => {
    expect(isFinal(error)).toBe(final);
    expect(isFinal(wrapped(error))).toBe(final);
  });
});

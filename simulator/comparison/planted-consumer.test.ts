import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { plantedSeams } from './planted-consumer.ts';

describe('a consumer with a plant', () => {
  it('goes on telling its progress', () => {
    let told = 0;
    const onProgress = (): void => {
      told += 1;
    };
    plantedSeams({ cpuShare: 0.1 }, { onProgress }).onProgress();
    plantedSeams({ loseEvery: 3 }, { onProgress }).onProgress();
    expect(told).toBe(2);
  });

  it('touches no record unless it is to lose some', () => {
    const seams = plantedSeams({ cpuShare: 0.1 }, { onProgress: () => {} });
    expect(seams.beforeRecord).toBeUndefined();
  });

  it('loses every so many-th event, and nothing else', async () => {
    const { beforeRecord } = plantedSeams({ loseEvery: 3 }, { onProgress: () => {} });
    const event = '{"metadata":{"run":"mine","seq":1}}';
    const values = [event, event, '{"metadata":{"run":"mine","source":"engine"}}', event, event];
    const messages = [...values, null, event, event, event].map(message);
    for (const each of messages) await beforeRecord?.(each);
    const changed = messages.flatMap(({ value }, at) =>
      value?.includes('planted-loss') === true ? [at] : [],
    );
    expect(changed).toEqual([3, 7]);
    const others = messages.filter((_, at) => !changed.includes(at));
    expect(others.map(({ value }) => value?.toString() ?? null)).toEqual(
      [...values, null, event, event, event].filter((_, at) => !changed.includes(at)),
    );
  });
});

function message(value: string | null): KafkaMessage {
  return {
    ...{ key: null, timestamp: '0', attributes: 0, offset: '0', headers: {} },
    value: value === null ? null : Buffer.from(value),
  };
}

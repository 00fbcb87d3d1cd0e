/**
 * Where a {@link Plant} acts: in a consumer's thread, at the seams that its consumer is given anyway. The pipeline knows nothing
 * of it, and without a plant nothing here is called.
 */
import type { KafkaMessage } from 'kafkajs';
import type { StockConsumerOptions } from '../../pipeline/kafka/consumer-options.ts';
import { threadCpuUs } from '../../reports/cpu.ts';
import type { Plant } from './plant.ts';
import { CpuBurn } from './plant-burn.ts';

type Seams = Pick<StockConsumerOptions, 'onProgress' | 'beforeRecord'>;

/** @returns the seams with the plant in them; a stall begins with this call, and ends with the thread */
export function plantedSeams(plant: Plant, { onProgress }: Pick<Seams, 'onProgress'>): Seams {
  const { cpuShare, stall, loseEvery } = plant;
  if (stall !== undefined) setInterval(() => standStill(stall.forMs), stall.everyMs).unref();
  const burn =
    cpuShare === undefined
      ? undefined
      : new CpuBurn(cpuShare, { cpuUs: threadCpuUs, nowUs: () => performance.now() * 1000 });
  return {
    // After each batch, on top of what was done for it.
    onProgress: () => {
      burn?.burn();
      onProgress();
    },
    ...(loseEvery === undefined ? {} : { beforeRecord: losing(loseEvery) }),
  };
}

/** The consumer takes it for a record of somebody else's, and steps over it. */
const NOT_OURS = Buffer.from('{"metadata":{"run":"planted-loss"}}');
/** Events have their place in their product's sequence; alerts that the pipeline raised itself do not. */
const SEQ_FIELD = '"seq":';

function losing(every: number): NonNullable<Seams['beforeRecord']> {
  let seen = 0;
  return async (message: KafkaMessage) => {
    if (message.value?.includes(SEQ_FIELD) !== true) return;
    seen += 1;
    if (seen % every === 0) message.value = NOT_OURS;
  };
}

/** Timers, sockets and heartbeats stand still with it, and no CPU time is used. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, forMs);
}

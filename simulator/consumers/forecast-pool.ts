/** The thread that computes forecasts at day closes, for all consumers of a process. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ForecastBatch } from '../../pipeline/stages/forecast/task.ts';
import { CPU_QUESTION } from './forecast-thread.ts';
import type { FromConsumer, ToConsumer } from './messages.ts';
import { entry, flagsFor } from './thread-entry.ts';

type Request = Extract<FromConsumer, { readonly type: 'forecast' }>;
type Answer = (message: ToConsumer, transfer: readonly ArrayBuffer[]) => void;

export class ForecastPool {
  readonly #threads: Piscina;
  #cpuAtStartUs: Promise<number | undefined> = Promise.resolve(undefined);

  constructor() {
    const task = entry('./forecast-thread');
    this.#threads = new Piscina({
      ...flagsFor(task),
      filename: fileURLToPath(task),
      minThreads: 1,
      maxThreads: 1,
    });
  }

  /** CPU counts from now on. */
  begin(): void {
    this.#cpuAtStartUs = this.#cpuUs();
  }

  /** Computes what a consumer asked for, and answers with the forecasts or why there are none. Never rejects. */
  async answer({ id, batch }: Request, tell: Answer): Promise<void> {
    try {
      const results: Float64Array<ArrayBuffer> = await this.#threads.run(batch, {
        transferList: buffersOf(batch),
      });
      tell({ type: 'forecasts', id, results }, [results.buffer]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tell({ type: 'forecasts-failed', id, message }, []);
    }
  }

  /** Since {@link begin}; undefined where the platform does not tell. */
  async cpuSinceBeginUs(): Promise<number | undefined> {
    const [startUs, nowUs] = await Promise.all([this.#cpuAtStartUs, this.#cpuUs()]);
    return startUs === undefined || nowUs === undefined ? undefined : nowUs - startUs;
  }

  async close(): Promise<void> {
    await this.#threads.destroy();
  }

  #cpuUs(): Promise<number | undefined> {
    return this.#threads.run(CPU_QUESTION).catch(() => undefined);
  }
}

function buffersOf(batch: ForecastBatch): ArrayBuffer[] {
  return [batch.windows.buffer, batch.dayCounts.buffer, batch.onHandUnits.buffer].filter(
    (buffer) => buffer instanceof ArrayBuffer,
  );
}

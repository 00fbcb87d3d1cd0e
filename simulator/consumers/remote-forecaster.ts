/** The forecast pool as a consumer thread sees it: batches go to the main thread, results come back. */
import type { Forecaster } from '../../pipeline/kafka/forecasts.ts';
import type { ForecastBatch } from '../../pipeline/stages/forecast/task.ts';

interface Waiting {
  resolve(results: Float64Array): void;
  reject(error: Error): void;
}

export class RemoteForecaster implements Forecaster {
  readonly #send: (id: number, batch: ForecastBatch) => void;
  readonly #waiting = new Map<number, Waiting>();
  #sent = 0;

  constructor(send: (id: number, batch: ForecastBatch) => void) {
    this.#send = send;
  }

  submit(batch: ForecastBatch): Promise<Float64Array> {
    this.#sent += 1;
    const id = this.#sent;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send(id, batch);
    });
  }

  resolve(id: number, results: Float64Array): void {
    this.#take(id)?.resolve(results);
  }

  reject(id: number, message: string): void {
    this.#take(id)?.reject(new Error(message));
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

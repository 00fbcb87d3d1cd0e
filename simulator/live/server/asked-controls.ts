/** Controls that the run was asked for and has not answered yet. */
import { ApiRefusal } from '../../../pipeline/query/api/refusal.ts';
import type { ControlAction } from '../../../reports/live/controls.ts';
import type { FromLiveServer, ToLiveServer } from '../contract.ts';
import type { Done } from './controls-route.ts';

type Answer = Extract<ToLiveServer, { readonly type: 'control-done' | 'control-refused' }>;

interface Asked {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: ApiRefusal) => void;
}

const ANSWER_TIMEOUT_MS = 10_000;
const MAX_ASKED = 50;

export class AskedControls {
  readonly #tell: (message: FromLiveServer) => void;
  readonly #timeoutMs: number;
  readonly #asked = new Map<number, Asked>();
  #count = 0;

  constructor(tell: (message: FromLiveServer) => void, timeoutMs = ANSWER_TIMEOUT_MS) {
    this.#tell = tell;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws ApiRefusal as the run says, or UNAVAILABLE when it says nothing in time */
  ask(action: ControlAction): Promise<Done> {
    if (this.#asked.size >= MAX_ASKED) {
      return Promise.reject(new ApiRefusal('UNAVAILABLE', 'Too many controls are under way'));
    }
    this.#count += 1;
    const id = this.#count;
    return new Promise<Done>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked.delete(id);
        reject(
          new ApiRefusal('UNAVAILABLE', 'The run did not answer in time', {
            hint: 'It may be between two runs, or very busy. Try again.',
          }),
        );
      }, this.#timeoutMs);
      const settled =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          this.#asked.delete(id);
          then(value);
        };
      this.#asked.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.#tell({ type: 'control', id, action });
    });
  }

  hear(answer: Answer): void {
    const asked = this.#asked.get(answer.id);
    if (asked === undefined) return;
    if (answer.type === 'control-done') {
      asked.resolve({ text: answer.text, why: answer.why });
      return;
    }
    const { code, message, field } = answer;
    const isUnknown = code.startsWith('UNKNOWN');
    asked.reject(
      new ApiRefusal(
        isUnknown ? 'NOT_FOUND' : code === 'READ_ONLY' ? 'READ_ONLY' : 'CONFLICT',
        message,
        field === undefined ? {} : { field },
      ),
    );
  }

  /** Nobody answers any more. */
  close(): void {
    for (const { reject } of [...this.#asked.values()]) {
      reject(new ApiRefusal('UNAVAILABLE', 'The server ends'));
    }
  }
}

/** A live page of the built command, spoken with as pages and scripts do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlAction } from '../../reports/live/controls.ts';
import type { LiveFrame, LiveHello } from '../../reports/live/frames.ts';
import type { CommandResult, RunningCommand, Workshop } from './command.fixture.ts';

export interface Answered {
  readonly status: number;
  readonly body: {
    readonly success?: boolean;
    readonly data?: unknown;
    readonly error?: { readonly code: string; readonly message: string; readonly field?: string };
  };
}

const LOOK_AGAIN_MS = 100;
/** Far beyond what anything here takes: a test that hangs says what it waited for. */
const PATIENCE_MS = 60_000;
/** One command serves a whole file of tests. */
const LIMIT_MS = 600_000;

export class LiveCommand {
  readonly result: Promise<CommandResult>;
  /** With a slash at its end; the token of a shared page apart. */
  readonly url: string;
  readonly token: string | undefined;
  readonly #running: RunningCommand;

  private constructor(running: RunningCommand, address: string) {
    const [url = '', token] = address.split('#token=');
    this.#running = running;
    this.result = running.result;
    this.url = url;
    this.token = token;
  }

  /** @param words of `bench`, such as `demo --classroom`; it listens at any free port */
  static async start(workshop: Workshop, words: readonly string[]): Promise<LiveCommand> {
    const where = ['--port', '0', '--runs-dir', workshop.runsFolder];
    const running = workshop.start(['bench', ...words, ...where], { limitMs: LIMIT_MS });
    let printed = '';
    running.process.stdout?.on('data', (text: string) => {
      printed += text;
    });
    await running.says('Open it to');
    await until('the address', () => printed.includes('\n'));
    return new LiveCommand(running, printed.split('\n', 1)[0] ?? '');
  }

  kill(signal: NodeJS.Signals): void {
    this.#running.process.kill(signal);
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** @param headers beside the type of the content */
  async write(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  }

  async control(action: ControlAction): Promise<Answered> {
    const answered = await this.write('POST', 'live/controls', action);
    if (answered.status !== 200) {
      throw new Error(`${action.action}: ${answered.status} ${JSON.stringify(answered.body)}`);
    }
    return answered;
  }

  hello(): Promise<LiveHello> {
    return this.get('live/state');
  }

  /** Until a run has begun there is nothing to say of it. */
  async #helloIfBegun(): Promise<LiveHello | undefined> {
    const response = await fetch(`${this.url}live/state`);
    if (response.status === 503) return undefined;
    return (await response.json()) as LiveHello;
  }

  async frame(): Promise<LiveFrame> {
    return (await this.hello()).frame;
  }

  /** @returns the first look at the run of which this is true */
  async until(what: string, isTrue: (frame: LiveFrame, hello: LiveHello) => boolean) {
    let seen: LiveHello | undefined;
    await until(what, async () => {
      seen = await this.#helloIfBegun();
      return seen !== undefined && isTrue(seen.frame, seen);
    });
    return seen as LiveHello;
  }

  /** The load goes on, and something was applied. */
  playing(runBefore?: string): Promise<LiveHello> {
    return this.until(
      'a run that plays',
      ({ phase, eventsSeen }, { run }) =>
        phase === 'load' && eventsSeen > 0 && run.runId !== runBefore,
    );
  }
}

export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** A stream of the page that is held open, and what came of it. */
export class OpenStream {
  text = '';
  readonly ended: Promise<void>;

  constructor({ url }: LiveCommand, headers: Readonly<Record<string, string>> = {}) {
    this.ended = this.#read(`${url}live/stream`, headers);
  }

  async #read(address: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const { body } = await fetch(address, { headers });
    if (body === null) throw new Error('the stream has no body');
    const decoder = new TextDecoder();
    for await (const chunk of body)
      this.text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
}

export function recordOf(folder: string, run: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as Record<string, unknown>;
}

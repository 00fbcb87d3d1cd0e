/**
 * The stream of the run: connects, says when it is lost, tries again, and lets go of the connection while nobody looks. Every
 * connection begins with a hello that has what was missed, so that coming back is the same as coming.
 */
import { LIVE_EVENTS, type LiveFrame, type LiveHello } from '../../live/frames.ts';

export type StreamState = 'connecting' | 'live' | 'lost' | 'asleep' | 'over';

export interface StreamListener {
  hello(hello: LiveHello): void;
  frame(frame: LiveFrame): void;
  /** @param state `over`: the server has said goodbye, and nothing more comes */
  state(state: StreamState): void;
}

const ADDRESS = '/live/stream';
/** A tab that was hidden for so long costs neither side anything. */
const HIDDEN_MS = 60_000;
/** Waited before each further attempt; the last holds for all that follow. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000];
/** Of a connection that was made and says nothing yet: the network may have gone without a word. */
const HELLO_MS = 15_000;
/** Of one that has fallen silent: a run that has ended has little to say, so a new connection asks, and nobody is alarmed. */
const SILENCE_MS = 60_000;

export class StreamClient {
  private readonly listener: StreamListener;
  private source: EventSource | undefined;
  private attempts = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private runId = '';
  private state: StreamState | undefined;

  constructor(listener: StreamListener) {
    this.listener = listener;
  }

  start(): void {
    document.addEventListener('visibilitychange', () => this.seenOrHidden());
    window.addEventListener('online', () => this.retryNow());
    // A page that the browser froze comes back without a connection.
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.connect();
    });
    window.addEventListener('pagehide', () => this.disconnect());
    this.connect();
  }

  /** At once, instead of when its time has come. */
  retryNow(): void {
    if (this.state === 'lost' || this.state === 'over') this.connect();
  }

  private connect(): void {
    this.disconnect();
    if (this.state === undefined || this.state === 'asleep') this.to('connecting');
    const source = new EventSource(ADDRESS);
    this.source = source;
    this.silenceTimer = setTimeout(() => this.lost(), HELLO_MS);
    source.addEventListener(LIVE_EVENTS.hello, ({ data }: MessageEvent<string>) => {
      const hello = parsed<LiveHello>(data);
      if (hello === null) return;
      this.attempts = 0;
      this.runId = hello.run.runId;
      this.listenForSilence();
      this.to('live');
      this.listener.hello(hello);
    });
    source.addEventListener(LIVE_EVENTS.frame, ({ data }: MessageEvent<string>) => {
      const frame = parsed<LiveFrame>(data);
      if (frame === null) return;
      this.listenForSilence();
      // Another run has begun: its hello has all that frames do not repeat.
      if (frame.runId !== this.runId) this.connect();
      else this.listener.frame(frame);
    });
    source.addEventListener(LIVE_EVENTS.end, () => {
      this.disconnect();
      this.to('over');
    });
    source.addEventListener('error', () => this.lost());
  }

  private lost(): void {
    this.disconnect();
    this.to('lost');
    const pauseMs = PAUSES_MS[Math.min(this.attempts, PAUSES_MS.length - 1)] ?? 0;
    this.attempts += 1;
    this.retryTimer = setTimeout(() => this.connect(), pauseMs);
  }

  private seenOrHidden(): void {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = setTimeout(() => {
        if (this.state === 'over') return;
        this.disconnect();
        this.to('asleep');
      }, HIDDEN_MS);
    } else if (this.state === 'asleep') {
      this.connect();
    } else {
      this.retryNow();
    }
  }

  private disconnect(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.source?.close();
    this.source = undefined;
  }

  private listenForSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.connect(), SILENCE_MS);
  }

  private to(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.listener.state(state);
  }
}

/** A message that was cut is as good as none: the next connection tells all anew. */
function parsed<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

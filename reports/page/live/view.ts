/** What the page and its views owe each other. A view is made once, shown and hidden, and told of every frame. */
import type { ControlAction } from '../../live/controls.ts';
import type { LiveFrame, LiveHello, ViewId } from '../../live/frames.ts';
import type { LiveHistory } from './live-history.ts';

export interface LiveView {
  readonly id: ViewId;
  /** In the navigation and as the heading. */
  readonly title: string;
  create(context: ViewContext): MountedView;
}

export interface MountedView {
  readonly node: HTMLElement;
  /** A connection was made, or made again: everything may be different. Called before the first frame, shown or not. */
  hello(hello: LiveHello): void;
  /** Called while it is shown only; at most once an animation frame. */
  frame(frame: LiveFrame): void;
  /** @param query what stands behind `?` in the address of the view: filters, page */
  shown(query: URLSearchParams): void;
  hidden(): void;
}

export interface ViewContext {
  readonly api: LiveApi;
  /** Series, marks and events of the run so far, kept whether a view is shown or not. */
  readonly history: LiveHistory;
  /** Whether this page may write; known from the first hello on. */
  mayAct(): boolean;
  /** To another view, or other filters of this one: the address changes, and Back comes back. */
  go(view: ViewId, query?: Readonly<Record<string, string>>): void;
  /** The same without a new entry in the history, for filters that are being typed. */
  replaceQuery(query: Readonly<Record<string, string>>): void;
  /** A short message for everybody, read out as well; `bad` for refusals. */
  say(text: string, tone?: 'good' | 'bad'): void;
}

export interface LiveApi {
  /** @throws ApiFault with what the server says is wrong */
  get<T>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T>;
  control(action: ControlAction): Promise<{ readonly text: string; readonly why: string }>;
}

export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  /** Which part of the request, such as `body.quantity`. */
  readonly field: string | undefined;

  constructor(status: number, code: string, message: string, field?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

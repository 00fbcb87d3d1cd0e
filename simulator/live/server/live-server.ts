/**
 * The live server, whatever thread it runs in: pages and API of one run after the other, over what it hears of them.
 *
 *     /                                       the page
 *     /live/stream, /live/state               frames as server-sent events, and the hello as JSON
 *     /live/controls                          what a classroom does
 *     /live/records/:topic/:partition/:offset one record
 *     /api/…                                  queries and commands
 *     /metrics, /healthz, /readyz             for machines
 *     /runs/…                                 finished runs
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import { StreamstockError } from '../../../pipeline/errors.ts';
import { answerError, answerNotFound } from '../../../pipeline/query/api/errors.ts';
import { apiRoutes } from '../../../pipeline/query/api/plugin.ts';
import { ApiRefusal } from '../../../pipeline/query/api/refusal.ts';
import { API_SERVER_OPTIONS } from '../../../pipeline/query/api/server-options.ts';
import type { QueryStore } from '../../../pipeline/query/views.ts';
import type { Answer } from '../../../pipeline/query/wire.ts';
import type { ControlAction } from '../../../reports/live/controls.ts';
import type { LiveHello, RecordView } from '../../../reports/live/frames.ts';
import { StreamHub } from '../../../reports/live/stream.ts';
import type { FromLiveServer, LiveServerTask, ToLiveServer } from '../contract.ts';
import { saidOf } from '../control-words.ts';
import { AskedControls } from './asked-controls.ts';
import { controlRoutes, type Done } from './controls-route.ts';
import { CurrentStore } from './current-store.ts';
import { FrameBuilder } from './frames.ts';
import { OwnCpu } from './own-cpu.ts';
import { WatchedRun } from './watched-run.ts';

export interface LiveServerParts {
  readonly tell: (message: FromLiveServer) => void;
  /** Who may ask for what; before everything else. */
  readonly guard: FastifyPluginAsync;
  /** The page itself, what machines ask for, finished runs. */
  readonly others: (sources: {
    readonly store: QueryStore;
    /** Asking changes nothing for the pages. */
    readonly hello: () => LiveHello | undefined;
    /** Why not; undefined: it is. */
    readonly isReady: () => string | undefined;
  }) => readonly FastifyPluginAsync[];
  /** Whether the page that asks may act, as far as the request tells. */
  readonly mayAct: (request: FastifyRequest) => boolean;
}

const FRAME_MS = 250;
/** For who asks without listening. */
const HELLO_KEPT_MS = 1000;

export class LiveServer {
  readonly app: FastifyInstance;
  readonly #task: LiveServerTask;
  readonly #parts: LiveServerParts;
  readonly #store = new CurrentStore();
  readonly #builder: FrameBuilder;
  readonly #hub: StreamHub;
  readonly #asked: AskedControls;
  readonly #cpu = new OwnCpu();
  readonly #timer: NodeJS.Timeout;
  #run: WatchedRun | undefined;
  #latest: { readonly atMs: number; readonly hello: LiveHello | undefined } | undefined;

  constructor(task: LiveServerTask, parts: LiveServerParts) {
    const { toolVersion, isShared, isClassroom } = task;
    this.#task = task;
    this.#parts = parts;
    this.#asked = new AskedControls(parts.tell);
    this.#builder = new FrameBuilder(
      { toolVersion, isClassroom, needsToken: isShared },
      this.#store,
    );
    this.#hub = new StreamHub({
      hello: () => this.#hello(),
      mayAct: parts.mayAct,
      // What nobody was told goes into the hello, and not into the next frame as well.
      onListener: () => {
        if (this.#hub.listeners === 1) this.#builder.passOver();
      },
    });
    this.app = this.#compose();
    this.#timer = setInterval(() => this.#publish(), FRAME_MS);
  }

  hear(message: ToLiveServer): void {
    switch (message.type) {
      case 'run-begins':
        this.#begin(message);
        return;
      case 'control-done':
        this.#run?.news.act(message.text);
        this.#asked.hear(message);
        return;
      case 'control-refused':
        this.#asked.hear(message);
        return;
      case 'point':
        this.#run?.hear({ ...message, point: this.#cpu.addedTo(message.point) });
        return;
      default:
        this.#run?.hear(message);
    }
  }

  /** Ends every stream and connection; nobody is waited for. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#asked.close();
    await this.#hub.close();
    await Promise.all([this.app.close(), this.#run?.close()]);
  }

  #compose(): FastifyInstance {
    const { guard, others } = this.#parts;
    const app = Fastify(API_SERVER_OPTIONS);
    app.setErrorHandler(answerError);
    app.setNotFoundHandler(answerNotFound);
    void app.register(guard);
    void app.register(this.#hub.routes);
    void app.register(this.#recordRoutes());
    const carryOut = (action: ControlAction): Promise<Done> => this.#carryOut(action);
    void app.register(controlRoutes({ isClassroom: this.#task.isClassroom, carryOut }));
    const commands = { send: (command: Parameters<Send>[0]) => this.#send(command) };
    const { toolVersion: version } = this.#task;
    void app.register(apiRoutes({ store: this.#store, commands, version }));
    const sources = {
      store: this.#store,
      hello: () => this.#helloNow(),
      isReady: () => (this.#run === undefined ? 'No run has begun yet' : undefined),
    };
    for (const plugin of others(sources)) void app.register(plugin);
    return app;
  }

  #recordRoutes(): FastifyPluginAsync {
    return async (server) => {
      server.get<{ Params: Record<'topic' | 'partition' | 'offset', string> }>(
        '/live/records/:topic/:partition/:offset',
        async ({ params }, reply) => {
          const { topic, partition, offset } = params;
          if (this.#run === undefined) throw noRun();
          const data = await this.#run.inspector.record(topic, partition, offset);
          const timestamp = new Date().toISOString();
          const answer: Answer<RecordView> = { success: true, data, count: 1, timestamp };
          return reply.header('cache-control', 'no-store').send(answer);
        },
      );
    };
  }

  #begin(begins: Extract<ToLiveServer, { type: 'run-begins' }>): void {
    const { tell } = this.#parts;
    const former = this.#run;
    const run = new WatchedRun({
      begins,
      keepEvents: this.#task.keepEvents,
      isWatched: () => this.#hub.listeners > 0,
      onTrouble: (message) => tell({ type: 'trouble', message }),
      onActed: (text, detail) => tell({ type: 'acted', text, detail }),
    });
    void former?.close();
    this.#run = run;
    this.#latest = undefined;
    this.#store.show(run.store);
    this.#builder.follow(run.source);
    this.#hub.greetAll();
  }

  #publish(): void {
    if (this.#hub.listeners === 0) return;
    const frame = this.#builder.frame();
    if (frame !== undefined) this.#hub.publish(frame);
  }

  #helloNow(): LiveHello | undefined {
    const nowMs = performance.now();
    if (this.#latest === undefined || nowMs - this.#latest.atMs > HELLO_KEPT_MS) {
      this.#latest = { atMs: nowMs, hello: this.#hello() };
    }
    return this.#latest.hello;
  }

  /** What nobody could be told is in it, and in no frame. */
  #hello(): LiveHello | undefined {
    if (this.#hub.listeners === 0) this.#builder.passOver();
    return this.#builder.hello();
  }

  async #carryOut(action: ControlAction): Promise<Done> {
    if (action.action !== 'poison' && action.action !== 'duplicate') {
      return this.#asked.ask(action);
    }
    const run = this.#run;
    const handWork = run?.handWork;
    if (run === undefined || handWork === undefined || run.news.phase !== 'load') throw notNow();
    const made =
      action.action === 'poison'
        ? await handWork.poison(action.kind)
        : await handWork.duplicate(action.productId);
    const { topic, partition, offset } = made;
    const done = saidOf(action, { topic, partition, ...(offset < 0 ? {} : { offset }) });
    run.news.say(done.text, done.why);
    return done;
  }

  async #send(command: Parameters<Send>[0]): ReturnType<Send> {
    const run = this.#run;
    if (run === undefined) throw noRun();
    if (run.handWork === undefined) {
      throw new StreamstockError('READ_ONLY', 'This run is measured, and nobody may change it', {
        hint: 'Start one with --classroom, or make demo.',
      });
    }
    if (run.news.phase !== 'load') throw notNow();
    return run.handWork.send(command);
  }
}

type Send = NonNullable<WatchedRun['handWork']>['send'];

function noRun(): ApiRefusal {
  return new ApiRefusal('UNAVAILABLE', 'No run is under way', { hint: 'Ask again in a moment.' });
}

function notNow(): ApiRefusal {
  return new ApiRefusal('CONFLICT', 'Nothing can be written just now: the load is not going on', {
    hint: 'Start the run again.',
  });
}

/** A server with nothing but the API, for tests: what it is told to write is kept and goes nowhere. */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Command } from '../../command.ts';
import { StoreFixture } from '../store.fixture.ts';
import type { CommandAccepted } from '../wire.ts';
import type { CommandSink } from './commanding.ts';
import { answerError, answerNotFound } from './errors.ts';
import { apiRoutes } from './plugin.ts';
import { API_SERVER_OPTIONS } from './server-options.ts';

export class SinkFixture implements CommandSink {
  readonly sent: Command[] = [];
  /** Thrown instead of taking anything. */
  trouble: Error | undefined;

  async send(command: Command): Promise<CommandAccepted> {
    if (this.trouble !== undefined) throw this.trouble;
    this.sent.push(command);
    const commandId = `CMD-demo-${this.sent.length}`;
    return { commandId, topic: 'inventory.commands', partition: 1 };
  }
}

export interface ApiFixture {
  readonly server: FastifyInstance;
  readonly store: StoreFixture;
  readonly sink: SinkFixture;
}

export async function apiFixture(store: StoreFixture = new StoreFixture()): Promise<ApiFixture> {
  const sink = new SinkFixture();
  const server = Fastify(API_SERVER_OPTIONS);
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(answerNotFound);
  await server.register(apiRoutes({ store, commands: sink }));
  await server.ready();
  return { server, store, sink };
}

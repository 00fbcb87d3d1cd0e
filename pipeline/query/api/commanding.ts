/** What every write has in common: a run that takes writes, and a command that goes through Kafka. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Command } from '../../command.ts';
import { StreamstockError } from '../../errors.ts';
import type { QueryStore } from '../views.ts';
import type { Answer, CommandAccepted } from '../wire.ts';
import { noRun } from './reading.ts';

/** Where commands go. */
export interface CommandSink {
  /**
   * @returns when the broker has acknowledged the record
   * @throws StreamstockError READ_ONLY: the run is nobody's to change; any other: the broker did not take it
   */
  send(command: Command): Promise<CommandAccepted>;
}

/** Refused before the body is read: in such a run nothing of it matters. */
export function refuseWritesWhereNobodyMay(server: FastifyInstance, store: QueryStore): void {
  server.addHook('onRequest', async (request) => {
    if (request.method !== 'POST' && request.method !== 'PUT') return;
    const run = store.run();
    if (run === undefined) throw noRun();
    if (!run.isInteractive) {
      throw new StreamstockError('READ_ONLY', 'This run is measured, and nobody may change it', {
        hint: 'Start one with --classroom, or make demo.',
      });
    }
  });
}

/** The command is in the log; its effect is seen a moment later, like that of any event. */
export async function sendCommand(
  commands: CommandSink,
  command: Command,
  reply: FastifyReply,
): Promise<Answer<CommandAccepted>> {
  const data = await commands.send(command);
  reply.status(202).header('cache-control', 'no-store');
  return { success: true, data, count: 1, timestamp: new Date().toISOString() };
}

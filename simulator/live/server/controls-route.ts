/** `POST /live/controls`: what the server writes itself it does at once, everything else the run is asked for. */
import type { FastifyPluginAsync } from 'fastify';
import { acceptJsonBodies } from '../../../pipeline/query/api/body.ts';
import { ApiRefusal } from '../../../pipeline/query/api/refusal.ts';
import type { ControlAction, ControlAnswer } from '../../../reports/live/controls.ts';
import { type BodyFault, controlAction, isFault } from './control-body.ts';

export interface Done {
  readonly text: string;
  readonly why: string;
}

export interface ControlsOptions {
  readonly isClassroom: boolean;
  /** @throws ApiRefusal, StreamstockError */
  readonly carryOut: (action: ControlAction) => Promise<Done>;
}

export function controlRoutes({ isClassroom, carryOut }: ControlsOptions): FastifyPluginAsync {
  return async (server) => {
    acceptJsonBodies(server);
    server.addHook('onRequest', async (request) => {
      if (request.method !== 'POST' || isClassroom) return;
      throw new ApiRefusal('READ_ONLY', 'This run is measured, and nobody may change it', {
        hint: 'Start one with --classroom, or make demo.',
      });
    });
    server.post('/live/controls', async (request, reply) => {
      const action = controlAction(request.body);
      if (isFault(action)) throw refused(action);
      const data = await carryOut(action);
      const answer: ControlAnswer = { success: true, data, timestamp: new Date().toISOString() };
      return reply.header('cache-control', 'no-store').send(answer);
    });
  };
}

function refused({ field, message, hint }: BodyFault): ApiRefusal {
  return new ApiRefusal('VALIDATION', message, { field, ...(hint === undefined ? {} : { hint }) });
}

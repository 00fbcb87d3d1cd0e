/** Waits until the members topic is there: the run makes it, and may be started after its processes. */
import { StreamstockError } from '../../../pipeline/errors.ts';
import { accessError } from '../../../pipeline/kafka/access-trouble.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import type { MembersLine } from './members-line.ts';

export interface Place {
  readonly connection: Connection;
  readonly topic: string;
  readonly group: string;
  readonly where: string;
  readonly hint: string;
}

const LOOK_EVERY_MS = 500;

/** @throws StreamstockError RUN_NOT_FOUND when the time is up, NOT_AUTHORIZED */
export async function untilThere(
  line: MembersLine,
  { connection, topic, group, where, hint }: Place,
  timeoutMs: number,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await line.open();
      return;
    } catch (cause) {
      const refused = cause instanceof Error ? accessError(cause, connection) : undefined;
      if (refused !== undefined) throw refused;
      if (performance.now() >= deadlineMs) {
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new StreamstockError(
          'RUN_NOT_FOUND',
          `No run of group ${group} at ${where} within ${timeoutMs / 1000} s: there is no topic ${topic} (${said}).`,
          { hint, cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

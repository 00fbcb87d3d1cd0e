/** Runs the audit in a thread of its own: it replays the whole plan, and the main thread stays responsive. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { AuditResult, AuditTask } from './audit-task.ts';

export async function auditInThread(task: AuditTask): Promise<AuditResult> {
  const piscina = new Piscina({
    filename: fileURLToPath(new URL(`./audit-task${extname(import.meta.url)}`, import.meta.url)),
    maxThreads: 1,
  });
  try {
    return await piscina.run(task);
  } finally {
    await piscina.destroy();
  }
}
